"""Definitions: what holds here, one with its versions and a preview, the office's own versions, and sums over time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import allows, fetch
from pingan.common.errors import Conflict, Invalid, Stale
from pingan.org.models import RegionLevel, Role
from pingan.registers.models import RegisterDefinition
from pingan.registers.pages.definition_fields import FieldForm
from pingan.registers.pages.definition_forms import (
    DefinitionForm,
    as_input,
    field_forms,
    put_errors,
    sent_forms,
)
from pingan.registers.pages.report_forms import OWN, form_of, language
from pingan.registers.pages.writing import seen
from pingan.registers.queries.rounds import (
    area_names,
    own_prefix,
    standing_definitions,
    versions_of_definition,
)
from pingan.registers.queries.units import kind_of
from pingan.registers.rules import endings_from, field_faults, specs_from
from pingan.registers.services.definitions import retire_definition, save_definition
from pingan.web.forms import add_errors
from pingan.web.pages import Page

_NAMES = (
    "kind", "name", "name_en", "purpose", "source", "confidence", "unit_kind", "order_levels", "order_roles", "period",
    "days_before_holidays", "needs_review", "due_working_days", "warn_hours", "retention_years", "retention_source",
    "targets",
)  # fmt: skip


class RetireForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class DefinitionList(Page):
    duty = "registers.view"
    template_name = "registers/definition/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = list(standing_definitions(self.actor))
        areas = area_names({row.region_code for row in rows})
        today = timezone.localdate()
        context = {
            "rows": [(row, areas.get(row.region_code, row.region_code), row.holds_on(today)) for row in rows],
            "may_define": self.actor.has("registers.define"),
        }
        return self.render(context)


class DefinitionDetail(Page):
    duty = "registers.view"
    template_name = "registers/definition/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(fetch(RegisterDefinition, self.actor, pk), RetireForm())

    def show(self, row: RegisterDefinition, form: RetireForm, *, status: int = 200) -> HttpResponse:
        roles = dict(Role.choices)
        context = {
            "row": row,
            "preview": form_of(specs_from(row.fields), OWN),
            "finding": form_of(specs_from(row.finding_fields), "f0") if row.finding_fields else None,
            "purposes": [
                (spec.label_in(language()), spec.purpose)
                for spec in (*specs_from(row.fields), *specs_from(row.finding_fields))
            ],
            "unit_label": kind_of(row.unit_kind).label,
            "area": area_names({row.region_code}).get(row.region_code, row.region_code),
            "levels": [RegionLevel(level).label for level in row.order_levels],
            "roles": [roles.get(role, role) for role in row.order_roles],
            "endings": [
                (one, one.label_in(language()), one.act_in(language())) for one in endings_from(row.endings)
            ],
            "versions": versions_of_definition(self.actor, row),
            "may_define": self.actor.has("registers.define") and row.effective_to is None,
            "may_retire": row.effective_to is None and allows(self.actor, "edit", row),
            "form": form,
        }
        return self.render(context, status=status)


class DefinitionRetire(DefinitionDetail):
    duty = "registers.define"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(RegisterDefinition, self.actor, pk, "edit")
        form = RetireForm(request.POST)
        if form.is_valid():
            try:
                retire_definition(actor=self.actor, definition_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The definition has ended. Orders under way go on."))
                return HttpResponseRedirect(reverse("registers:definition_list"))
        return self.show(row, form, status=422)


class DefinitionNew(Page):
    """A new definition of the own area, or (``?like=``) the next version of one; a province's becomes the area's own."""

    duty = "registers.define"
    template_name = "registers/definition/form.html"

    def _like(self, request: HttpRequest) -> RegisterDefinition | None:
        text = request.GET.get("like", "")
        is_key = text.isascii() and text.isdigit() and len(text) < 19
        return fetch(RegisterDefinition, self.actor, int(text)) if is_key else None

    def _area(self, like: RegisterDefinition | None) -> str:
        own = own_prefix(self.actor)
        return like.region_code if like is not None and allows(self.actor, "edit", like) else own

    def get(self, request: HttpRequest) -> HttpResponse:
        like = self._like(request)
        initial = {name: getattr(like, name) for name in _NAMES} if like is not None else {"confidence": "L"}
        parts = {
            "fields": field_forms("fields", like.fields if like else [], blank=0 if like else 2),
            "finding_fields": field_forms("finding_fields", like.finding_fields if like else []),
        }
        return self.show(like, DefinitionForm(initial=initial, like=like), parts, self._last(like))

    def _last(self, like: RegisterDefinition | None) -> str:
        if like is None:
            return ""
        same = [
            row for row in versions_of_definition(self.actor, like) if row.region_code == self._area(like)
        ]
        return str(same[0].version if same else 0)

    def post(self, request: HttpRequest) -> HttpResponse:
        like = self._like(request)
        form = DefinitionForm(request.POST, like=like)
        parts = {part: sent_forms(part, request.POST) for part in ("fields", "finding_fields")}
        version = request.POST.get("seen_version", "")
        for part in parts:
            if request.POST.get("action") == f"add_{part}":
                parts[part] = [*parts[part], *field_forms(part, [], blank=1)]
                parts[part][-1].prefix = f"{'a' if part == 'fields' else 'b'}{len(parts[part]) - 1}"
                return self.show(like, form, parts, version, is_checked=False)
        is_preview = request.POST.get("action") == "preview"
        if form.is_valid():
            data, reason = as_input(
                form, parts, code=like.code if like else "", region_code=self._area(like), like=like
            )
            if (
                is_preview
                and not field_faults(list(data.fields))
                and not field_faults(list(data.finding_fields))
            ):
                return self.show(like, form, parts, version, preview=(data.fields, data.finding_fields))
            try:
                row = save_definition(
                    actor=self.actor,
                    data=data,
                    reason=reason,
                    seen_version=seen(request),
                    is_new=like is None,
                )
            except Invalid as error:
                put_errors(form, parts, error)
            except (Stale, Conflict) as error:
                return self.show(like, form, parts, self._last(like), status=409, conflict=str(error.message))
            else:
                messages.success(request, _("Recorded as version %(number)d.") % {"number": row.version})
                return HttpResponseRedirect(reverse("registers:definition_detail", args=[row.pk]))
        return self.show(like, form, parts, version, status=422)

    def show(
        self,
        like: RegisterDefinition | None,
        form: DefinitionForm,
        parts: dict[str, list[FieldForm]],
        version: str,
        *,
        status: int = 200,
        conflict: str = "",
        preview: Any = None,
        is_checked: bool = True,
    ) -> HttpResponse:
        if not is_checked:
            form.errors.clear()
        own, finding = preview or ((), ())
        context = {
            "form": form,
            "parts": parts,
            "like": like,
            "title": _("New version: %(name)s") % {"name": like} if like is not None else _("New definition"),
            "is_own_copy": like is not None and self._area(like) != like.region_code,
            "seen_version": version,
            "conflict": conflict,
            "preview": form_of(specs_from(own), OWN) if own else None,
            "finding": form_of(specs_from(finding), "f0") if finding else None,
            "cancel_url": reverse("registers:definition_list"),
        }
        return self.render(context, status=status)


urlpatterns = [
    path("registers/definitions/", DefinitionList.as_view(), name="definition_list"),
    path("registers/definitions/new/", DefinitionNew.as_view(), name="definition_new"),
    path("registers/definitions/<int:pk>/", DefinitionDetail.as_view(), name="definition_detail"),
    path("registers/definitions/<int:pk>/end/", DefinitionRetire.as_view(), name="definition_retire"),
]
