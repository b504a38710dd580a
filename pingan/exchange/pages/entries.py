"""One permission: drafted, decided, stopped; and where its matters are told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.queries.rulebook import class_names
from pingan.access.policy import allows, fetch
from pingan.common.errors import Invalid, NotFound
from pingan.exchange.models import CatalogueEntry, Partner, Subscription
from pingan.exchange.pages.forms import AddressForm, EntryForm, ReasonForm
from pingan.exchange.policy import EDIT, VIEW
from pingan.exchange.queries.partners import (
    areas_to_open,
    classes_to_open,
    last_day_to_choose,
    subscriptions_of,
)
from pingan.exchange.rules.resources import RESOURCES, offered_fields
from pingan.exchange.services.entries import STEPS, decide_entry, draft_entry, steps_for
from pingan.exchange.services.partners import Issued, end_subscription, renew_secret, subscribe
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page

_S = CatalogueEntry.State
LABELS = {
    "submit": gettext_lazy("Submit for approval"),
    "approve": gettext_lazy("Approve"),
    "refuse": gettext_lazy("Refuse"),
    "suspend": gettext_lazy("Suspend"),
    "resume": gettext_lazy("Resume"),
    "revoke": gettext_lazy("Revoke"),
}


class EntryNew(Page):
    duty = EDIT
    template_name = "exchange/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        today = timezone.localdate()
        initial = {
            "direction": CatalogueEntry.Direction.READ,
            "region": self.actor.region_code,
            "valid_from": today,
            "valid_until": today + timedelta(days=365),
        }
        return self.show(fetch(Partner, self.actor, pk, "edit"), self._form(None, initial))

    def _form(self, data: Any, initial: Any = None) -> EntryForm:
        form = EntryForm(data, initial=initial)
        choose(form, "region", [(one.code, one.name) for one in areas_to_open(self.actor)])
        choose(form, "class_codes", classes_to_open(self.actor).items())
        today = timezone.localdate()
        form.limit_days(today, last_day_to_choose(self.actor, today))
        return form

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        partner = fetch(Partner, self.actor, pk, "edit")
        form = self._form(request.POST)
        if form.is_valid():
            try:
                entry = draft_entry(actor=self.actor, partner_id=pk, data=form.as_input())
            except Invalid as error:
                named = {
                    "fields_named" if name == "fields" else name: said for name, said in error.fields.items()
                }
                add_errors(form, Invalid(named))
            else:
                messages.success(request, _("Drafted. Submit it, so that another person decides."))
                return self.sent(reverse("exchange:entry_detail", args=[entry.pk]))
        return self.show(partner, form, status=422)

    def show(self, partner: Partner, form: EntryForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": _("New permission: %(name)s") % {"name": partner.name},
            "lead": _(
                "Which data, for which purpose, until when. It holds once another person has approved it."
            ),
            "back_url": reverse("exchange:partner_detail", args=[partner.pk]),
        }
        return self.render(context, status=status)


class EntryDetail(Page):
    duty = VIEW
    template_name = "exchange/entry/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(self.found(pk))

    def found(self, pk: int) -> CatalogueEntry:
        return fetch(
            CatalogueEntry,
            self.actor,
            pk,
            refine=lambda rows: rows.select_related("partner__organ", "region", "drafted_by", "decided_by"),
        )

    def show(
        self,
        row: CatalogueEntry,
        *,
        form: ReasonForm | None = None,
        address: AddressForm | None = None,
        issued: Issued | None = None,
        status: int = 200,
    ) -> HttpResponse:
        resource = RESOURCES[row.resource]
        today = timezone.localdate()
        names = class_names(row.class_codes)
        is_outbound = row.direction == CatalogueEntry.Direction.OUTBOUND
        context = {
            "row": row,
            "partner": row.partner,
            "resource_label": resource.label,
            "field_labels": [resource.fields[name].label for name in offered_fields(resource, row.fields)],
            "class_names": [names.get(code, code) for code in row.class_codes],
            "is_expired": row.valid_until < today,
            "is_late": row.valid_from < today and row.state in {_S.DRAFTED, _S.SUBMITTED},
            "is_outbound": is_outbound,
            "steps": [(name, LABELS[name], STEPS[name].needs_reason) for name in steps_for(self.actor, row)],
            "form": form or ReasonForm(),
            "address": address or AddressForm(),
            "subscriptions": list(subscriptions_of(self.actor, row)) if is_outbound else [],
            "issued": issued,
            "may_edit": allows(self.actor, "edit", row) and not row.is_over(today),
        }
        return self.render(context, status=201 if issued else status)


class EntryStep(EntryDetail):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        if step not in STEPS:
            raise NotFound()
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                decide_entry(actor=self.actor, entry_id=pk, step=step, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Done: %(step)s") % {"step": LABELS[step]})
                return self.sent(reverse("exchange:entry_detail", args=[pk]))
        return self.show(self.found(pk), form=form, status=422)


class Subscribe(EntryDetail):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = AddressForm(request.POST)
        if form.is_valid():
            try:
                issued = subscribe(actor=self.actor, entry_id=pk, url=form.cleaned_data["url"])
            except Invalid as error:
                add_errors(form, error)
            else:
                return self.show(self.found(pk), issued=issued)
        return self.show(self.found(pk), address=form, status=422)


class SecretRenew(EntryDetail):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        issued = renew_secret(actor=self.actor, subscription_id=pk)
        return self.show(self.found(issued.row.entry_id), issued=issued)


class SubscriptionEnd(Page):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(Subscription, self.actor, pk, "edit")
        end_subscription(actor=self.actor, subscription_id=pk)
        messages.success(request, _("Nothing more is told there."))
        return self.sent(reverse("exchange:entry_detail", args=[row.entry_id]))


urlpatterns = [
    path("exchange/partners/<int:pk>/entries/new/", EntryNew.as_view(), name="entry_new"),
    path("exchange/entries/<int:pk>/", EntryDetail.as_view(), name="entry_detail"),
    path("exchange/entries/<int:pk>/<slug:step>/", EntryStep.as_view(), name="entry_step"),
    path("exchange/entries/<int:pk>/addresses/new/", Subscribe.as_view(), name="subscribe"),
    path("exchange/addresses/<int:pk>/secret/", SecretRenew.as_view(), name="secret_renew"),
    path("exchange/addresses/<int:pk>/end/", SubscriptionEnd.as_view(), name="subscription_end"),
]
