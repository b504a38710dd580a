"""Mediators: list with caseload, data, naming one, ending the service. Never a ranking of persons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.models import MediationCommittee, Mediator
from disputes.models.choices import MediatorKind
from disputes.pages.committees import asked_text, crumbs_of, known, shown_mediators
from disputes.pages.committees_forms import MediatorForm, add_errors, choose, version_of, where
from disputes.queries.committees import Load, accounts_for, listed_mediators, loads_by
from disputes.queries.types import type_choices
from disputes.services.mediators import MediatorData, add_mediator, edit_mediator, end_mediator
from pingan.access.policy import allows, fetch
from pingan.common.errors import Invalid
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

ORDER = ("committee__organ__region__code", "name_pinyin", "pk")


class EndForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class MediatorList(Page):
    duty = "mediation.view"
    template_name = "disputes/mediator/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = where(self.actor, request.GET.get("region", ""))
        types = type_choices()
        kind = known(request.GET.get("kind", ""), MediatorKind.choices)
        type_code = known(request.GET.get("type", ""), types)
        is_ended = request.GET.get("ended") == "true"
        text = asked_text(request)
        rows = listed_mediators(
            self.actor, prefixes=found.prefixes, kind=kind, type_code=type_code, text=text, is_ended=is_ended
        )
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        loads = loads_by(self.actor, "mediator_id", [row.pk for row in page.rows])
        return self.render(
            {
                "where": found,
                "crumbs": crumbs_of(found, reverse("disputes:mediator_list")),
                "text": text,
                "is_ended": is_ended,
                "kinds": [(value, label, value == kind) for value, label in MediatorKind.choices],
                "types": [(value, label, value == type_code) for value, label in types],
                "rows": shown_mediators(page.rows, loads),
                "total": rows.order_by().count(),
                "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
                "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
            }
        )


def _mediator(actor: Any, pk: int, verb: str = "view") -> Mediator:
    return fetch(
        Mediator,
        actor,
        pk,
        verb,
        refine=lambda rows: rows.select_related("committee__organ__region", "user").prefetch_related(
            "specialities"
        ),
    )


class MediatorDetail(Page):
    duty = "mediation.view"
    template_name = "disputes/mediator/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk)

    def show(self, pk: int, form: EndForm | None = None, status: int = 200) -> HttpResponse:
        row = _mediator(self.actor, pk)
        is_live = row.active_to is None or row.active_to > timezone.localdate()
        return self.render(
            {
                "mediator": row,
                "types": list(row.specialities.all()),
                "is_live": is_live,
                "load": loads_by(self.actor, "mediator_id", [pk]).get(pk, Load()),
                "may_edit": allows(self.actor, "edit", row),
                "form": form or EndForm(),
            },
            status=status,
        )


class MediatorEnd(MediatorDetail):
    duty = "mediation.edit"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                end_mediator(actor=self.actor, mediator_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The service has ended; it stays in the history."))
                return redirect("disputes:mediator_detail", pk=pk)
        return self.show(pk, form, 422)


class _MediatorForm(Page):
    duty = "mediation.edit"
    template_name = "disputes/committee/form.html"

    def form(
        self, committee: MediationCommittee, row: Mediator | None, data: Any = None, initial: Any = None
    ) -> MediatorForm:
        form = MediatorForm(data, initial=initial)
        accounts = accounts_for(committee)
        if row is not None and row.user is not None and row.user_id not in dict(accounts):
            accounts.append((row.user.pk, row.user.name))
        choose(form, "user", [("", _("without an account")), *accounts])
        return form

    def show(
        self,
        committee: MediationCommittee,
        form: MediatorForm,
        title: str,
        back: str,
        status: int,
        seen: str = "",
    ) -> HttpResponse:
        crumbs = [
            {"label": _("Mediation committees"), "url": reverse("disputes:committee_list")},
            {"label": str(committee), "url": reverse("disputes:committee_detail", args=[committee.pk])},
            {"label": title},
        ]
        context = {"form": form, "title": title, "lead": str(committee), "crumbs": crumbs, "cancel_url": back}
        return self.render({**context, "seen_version": seen}, status=status)


class MediatorNew(_MediatorForm):
    def _committee(self, pk: int) -> MediationCommittee:
        refine = lambda rows: rows.select_related("organ__region")  # noqa: E731 - one line says it
        return fetch(MediationCommittee, self.actor, pk, "edit", refine=refine)

    def _show(self, committee: MediationCommittee, form: MediatorForm, status: int = 200) -> HttpResponse:
        back = reverse("disputes:committee_detail", args=[committee.pk])
        return self.show(committee, form, _("Name a mediator"), back, status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        committee = self._committee(pk)
        return self._show(
            committee, self.form(committee, None, initial={"active_from": timezone.localdate()})
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        committee = self._committee(pk)
        form = self.form(committee, None, request.POST)
        if form.is_valid():
            try:
                add_mediator(actor=self.actor, committee_id=pk, data=_data(form))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The mediator is named."))
                return redirect("disputes:committee_detail", pk=pk)
        return self._show(committee, form, 422)


def _data(form: MediatorForm) -> MediatorData:
    values = dict(form.cleaned_data)
    return MediatorData(user_id=values.pop("user"), specialities=tuple(values.pop("specialities")), **values)


class MediatorEdit(_MediatorForm):
    def _show(self, row: Mediator, form: MediatorForm, seen: str, status: int = 200) -> HttpResponse:
        back = reverse("disputes:mediator_detail", args=[row.pk])
        return self.show(row.committee, form, row.name, back, status, seen)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = _mediator(self.actor, pk, "edit")
        names = ("name", "kind", "phone", "active_from", "trained_on")
        initial = {name: getattr(row, name) for name in names}
        special = [kind.code for kind in row.specialities.all()]
        initial |= {"user": row.user_id or "", "specialities": special}
        return self._show(row, self.form(row.committee, row, initial=initial), str(row.version))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = _mediator(self.actor, pk, "edit")
        form = self.form(row.committee, row, request.POST)
        if form.is_valid():
            try:
                edit_mediator(
                    actor=self.actor, mediator_id=pk, data=_data(form), seen_version=version_of(request)
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The mediator's data are changed."))
                return redirect("disputes:mediator_detail", pk=pk)
        return self._show(row, form, request.POST.get("seen_version", ""), 422)


urlpatterns = [
    path("mediation/mediators/", MediatorList.as_view(), name="mediator_list"),
    path("mediation/committees/<int:pk>/mediators/new/", MediatorNew.as_view(), name="mediator_new"),
    path("mediation/mediators/<int:pk>/", MediatorDetail.as_view(), name="mediator_detail"),
    path("mediation/mediators/<int:pk>/edit/", MediatorEdit.as_view(), name="mediator_edit"),
    path("mediation/mediators/<int:pk>/end/", MediatorEnd.as_view(), name="mediator_end"),
]
