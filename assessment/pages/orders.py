"""Rectification orders: the page of one, its actions, the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assessment.machine.orders import ORDERS
from assessment.models import RectificationOrder
from assessment.pages.details import AssessmentDetail
from assessment.pages.order_forms import OrderForm
from assessment.pages.order_leads import words_of_missed
from assessment.pages.order_list import LIST, WORDS
from assessment.queries.order_reports import missed_report, origin_of
from assessment.queries.orders import items_of, receipt_of, replies_of, suggestions_of
from assessment.services.orders import NewOrder, draft_order
from pingan.common.errors import Invalid
from pingan.matters.machine import Action
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction
from pingan.web.report_forms import stored_evidence
from risk.queries.warnings import source_of


def facts(order: RectificationOrder) -> list[tuple[Any, Any]]:
    """Return the facts of an order in a few words each."""
    found: list[tuple[Any, Any]] = [
        (pgettext("rectification order", "Ordered by"), str(order.body)),
        (_("To be rectified by"), f"{order.due_on:%Y-%m-%d}"),
    ]
    if order.approved_by is not None:
        found.append((_("Approved by"), order.approved_by.name))
    if order.failed_reviews:
        found.append((_("Reviews not passed"), order.failed_reviews))
    return found


class OrderDetail(AssessmentDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("drafted", "approved", "issued", "replied", "closed")
    action_name = "assessment:order_action"
    parts = "assessment/order/_parts.html"

    def particulars(self, detail: RectificationOrder) -> Mapping[str, Any]:
        """Return what is particular to an order: its points, paper, replies with reviews, what the authority has."""
        replies = replies_of(detail)
        reviewed = next((reply for reply in replies if hasattr(reply, "review")), None)
        origin = origin_of(self.actor, detail)
        return {
            "order": detail,
            "origin": origin,
            "items": items_of(detail),
            "unmet": set(reviewed.review.unmet) if reviewed is not None else set(),
            "paper": detail.document,
            "receipt": receipt_of(detail),
            "replies": replies,
            "suggestions": suggestions_of(self.actor, detail),
            "facts": facts(detail),
        }


class OrderAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = ORDERS
    words = WORDS

    def proposed(self, action: Action, detail: RectificationOrder) -> dict[str, Any]:
        """Return what the draft says now."""
        if action.name != "edit":
            return {}
        return {
            "organ": detail.organ_id,
            "facts": detail.facts,
            "basis": detail.basis,
            "demands": "\n".join(item.demand for item in items_of(detail)),
            "due_on": detail.due_on,
        }

    def hint(self, action: Action, detail: RectificationOrder) -> str:
        """Return what must be known before anything is typed."""
        if action.name == "issue":
            return _(
                "The notice gets its number, is printed and served; its words cannot be changed afterwards."
            )
        if action.name == "suggest_staff":
            return _("Nobody is named here: who it concerns is the authority's own file.")
        if action.name == "review":
            return _("Points that are not chosen are met.")
        return ""


class NewOrderPage(MatterPage):
    """The form of a draft; what was typed and sent comes back with every refusal."""

    duty = "order.draft"
    template_name = "assessment/order/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        initial: dict[str, Any] = {}
        source = source_of(self.actor, request.GET.get("source", ""))
        if source is not None:
            initial = {
                "source": source.pk,
                "facts": f"{source.number} {source.title}",
                "organ": source.organ_id or "",
            }
        missed = missed_report(self.actor, request.GET.get("report", ""))
        if missed is not None:
            initial = words_of_missed(missed)
        return self._form(OrderForm(actor=self.actor, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = OrderForm(request.POST, request.FILES, actor=self.actor)
        form.is_valid()
        files = stored_evidence(self.actor, form, request.FILES.getlist("evidence"))
        if not form.errors:
            try:
                order = draft_order(actor=self.actor, data=_input(form, files))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Drawn up as %(number)s.") % {"number": order.matter.number})
                return self.sent(reverse("assessment:order_detail", args=[order.pk]))
        return self._form(form, files=files, status=422)

    def _form(self, form: OrderForm, *, files: tuple[int, ...] = (), status: int = 200) -> HttpResponse:
        context = {"form": form, "kept": files, "draft_key": f"order:{self.actor.user_id}"}
        return self.render(context, status=status)


def _input(form: OrderForm, files: tuple[int, ...]) -> NewOrder:
    data = form.cleaned_data
    return NewOrder(
        organ=data["organ"],
        facts=data["facts"],
        basis=data["basis"],
        demands=data["demands"],
        due_on=data["due_on"],
        attachments=files,
        source=data["source"],
        report=data["report"],
    )


urlpatterns = [
    *list_addresses("assessment/orders/", LIST),
    path("assessment/orders/new/", NewOrderPage.as_view(), name="order_new"),
    path("assessment/orders/<int:pk>/", OrderDetail.as_view(), name="order_detail"),
    path("assessment/orders/<int:pk>/actions/<slug:name>/", OrderAction.as_view(), name="order_action"),
]
