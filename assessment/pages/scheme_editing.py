"""Editing a draft: the whole of it, one indicator, and what an expression comes to while it is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from assessment.models import AssessmentScheme, Audience, Indicator
from assessment.pages.scheme_forms import IndicatorForm, SchemeForm, with_params
from assessment.pages.scheme_words import label_of, numbers_in_words, shown_value
from assessment.pages.schemes import crumbs_of, scheme_at, seen_edition
from assessment.queries.previews import PERIODS, previewed
from assessment.queries.schemes import INHERITED, bounds_of, suppliers_for, tree_of
from assessment.rules.expressions import LONGEST, OWN
from assessment.services.scheme_data import IndicatorData, data_of_indicator, data_of_scheme
from assessment.services.schemes import remove_indicator, save_indicator, save_scheme
from pingan.common.errors import Invalid, NotFound
from pingan.common.figures import lasting_figures
from pingan.web.forms import add_errors
from pingan.web.pages import Page

_ELSEWHERE = {"params", "name"}


def add_named_errors(form: forms.Form, error: Invalid) -> None:
    """Put refusals at their fields; what is about a field that this form does not ask for names it."""
    fields = {"grades_from": "best"}
    add_errors(form, Invalid({fields.get(name, name): texts for name, texts in error.fields.items()}))


class SchemeEdit(Page):
    """What the whole of a draft says."""

    duty = "assessment.scheme"
    template_name = "assessment/scheme/edit.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        scheme = scheme_at(self, pk, "edit")
        form = SchemeForm(initial=SchemeForm.initial_of(data_of_scheme(scheme)))
        return self._show(scheme, form, scheme.edition)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scheme, form, seen = scheme_at(self, pk, "edit"), SchemeForm(request.POST), seen_edition(request)
        if form.is_valid():
            try:
                data = form.data_of_scheme(scheme.document)
                save_scheme(actor=self.actor, pk=pk, data=data, seen_edition=seen)
            except Invalid as error:
                add_named_errors(form, error)
            else:
                messages.success(request, _("The draft is saved."))
                return self.sent(reverse("assessment:scheme_detail", args=[pk]))
        return self._show(scheme, form, seen, status=422)

    def _show(
        self, scheme: AssessmentScheme, form: SchemeForm, seen: int | None, *, status: int = 200
    ) -> HttpResponse:
        context = {
            "scheme": scheme, "form": form, "seen": seen, "crumbs": crumbs_of(scheme, _("Edit")),
            "title": scheme.title, "url": self.request.path,
            "back": reverse("assessment:scheme_detail", args=[scheme.pk]),
        }  # fmt: skip
        return self.render(context, status=status)


class IndicatorPage(Page):
    """The form of one indicator, new or there already."""

    duty = "assessment.scheme"
    template_name = "assessment/scheme/indicator.html"

    def get(self, request: HttpRequest, pk: int, indicator_pk: int | None = None) -> HttpResponse:
        scheme = scheme_at(self, pk, "edit")
        row = self._row(scheme, indicator_pk)
        if row is not None:
            was = data_of_indicator(row)
            params = {f"param_{name}": value for name, value in row.params.items()}
            initial: dict[str, Any] = {**vars(was), **params}
        else:
            initial = {
                "confidence": "L",
                "under": request.GET.get("under", "")[:20],
                "weight": 0,
                "weight_low": 0,
                "weight_high": 1000,
            }
        return self._show(scheme, row, self._form(scheme, row, initial=initial), scheme.edition)

    def post(self, request: HttpRequest, pk: int, indicator_pk: int | None = None) -> HttpResponse:
        scheme = scheme_at(self, pk, "edit")
        row = self._row(scheme, indicator_pk)
        form, seen = self._form(scheme, row, data=request.POST), seen_edition(request)
        if form.is_valid():
            was = data_of_indicator(row) if row is not None else IndicatorData(code="", name="")
            try:
                save_indicator(
                    actor=self.actor, scheme_id=pk, indicator_id=indicator_pk, seen_edition=seen,
                    data=form.data_of_indicator(was),
                )  # fmt: skip
            except Invalid as error:
                add_named_errors(form, error)
            else:
                messages.success(request, _("The indicator is saved."))
                return self.sent(reverse("assessment:scheme_detail", args=[pk]))
        return self._show(scheme, row, form, seen, status=422)

    def _row(self, scheme: AssessmentScheme, pk: int | None) -> Indicator | None:
        if pk is None:
            return None
        found = {row.pk: row for row in self._rows(scheme)}.get(pk)
        if found is None:
            raise NotFound()
        return found

    def _rows(self, scheme: AssessmentScheme) -> list[Indicator]:
        if not hasattr(self, "_found"):
            self._found = list(
                scheme.indicators.select_related("origin__origin__origin", "parent", "supplier")
            )
        return self._found

    def _part_url(self, scheme: AssessmentScheme, row: Indicator | None) -> str:
        """Return where a part of this indicator is written; blank on the third level."""
        shallow = {branch.row.pk for branch in tree_of(self._rows(scheme)) if branch.depth < 3}
        if row is None or row.pk not in shallow:
            return ""
        return f"{reverse('assessment:indicator_new', args=[scheme.pk])}?{urlencode({'under': row.code})}"

    def _form(self, scheme: AssessmentScheme, row: Indicator | None, **kwargs: Any) -> IndicatorForm:
        # Three levels: what stands on the third has nothing under it, and nobody stands under himself.
        above = [
            (branch.row.code, f"{branch.row.code} {branch.row.name}")
            for branch in tree_of(self._rows(scheme))
            if branch.depth < 3 and (row is None or branch.row.pk != row.pk)
        ]
        return IndicatorForm(
            scheme=scheme, row=row, above=above, suppliers=suppliers_for(self.actor), **kwargs
        )

    def _show(
        self,
        scheme: AssessmentScheme,
        row: Indicator | None,
        form: IndicatorForm,
        seen: int | None,
        *,
        status: int = 200,
    ) -> HttpResponse:
        title = str(row) if row is not None else _("New indicator")
        origin = row.origin if row is not None else None
        context = {
            "scheme": scheme,
            "row": row,
            "origin": origin,
            "facts": _facts(row) if row is not None and origin is not None else [],
            "part_url": self._part_url(scheme, row),
            "bounds": bounds_of(origin) if origin is not None else None,
            "form": form,
            "seen": seen,
            "title": title,
            "crumbs": crumbs_of(scheme, title),
            "url": self.request.path,
            "back": reverse("assessment:scheme_detail", args=[scheme.pk]),
            "figures": [
                one
                for one in lasting_figures().values()
                if one.organ or scheme.audience == Audience.DIVISIONS
            ],
            "own_names": sorted(OWN),
            "periods": PERIODS,
        }
        return self.render(context, status=status)


def _facts(row: Indicator) -> list[tuple[Any, str]]:
    """Return what an inherited indicator keeps, in words."""
    told = [(label_of(name), shown_value(row, name)) for name in INHERITED if name not in _ELSEWHERE]
    return [one for one in told if one[1] not in {"", "—"}] + numbers_in_words(row.method, row.params)


class IndicatorRemove(Page):
    """Take an own indicator with its parts out of a draft."""

    duty = "assessment.scheme"

    def post(self, request: HttpRequest, pk: int, indicator_pk: int) -> HttpResponse:
        scheme_at(self, pk, "edit")
        if indicator_pk > 2**63 - 1:
            raise NotFound()
        remove_indicator(
            actor=self.actor, scheme_id=pk, indicator_id=indicator_pk, seen_edition=seen_edition(request)
        )
        messages.success(request, _("The indicator is taken out."))
        return redirect("assessment:scheme_detail", pk)


class MethodNumbers(Page):
    """The fields of a method's numbers, for a form in which another method was chosen."""

    duty = "assessment.scheme"
    template_name = "assessment/scheme/_numbers.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        kept = {name: value for name, value in request.GET.items() if name.startswith("param_")}
        form = forms.Form(initial=kept)
        names = with_params(form, request.GET.get("method", ""))
        return self.render({"numbers": [form[name] for name in names]})


