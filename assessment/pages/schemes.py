"""Schemes of assessment (Article 57): list, beginning a draft, the scheme itself, publishing it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessment.models import AssessmentScheme
from assessment.pages.scheme_forms import DraftForm, PublishForm
from assessment.pages.scheme_words import label_of, numbers_in_words
from assessment.queries.scheme_filters import SchemeFilterSet
from assessment.queries.schemes import before, bounds_of, indicators_of, problems_of, schemes_listed, tree_of
from assessment.services.publishing import discard_draft, publish_scheme, take_over
from assessment.services.schemes import draft_scheme
from pingan.access.policy import allows, fetch
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.web.context import NavigationItem
from pingan.web.forms import add_errors
from pingan.web.listing import errors_of, paged, without_blanks
from pingan.web.pages import Page
from pingan.web.tables import page_of

ORDER = ("-year", "region__code", "audience", "-version", "pk")
LARGEST_ID = 2**63 - 1
TONES = {"draft": "grey", "published": "green", "replaced": "outline"}
_SHOWN = ("audience", "state")


def scheme_at(page: Page, pk: int, verb: str = "view") -> AssessmentScheme:
    """Return the scheme of an address.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    return fetch(
        AssessmentScheme, page.actor, pk, verb,
        refine=lambda rows: rows.select_related("region", "parent__region", "published_by"),
    )  # fmt: skip


def seen_edition(request: HttpRequest) -> int | None:
    """Return the edition of the draft that whoever sent a form had seen."""
    seen = request.POST.get("seen_version", "")
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None


def crumbs_of(scheme: AssessmentScheme, *more: str) -> list[dict[str, str]]:
    """Return where a page of a scheme stands."""
    found = [
        {"label": _("Schemes of assessment"), "url": reverse("assessment:scheme_list")},
        {"label": scheme.title, "url": reverse("assessment:scheme_detail", args=[scheme.pk])},
    ]
    return [*found, *({"label": one} for one in more)]


class SchemeList(Page):
    duty = "assessment.read"
    template_name = "assessment/scheme/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        filters = SchemeFilterSet(without_blanks(request.GET), schemes_listed(self.actor))
        problems = errors_of(filters.form)
        rows = filters.qs.none() if problems else filters.qs
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": [(row, TONES[row.state]) for row in page.rows],
                "total": rows.order_by().count(),
                "problems": problems,
                "text": request.GET.get("q", "")[:60],
                "year": request.GET.get("year", "")[:4],
                "selects": [
                    (name, filters.form.fields[name].label, _pairs(filters.form, name, request))
                    for name in _SHOWN
                ],
                "may_draft": self.actor.has("assessment.scheme"),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


def _pairs(form: forms.Form, name: str, request: HttpRequest) -> list[tuple[str, Any, bool]]:
    chosen = request.GET.getlist(name)
    pairs = getattr(form.fields[name], "choices", ())
    return [(str(key), label, str(key) in chosen) for key, label in pairs if key not in {"", None}]


class SchemeNew(Page):
    duty = "assessment.scheme"
    template_name = "assessment/scheme/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = {name: request.GET[name] for name in ("year", "audience") if name in request.GET}
        return self.render({"form": DraftForm(initial=wanted)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DraftForm(request.POST)
        if form.is_valid():
            try:
                row = draft_scheme(actor=self.actor, **form.cleaned_data)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The draft is begun."))
                return redirect("assessment:scheme_detail", row.pk)
        return self.render({"form": form}, status=422)


class SchemeDetail(Page):
    """One scheme with its indicators; a draft with its faults, and the form that publishes it."""

    duty = "assessment.read"
    template_name = "assessment/scheme/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(scheme_at(self, pk), PublishForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scheme, form = scheme_at(self, pk, "publish"), PublishForm(request.POST)
        if form.is_valid():
            document = form.cleaned_data["document"]
            seen = seen_edition(request)
            try:
                publish_scheme(actor=self.actor, pk=pk, document=document, seen_edition=seen)
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("The scheme is in force."))
                return redirect("assessment:scheme_detail", pk)
        return self._show(scheme, form, status=422)

    def _show(self, scheme: AssessmentScheme, form: PublishForm, *, status: int = 200) -> HttpResponse:
        is_draft = scheme.state == AssessmentScheme.State.DRAFT
        rows = indicators_of(scheme)
        faults = problems_of(scheme, rows) if is_draft else []
        branches = tree_of(rows, faults)
        shown = {branch.row.code for branch in branches}
        language = get_language() or ""
        earlier = before(scheme)
        context = {
            "scheme": scheme,
            "tone": TONES[scheme.state],
            "lines": [
                (
                    one, one.row.shown(language=language), numbers_in_words(one.row.method, one.row.params),
                    [label_of(name) for name in one.changes], bounds_of(one.row),
                )
                for one in branches
            ],
            "faults": [one.sentence for one in faults if one.key not in shown],
            "fault_count": len(faults),
            "grades": [(name, start) for _code, name, start in scheme.grades],
            "is_draft": is_draft,
            "may_edit": is_draft and allows(self.actor, "edit", scheme),
            "may_renew": not is_draft and allows(self.actor, "edit", scheme),
            "form": form if is_draft and allows(self.actor, "publish", scheme) else None,
            "parent": scheme.parent,
            "is_behind": is_draft and scheme.parent is not None and scheme.parent.state == "replaced",
            "earlier": earlier if earlier is not None and allows(self.actor, "view", earlier) else None,
        }  # fmt: skip
        return self.render(context, status=status)


class SchemeTakeOver(Page):
    """Derive a draft anew from the version that is in force above by now."""

    duty = "assessment.scheme"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scheme_at(self, pk, "edit")
        take_over(actor=self.actor, pk=pk, seen_edition=seen_edition(request))
        messages.success(request, _("The draft derives from the version in force above; check its weights."))
        return redirect("assessment:scheme_detail", pk)


class SchemeDiscard(Page):
    """Throw a draft away."""

    duty = "assessment.scheme"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        scheme_at(self, pk, "edit")
        discard_draft(actor=self.actor, pk=pk)
        messages.success(request, _("The draft is thrown away."))
        return redirect("assessment:scheme_list")


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the schemes for everybody who is assessed or assesses."""
    if not actor.has("assessment.read"):
        return []
    url = reverse("assessment:scheme_list")
    return [NavigationItem(gettext_lazy("Schemes of assessment"), url, "list", "oversight", on_phone=False)]


urlpatterns = [
    path("assessment/schemes/", SchemeList.as_view(), name="scheme_list"),
    path("assessment/schemes/new/", SchemeNew.as_view(), name="scheme_new"),
    path("assessment/schemes/<int:pk>/", SchemeDetail.as_view(), name="scheme_detail"),
    path("assessment/schemes/<int:pk>/take-over/", SchemeTakeOver.as_view(), name="scheme_take_over"),
    path("assessment/schemes/<int:pk>/discard/", SchemeDiscard.as_view(), name="scheme_discard"),
]
