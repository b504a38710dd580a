"""The county's list of duties and matters (Article 15): read by all, published by the office with its document."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DutyList, WorkType
from grids.pages.catalogue import sections
from grids.pages.catalogue_forms import DutyListForm, MatterLineForm
from grids.queries.categories import categories_for
from grids.queries.rulebook import area_of, class_names, counties_in, duty_lists_of
from grids.services.duties import DutyLine, DutyListInput, MatterLine, publish_duty_list
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.org.models import Region
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page

#: Empty lines for further matters on the form.
SPARE_LINES = 6


def county_of(actor: Actor, code: str) -> Region | None:
    """Return the county that is asked for, else the post's own; None: a province or city chose none yet.

    Raises:
        NotFound: no such county.

    """
    wanted = code[:6].ljust(12, "0") if code else actor.region_code[:6].ljust(12, "0")
    found = next((row for row in counties_in(wanted) if row.code == wanted), None)
    if found is None and code:
        raise NotFound()
    return found


class DutyListPage(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/duty_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        county = county_of(self.actor, request.GET.get("region", "").replace("\0", "")[:12])
        lists = duty_lists_of(self.actor, county.code) if county is not None else []
        today = timezone.localdate()
        current = next((row for row in lists if row.holds_on(today)), None)
        may_publish = county is not None and self.actor.has("grids.manage") and self.actor.covers(county.code)
        matters = list(current.matters.all()) if current is not None else []
        return self.render(
            {
                "county": county,
                "counties": counties_in(area_of(self.actor)) if county is None else [],
                "current": current,
                "upcoming": next((row for row in lists if row.effective_from > today), None),
                "lists": lists,
                "duties": _by_kind(current) if current is not None else [],
                "matters": _with_names(matters),
                "publish_url": reverse("grids:duty_publish", args=[county.code])
                if county and may_publish
                else "",
                "tabs": sections("grids:duty_list"),
            }
        )


def _by_kind(found: DutyList) -> list[tuple[Any, list[str]]]:
    duties = list(found.duties.all())
    return [
        (label, [row.text for row in duties if row.work_type == code]) for code, label in WorkType.choices
    ]


def _with_names(matters: list[Any]) -> list[tuple[str, Any]]:
    names = class_names({row.category_code for row in matters})
    return [(names.get(row.category_code, row.category_code), row) for row in matters]


class DutyPublish(Page):
    duty = "grids.manage"
    template_name = "grids/catalogue/duty_form.html"

    def _county(self, code: str) -> Region:
        county = county_of(self.actor, code)
        if county is None or not self.actor.covers(county.code):
            raise Forbidden()
        return county

    def _lines(self, data: Any = None, initial: Any = None) -> Any:
        lines = formset_factory(MatterLineForm, extra=SPARE_LINES, max_num=300, absolute_max=400)(
            data, initial=initial, prefix="matter"
        )
        choices = [("", "—"), *((row.code, str(row)) for row in categories_for(self.actor.region_code))]
        for form in lines.forms:
            choose(form, "category_code", choices)
        return lines

    def _show(self, county: Region, form: DutyListForm, lines: Any, status: int = 200) -> HttpResponse:
        back = f"{reverse('grids:duty_list')}?region={county.code}"
        crumbs = [{"label": _("Duty list"), "url": back}, {"label": _("Publish")}]
        context = {"form": form, "lines": lines, "county": county, "cancel_url": back, "crumbs": crumbs}
        return self.render(context, status=status)

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        county = self._county(code)
        last = next(iter(duty_lists_of(self.actor, county.code)), None)
        if last is None:
            return self._show(county, DutyListForm(), self._lines())
        texts = {f"work_{kind}": "" for kind in WorkType.values}
        for row in last.duties.all():
            texts[f"work_{row.work_type}"] += f"{row.text}\n"
        names = ("category_code", "text", "may_self_resolve")
        initial = [{name: getattr(row, name) for name in names} for row in last.matters.all()]
        return self._show(
            county, DutyListForm(initial={"title": last.title, **texts}), self._lines(initial=initial)
        )

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        county = self._county(code)
        form, lines = DutyListForm(request.POST), self._lines(request.POST)
        if form.is_valid() and lines.is_valid():
            try:
                publish_duty_list(
                    actor=self.actor, data=_input(county, form, lines), reason=form.cleaned_data["reason"]
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The list is published; the one before stays readable."))
                return redirect(f"{reverse('grids:duty_list')}?region={county.code}")
        return self._show(county, form, lines, 422)


def _input(county: Region, form: DutyListForm, lines: Any) -> DutyListInput:
    typed = [line.cleaned_data for line in lines.forms if line.cleaned_data.get("category_code")]
    return DutyListInput(
        region_id=county.pk,
        title=form.cleaned_data["title"],
        document=form.cleaned_data["document"],
        duties=[DutyLine(kind, text) for kind in WorkType.values for text in form.lines(kind)],
        matters=[
            MatterLine(row["category_code"], row["text"].strip(), row["may_self_resolve"]) for row in typed
        ],
        effective_from=form.cleaned_data["effective_from"],
    )


urlpatterns = [
    path("catalogue/duties/", DutyListPage.as_view(), name="duty_list"),
    path("catalogue/duties/<str:code>/publish/", DutyPublish.as_view(), name="duty_publish"),
]