class ExpressionPreview(Page):
    """What an expression comes to, or where it is none."""

    duty = "assessment.scheme"
    template_name = "assessment/scheme/_preview.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("expression", "")[: LONGEST + 1]
        audience = request.GET.get("audience", "")
        audience = audience if audience in Audience.values else Audience.DIVISIONS
        length = request.GET.get("period", "")
        length = length if length in dict(PERIODS) else "year"
        found = previewed(self.actor, text, audience, length) if text.strip() else None
        return self.render({"preview": found})


urlpatterns = [
    path("assessment/schemes/preview/", ExpressionPreview.as_view(), name="expression_preview"),
    path("assessment/schemes/numbers/", MethodNumbers.as_view(), name="method_numbers"),
    path("assessment/schemes/<int:pk>/edit/", SchemeEdit.as_view(), name="scheme_edit"),
    path("assessment/schemes/<int:pk>/indicators/new/", IndicatorPage.as_view(), name="indicator_new"),
    path(
        "assessment/schemes/<int:pk>/indicators/<int:indicator_pk>/",
        IndicatorPage.as_view(),
        name="indicator_edit",
    ),
    path(
        "assessment/schemes/<int:pk>/indicators/<int:indicator_pk>/remove/",
        IndicatorRemove.as_view(),
        name="indicator_remove",
    ),
]
