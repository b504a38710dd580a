"""Duty reports that go on as rectification orders (Articles 12, 62), and which report an order comes from."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.models import RectificationOrder
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.registers.models import RegisterReport
from pingan.registers.queries.reports import LARGEST_ID
from pingan.registers.queries.rounds import finding_behind
from pingan.registers.rules.units import MEMBER_UNIT

#: Orders that came to nothing: another may be drawn up.
_VOID = ("withdrawn", "revoked")


def is_owed(report: RegisterReport, now: datetime) -> bool:
    """Say whether a member unit still owes a duty report whose time is over, or that was refused and not sent again."""
    order = report.round
    is_over = order.state == "closed" or (
        order.state == "open" and order.due_at is not None and order.due_at < now
    )
    is_of_member = report.unit_kind == MEMBER_UNIT and report.organ_id is not None
    return is_over and is_of_member and report.state in {"open", "returned"} and report.erased_at is None


def standing_orders(report_id: int) -> QuerySet[RectificationOrder]:
    """Return the orders about a report that was not handed in, but for those that came to nothing."""
    rows = RectificationOrder.objects.filter(report=report_id).select_related("matter")
    return rows.exclude(matter__state__in=_VOID).order_by("pk")


def missed_report(actor: Actor, key: str) -> RegisterReport | None:
    """Return a report that the actor sees and may order to be handed in; None: a key that is none of those."""
    if not key.isdigit() or not 0 < int(key) <= LARGEST_ID:
        return None
    rows = visible_to(RegisterReport, actor).select_related("round", "organ")
    report = rows.filter(pk=int(key)).first()
    return report if report is not None and may_order(actor, report) else None


def may_order(actor: Actor, report: RegisterReport) -> bool:
    """Say whether a post may draw up an order about a report: its own body's unit owes it, and no order stands."""
    return (
        actor.has("order.draft")
        and is_owed(report, timezone.now())
        and report.organ is not None
        and report.organ.region_id == actor.region_id
        and not standing_orders(report.pk).exists()
    )


def report_problems(actor: Actor, report_id: int, organ_id: int) -> dict[str, str]:
    """Return what stands against an order about a report, at its field; the report is locked, so that one is drawn up.

    The caller's transaction holds the lock.
    """
    seen = visible_to(RegisterReport, actor).filter(pk=report_id)
    locked = RegisterReport.objects.select_for_update(of=("self",)).select_related("round")
    report = locked.filter(pk__in=seen.values("pk")).first()
    if report is None:
        return {"report": _("This report does not exist, or is not yours to see.")}
    if not is_owed(report, timezone.now()):
        return {"report": _("This report is not owed: its time runs, or it was handed in.")}
    if report.organ_id != organ_id:
        return {"organ": _("Another unit owes this report.")}
    if standing_orders(report.pk).exists():
        return {"report": _("An order was drawn up of it already.")}
    return {}


def origin_of(actor: Actor, order: RectificationOrder) -> RegisterReport | None:
    """Return the report that an order comes from, one that was owed or one with a finding; None: none, or not theirs."""
    if order.report_id is not None:
        rows = visible_to(RegisterReport, actor).select_related("round")
        return rows.filter(pk=order.report_id).first()
    finding = finding_behind(actor, order.pk)
    return finding.report if finding is not None else None
