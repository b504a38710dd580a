"""Time limits and numbers of the workflow, each with source, confidence and every version.

A rule of a larger area cannot be changed from below: what an office saves then holds for its own area, beside it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import TimeLimit, WorkflowNumber
from grids.pages.catalogue import sections, seen_number
from grids.pages.catalogue_forms import ANY, LimitForm, NumberForm
from grids.queries.categories import categories_for
from grids.queries.reporting import class_choices
from grids.queries.rulebook import (
    area_names,
    area_of,
    class_names,
    classes_of_other_apps,
    last_version,
    standing,
    versions_of,
)
from grids.services.limits import NumberInput, TimeLimitInput, set_time_limit, set_workflow_number
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page


def target_area(actor: Actor, region_code: str) -> str:
    """Return where a change holds: in the rule's own area if the post covers it, else in the post's."""
    return region_code if any(region_code.startswith(area) for area in actor.areas) else area_of(actor)


def _note(actor: Actor, region_code: str) -> str:
    area = target_area(actor, region_code)
    if area == region_code:
        return ""
    name = area_names([area]).get(area, area)
    return _("This rule holds in a larger area. What you save holds for %(area)s only.") % {"area": name}


class LimitList(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/limit_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(standing(self.actor, TimeLimit))
        classes = class_names({row.category_code for row in rows})
        areas = area_names({row.region_code for row in rows})
        today = timezone.localdate()
        return self.render(
            {
                "rows": [
                    (
                        row,
                        classes.get(row.category_code, row.category_code),
                        areas.get(row.region_code, ""),
                        row.holds_on(today),
                    )
                    for row in rows
                ],
                "tabs": sections("grids:limit_list"),
                "may_edit": self.actor.has("catalogue.edit"),
            }
        )


class LimitDetail(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/rule_detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(TimeLimit, self.actor, pk)
        here = reverse("grids:limit_list")
        named = class_names([row.category_code]).get(row.category_code, row.category_code)
        facts = [
            (_("Stage"), row.stage_label),
            (_("Class"), named or _("any class")),
            (_("Urgency"), row.get_urgency_display() if row.urgency else _("any urgency")),
            (_("Severity"), row.get_severity_display() if row.severity else _("any severity")),
            (_("Area"), area_names([row.region_code]).get(row.region_code, row.region_code)),
        ]
        versions = [(v, v.term) for v in versions_of(self.actor, row)]
        return self.render(
            {
                "title": str(row),
                "crumbs": [{"label": _("Time limits"), "url": here}, {"label": str(row)}],
                "facts": facts,
                "versions": versions,
                "edit_url": f"{reverse('grids:limit_new')}?like={row.pk}"
                if self.actor.has("catalogue.edit")
                else "",
            }
        )


class LimitNew(Page):
    """A new limit, or (``?like=``) the next version of one."""

    duty = "catalogue.edit"
    template_name = "grids/catalogue/form.html"

    def _like(self, request: HttpRequest) -> TimeLimit | None:
        sent = seen_number(request.GET.get("like", ""))
        return fetch(TimeLimit, self.actor, sent) if sent is not None else None

    def _form(self, data: Any = None, initial: Any = None) -> LimitForm:
        form = LimitForm(data, initial=initial)
        choose(form, "category_code", [*ANY, *_classes(self.actor)])
        return form

    def _area(self, like: TimeLimit | None) -> str:
        return target_area(self.actor, like.region_code) if like is not None else area_of(self.actor)

    def _seen(self, like: TimeLimit | None) -> str:
        if like is None:
            return ""
        names = ("stage", "category_code", "urgency", "severity")
        key = {name: getattr(like, name) for name in names}
        return str(last_version(self.actor, TimeLimit, **key, region_code=self._area(like)))

    def _show(self, like: TimeLimit | None, form: LimitForm, seen: str, status: int = 200) -> HttpResponse:
        back = reverse("grids:limit_list")
        title = _("Change a time limit") if like is not None else _("Set a time limit")
        context = {
            "form": form,
            "title": title,
            "cancel_url": back,
            "seen_version": seen,
            "note": _note(self.actor, like.region_code) if like is not None else "",
            "crumbs": [{"label": _("Time limits"), "url": back}, {"label": title}],
        }
        return self.render(context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        like = self._like(request)
        names = ("stage", "category_code", "urgency", "severity", "amount", "unit", "source", "confidence")
        initial = {name: getattr(like, name) for name in names} if like is not None else None
        return self._show(like, self._form(initial=initial), self._seen(like))

    def post(self, request: HttpRequest) -> HttpResponse:
        like = self._like(request)
        form = self._form(request.POST)
        seen = request.POST.get("seen_version", "")
        if form.is_valid():
            data = dict(form.cleaned_data)
            reason = data.pop("reason")
            # Another key than the one that was read has no version that could have been seen.
            is_same = like is not None and all(
                data[name] == getattr(like, name)
                for name in ("stage", "category_code", "urgency", "severity")
            )
            try:
                row = set_time_limit(
                    actor=self.actor,
                    data=TimeLimitInput(**data, region_code=self._area(like)),
                    reason=reason,
                    seen_version=seen_number(seen) if is_same else None,
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(
                    request, _("The time limit is recorded as version %(number)d.") % {"number": row.version}
                )
                return redirect("grids:limit_detail", pk=row.pk)
        return self._show(like, form, seen, 422)


def _classes(actor: Actor) -> list[tuple[str, str]]:
    tops = [(row.code, str(row)) for row in categories_for(actor.region_code) if not row.reportable]
    return [*tops, *class_choices(actor), *classes_of_other_apps().items()]


class NumberList(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/number_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(standing(self.actor, WorkflowNumber))
        areas = area_names({row.region_code for row in rows})
        today = timezone.localdate()
        return self.render(
            {
                "rows": [(row, areas.get(row.region_code, ""), row.holds_on(today)) for row in rows],
                "tabs": sections("grids:number_list"),
            }
        )


class NumberDetail(Page):
    duty = "catalogue.view"
    template_name = "grids/catalogue/rule_detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(WorkflowNumber, self.actor, pk)
        here = reverse("grids:number_list")
        facts = [
            (_("Code"), row.code),
            (_("Meaning"), row.note or "—"),
            (_("Counted in"), row.unit),
            (_("Area"), area_names([row.region_code]).get(row.region_code, row.region_code)),
        ]
        versions = [
            (v, v.text or f"{(v.value or Decimal(0)).normalize():f}") for v in versions_of(self.actor, row)
        ]
        may_edit = self.actor.has("catalogue.edit")
        return self.render(
            {
                "title": row.note or row.code,
                "crumbs": [
                    {"label": _("Numbers of the workflow"), "url": here},
                    {"label": row.note or row.code},
                ],
                "facts": facts,
                "versions": versions,
                "edit_url": reverse("grids:number_edit", args=[row.pk]) if may_edit else "",
            }
        )


class NumberEdit(Page):
    duty = "catalogue.edit"
    template_name = "grids/catalogue/form.html"

    def _show(self, row: WorkflowNumber, form: NumberForm, seen: str, status: int = 200) -> HttpResponse:
        back = reverse("grids:number_detail", args=[row.pk])
        title = row.note or row.code
        crumbs = [{"label": _("Numbers of the workflow"), "url": reverse("grids:number_list")}]
        crumbs += [{"label": title, "url": back}, {"label": _("New version")}]
        note = _note(self.actor, row.region_code)
        context = {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back}
        return self.render({**context, "seen_version": seen, "note": note}, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(WorkflowNumber, self.actor, pk)
        value = row.value.normalize() if row.value is not None else None
        initial = {
            "value": value and f"{value:f}",
            "text": row.text,
            "source": row.source,
            "confidence": row.confidence,
        }
        area = target_area(self.actor, row.region_code)
        seen = last_version(self.actor, WorkflowNumber, code=row.code, region_code=area)
        return self._show(row, NumberForm(initial=initial), str(seen))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(WorkflowNumber, self.actor, pk)
        form = NumberForm(request.POST)
        seen = request.POST.get("seen_version", "")
        if form.is_valid():
            data = dict(form.cleaned_data)
            reason = data.pop("reason")
            area = target_area(self.actor, row.region_code)
            fixed: dict[str, Any] = {
                "code": row.code,
                "unit": row.unit,
                "note": row.note,
                "region_code": area,
            }
            try:
                saved = set_workflow_number(
                    actor=self.actor,
                    data=NumberInput(**data, **fixed),
                    reason=reason,
                    seen_version=seen_number(seen),
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(
                    request, _("The number is recorded as version %(number)d.") % {"number": saved.version}
                )
                return redirect("grids:number_detail", pk=saved.pk)
        return self._show(row, form, seen, 422)


urlpatterns = [
    path("catalogue/limits/", LimitList.as_view(), name="limit_list"),
    path("catalogue/limits/new/", LimitNew.as_view(), name="limit_new"),
    path("catalogue/limits/<int:pk>/", LimitDetail.as_view(), name="limit_detail"),
    path("catalogue/numbers/", NumberList.as_view(), name="number_list"),
    path("catalogue/numbers/<int:pk>/", NumberDetail.as_view(), name="number_detail"),
    path("catalogue/numbers/<int:pk>/edit/", NumberEdit.as_view(), name="number_edit"),
]
