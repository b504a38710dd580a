"""What a report leads to: the order about a duty report that a member unit owes, or the offer to draw it up."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import RectificationOrder
from assessment.queries.order_reports import may_order, standing_orders
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport
from pingan.registers.rules import Lead

#: Article 12, as an order cites it; official papers are Chinese.
BASIS = "《江西省平安建设条例》第十二条：成员单位应当按照规定向同级统筹协调机构报告平安建设工作履职情况。"


def leads_of(actor: Actor, report: RegisterReport) -> list[Lead]:
    """Return the order that was drawn up, for who may see it, or the offer (slot ``report_leads``)."""
    keys = standing_orders(report.pk).values("pk")
    found = visible_to(RectificationOrder, actor).filter(pk__in=keys).select_related("matter")
    made = [Lead(row.matter.number, reverse("assessment:order_detail", args=[row.pk])) for row in found]
    if made or not may_order(actor, report):
        return made
    address = f"{reverse('assessment:order_new')}?report={report.pk}"
    return [Lead(_("Draw up a rectification order"), address, is_offer=True)]


def words_of_missed(report: RegisterReport) -> dict[str, Any]:
    """Return what the draft of an order about an owed report says; the day is for the office to set."""
    order = report.round
    until = f"应于{timezone.localdate(order.due_at):%Y-%m-%d}前报送" if order.due_at else "应报送"
    since = "被退回后未重新报送" if report.state == "returned" else "仍未报送"
    return {
        "report": report.pk,
        "organ": report.organ_id,
        "facts": f"{report.unit_name}{until}“{order.title}”，截至{timezone.localdate():%Y-%m-%d}{since}。",
        "basis": BASIS,
        "demands": f"按要求报送“{order.title}”",
    }
