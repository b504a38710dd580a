"""Partners: which systems are connected, what each may, by which clients, and what it asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pingan.access.policy import allows, fetch
from pingan.common.errors import Conflict, Invalid
from pingan.exchange.models import Partner
from pingan.exchange.pages.forms import PartnerForm
from pingan.exchange.policy import EDIT, VIEW
from pingan.exchange.queries.deliveries import dead_letters
from pingan.exchange.queries.hand_overs import count_late
from pingan.exchange.queries.partners import (
    calls_of,
    credentials_of,
    entries_of,
    entries_to_decide,
    partners,
    units_to_connect,
)
from pingan.exchange.services.partners import Issued, add_partner, end_credential, issue_credential
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page

_CALLS = 100


class PartnerList(Page):
    duty = VIEW
    template_name = "exchange/partner/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            {
                "rows": partners(self.actor),
                "to_decide": entries_to_decide(self.actor),
                "dead": dead_letters(self.actor).count(),
                "late": count_late(self.actor),
                "may_edit": self.actor.has(EDIT),
            }
        )


class PartnerNew(Page):
    duty = EDIT
    template_name = "exchange/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self._form(None))

    def _form(self, data: object) -> PartnerForm:
        form = PartnerForm(data)  # type: ignore[arg-type]
        units = [(unit.pk, f"{unit.name} · {unit.region.name}") for unit in units_to_connect(self.actor)]
        choose(form, "organ", [("", ""), *units])
        return form

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                partner = add_partner(
                    actor=self.actor,
                    name=data["name"],
                    organ_id=data["organ"],
                    contact=data["contact"],
                    networks=data["networks"].splitlines(),
                )
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                form.add_error("name", str(error.message))
            else:
                messages.success(request, _("Recorded. Draft what this system may next."))
                return self.sent(reverse("exchange:partner_detail", args=[partner.pk]))
        return self.show(form, status=422)

    def show(self, form: PartnerForm, *, status: int = 200) -> HttpResponse:
        context = {
            "form": form,
            "title": _("New partner system"),
            "lead": "",
            "back_url": reverse("exchange:partner_list"),
        }
        return self.render(context, status=status)


class PartnerDetail(Page):
    duty = VIEW
    template_name = "exchange/partner/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(fetch(Partner, self.actor, pk))

    def show(self, row: Partner, issued: Issued | None = None) -> HttpResponse:
        context = {
            "row": row,
            "organ": row.organ,
            "entries": entries_of(self.actor, row),
            "credentials": credentials_of(row),
            "issued": issued,
            "may_edit": row.ended_at is None and allows(self.actor, "edit", row),
        }
        # A secret is shown once: a form that arrives again is told that it was taken, and nothing more.
        return self.render(context, status=201 if issued else 200)


class CredentialNew(PartnerDetail):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        issued = issue_credential(actor=self.actor, partner_id=pk)
        return self.show(fetch(Partner, self.actor, pk), issued)


class CredentialEnd(Page):
    duty = EDIT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, credential: int) -> HttpResponse:
        end_credential(actor=self.actor, partner_id=pk, credential_id=credential)
        messages.success(request, _("Ended, with every token that it held."))
        return self.sent(reverse("exchange:partner_detail", args=[pk]))


class CallList(Page):
    duty = VIEW
    template_name = "exchange/partner/calls.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(Partner, self.actor, pk)
        text = request.GET.get("before", "")
        found = calls_of(self.actor, row, int(text) if text.isdecimal() and len(text) < 19 else None)
        older = f"?before={found[_CALLS - 1].pk}" if len(found) > _CALLS else ""
        columns = [
            {"label": _("At")},
            {"label": _("Call")},
            {"label": _("Scope")},
            {"label": _("Status"), "is_number": True},
            {"label": _("Rows"), "is_number": True},
            {"label": _("Bytes"), "is_number": True},
            {"label": pgettext("network", "From")},
        ]
        return self.render({"row": row, "calls": found[:_CALLS], "older": older, "columns": columns})


urlpatterns = [
    path("exchange/", PartnerList.as_view(), name="partner_list"),
    path("exchange/partners/new/", PartnerNew.as_view(), name="partner_new"),
    path("exchange/partners/<int:pk>/", PartnerDetail.as_view(), name="partner_detail"),
    path("exchange/partners/<int:pk>/calls/", CallList.as_view(), name="call_list"),
    path("exchange/partners/<int:pk>/clients/", CredentialNew.as_view(), name="credential_new"),
    path(
        "exchange/partners/<int:pk>/clients/<int:credential>/end/",
        CredentialEnd.as_view(),
        name="credential_end",
    ),
]
