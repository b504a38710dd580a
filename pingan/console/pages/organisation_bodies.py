"""A coordinating body with its office, groups and member units, past and present (Articles 11, 12)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.common.errors import Stale
from pingan.console.pages.organisation import crumbs
from pingan.console.pages.organisation_forms import (
    REFUSALS,
    AdmitForm,
    EndForm,
    GroupForm,
    OfficeForm,
    RemoveForm,
    show,
    tell,
)
from pingan.console.queries import organisation as queries
from pingan.org import services
from pingan.org.models import CoordinatingBody, MemberUnit, SpecialGroup
from pingan.org.queries import path_to
from pingan.web.pages import Page


class BodyPage(Page):
    duty = "organisation.view"
    template_name = "console/organisation/body.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        body = queries.body_with_all(self.actor, pk)
        return self.render(
            {
                "body": body,
                "office": getattr(body, "office", None),
                "crumbs": crumbs(path_to(body.region), body.name),
                "may_edit": allows(self.actor, "edit", body) and body.valid_to is None,
            }
        )


class BodyForm(Page):
    """Base of the forms that change what belongs to a body; the form gets the units to choose from."""

    duty = "organisation.edit"
    template_name = "console/organisation/form.html"
    form_class: type[forms.Form]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        body = self._body(pk)
        return self._show(body, self.form_class(**self.form_options(body)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        body = self._body(pk)
        form = self.form_class(request.POST, **self.form_options(body))
        if not form.is_valid():
            return self._show(body, form, status=422)
        try:
            self.perform(body, form.cleaned_data)
        except REFUSALS as refusal:
            return self._show(body, form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect("console:body_detail", pk=body.pk)

    def form_options(self, body: CoordinatingBody) -> dict[str, Any]:
        return {"organs": queries.units_of(self.actor, body.region)}

    def title_of(self) -> str:
        raise NotImplementedError

    def perform(self, body: CoordinatingBody, data: dict[str, Any]) -> None:
        raise NotImplementedError

    def _body(self, pk: int) -> CoordinatingBody:
        def refine(rows: QuerySet[CoordinatingBody]) -> QuerySet[CoordinatingBody]:
            return rows.select_related("region", "office")

        return fetch(CoordinatingBody, self.actor, pk, "edit", refine=refine)

    def _show(self, body: CoordinatingBody, form: forms.Form, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": self.title_of(),
            "lead": body.name,
            "cancel_url": reverse("console:body_detail", args=[body.pk]),
            "crumbs": crumbs(path_to(body.region), self.title_of()),
        }
        return self.render(context, status=status)


class AdmitMember(BodyForm):
    form_class = AdmitForm

    def title_of(self) -> str:
        return _("Admit a member unit")

    def perform(self, body: CoordinatingBody, data: dict[str, Any]) -> None:
        organ = data.pop("organ")
        services.admit_member_unit(actor=self.actor, body_id=body.pk, organ_id=organ.pk, **data)


class FormGroup(BodyForm):
    form_class = GroupForm

    def title_of(self) -> str:
        return _("Form a special group")

    def perform(self, body: CoordinatingBody, data: dict[str, Any]) -> None:
        lead = data.pop("lead_unit")
        services.form_group(actor=self.actor, body_id=body.pk, lead_unit_id=lead.pk, **data)


class SetOffice(BodyForm):
    form_class = OfficeForm

    def title_of(self) -> str:
        return _("Office and its duties")

    def form_options(self, body: CoordinatingBody) -> dict[str, Any]:
        office = getattr(body, "office", None)
        initial = {"organ": office.organ_id, "duties": office.duties} if office else {}
        return {**super().form_options(body), "initial": initial}

    def perform(self, body: CoordinatingBody, data: dict[str, Any]) -> None:
        services.set_office(
            actor=self.actor, body_id=body.pk, organ_id=data["organ"].pk, duties=data["duties"]
        )


class RemoveMember(Page):
    duty = "organisation.edit"
    template_name = "console/organisation/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self._member(pk), RemoveForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        member = self._member(pk)
        form = RemoveForm(request.POST)
        if not form.is_valid():
            return self._show(member, form, status=422)
        try:
            services.remove_member_unit(
                actor=self.actor, member_id=pk, seen_version=version_of(request), **form.cleaned_data
            )
        except REFUSALS as refusal:
            return self._show(member, form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect("console:body_detail", pk=member.body_id)

    def _member(self, pk: int) -> MemberUnit:
        def refine(rows: QuerySet[MemberUnit]) -> QuerySet[MemberUnit]:
            return rows.select_related("organ", "body__region")

        return fetch(MemberUnit, self.actor, pk, "edit", refine=refine)

    def _show(self, member: MemberUnit, form: forms.Form, *, status: int = 200) -> HttpResponse:
        title = _("Remove a member unit")
        context = {
            "form": form,
            "title": title,
            "lead": member.organ.name,
            "cancel_url": reverse("console:body_detail", args=[member.body_id]),
            "crumbs": crumbs(path_to(member.body.region), title),
            "seen_version": member.version,
        }
        return self.render(context, status=status)


class CloseGroup(Page):
    duty = "organisation.edit"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        group = fetch(SpecialGroup, self.actor, pk, "edit")
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                services.close_group(actor=self.actor, group_id=pk, **form.cleaned_data)
                messages.success(request, _("Saved."))
            except REFUSALS as refusal:
                show(form, refusal)
        tell(request, form)
        return redirect("console:body_detail", pk=group.body_id)


def version_of(request: HttpRequest) -> int | None:
    """What the form says it has seen; unreadable counts as outdated."""
    text = request.POST.get("seen_version", "")
    if not text:
        return None
    try:
        return int(text)
    except ValueError as error:
        raise Stale() from error


urlpatterns = [
    path("organisation/bodies/<int:pk>/", BodyPage.as_view(), name="body_detail"),
    path("organisation/bodies/<int:pk>/office/", SetOffice.as_view(), name="body_office"),
    path("organisation/bodies/<int:pk>/groups/new/", FormGroup.as_view(), name="group_new"),
    path("organisation/groups/<int:pk>/close/", CloseGroup.as_view(), name="group_close"),
    path("organisation/bodies/<int:pk>/members/new/", AdmitMember.as_view(), name="member_admit"),
    path("organisation/members/<int:pk>/remove/", RemoveMember.as_view(), name="member_remove"),
]
