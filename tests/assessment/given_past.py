"""One county's past, walked through the machines: in each list the records of a figure's numerator and the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest import mock

from django.utils import timezone

from disputes.machine import papers
from grids.models import Incident
from pingan.common.figures import TOWNSHIP_DIGITS
from pingan.matters.models import Clock
from pingan.org.models import LeaderResponsibility, MemberUnit
from pingan.registers.models import RegisterReport
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.reports import submit_report
from tests.factories import decisions, disputes, hazards, incidents, warnings
from tests.factories.org import given_body
from tests.factories.registers import given_own_definition, given_round
from tests.factories.world import Place, World

Expected = dict[str, tuple[int, int]]


@dataclass
class Past:
    """What stands behind the numbers. ``expected``: by figure, then by township part or unit: numerator, denominator."""

    world: World
    townships: dict[str, Expected] = field(default_factory=dict)
    units: dict[str, Expected] = field(default_factory=dict)
    restricted: int = 0

    def expect(self, code: str, at: Place, part: int, whole: int, *, unit: str = "city_management") -> None:
        """Write down what a township and a unit come to; a blank unit has no part in it."""
        key = at.township.code[:TOWNSHIP_DIGITS]
        self.townships.setdefault(code, {})[key] = (part, whole)
        if unit:
            before = self.units.setdefault(code, {}).get(str(at.units[unit].pk), (0, 0))
            self.units[code][str(at.units[unit].pk)] = (before[0] + part, before[1] + whole)


def given_past(world: World) -> Past:
    """Let the county live."""
    past = Past(world)
    with mock.patch.object(papers, "add", lambda *who, **values: None):
        _incidents(past)
        _disputes(past)
    _decisions(past)
    _hazards(past)
    _warnings(past)
    _reports(past)
    _organisation(past)
    return past


def _incidents(past: Past) -> None:
    here, near = past.world.here, past.world.neighbour
    good = incidents.given_incident(here, "closed")
    incidents.act(here, good, "evaluate", "township_desk", satisfaction="satisfied", solved="yes")
    late = incidents.given_incident(here, "closed")
    incidents.act(here, late, "evaluate", "township_desk", satisfaction="dissatisfied", solved="no")
    Clock.objects.filter(matter_id=late.pk, stage="handle").update(is_met=False)
    Incident.objects.filter(pk=late.pk).update(returned_count=2)
    Incident.objects.filter(pk=good.pk).update(returned_count=1)
    incidents.given_incident(here, "returned")
    incidents.given_incident(near, "closed")
    incidents.given_incident(near, "rejected")
    long_ago = incidents.given_incident(near, "closed")
    moment = timezone.now() - timedelta(days=400)
    incidents.rewrite(long_ago.pk, opened_at=moment, closed_at=moment)
    past.expect("incident.on_time", here, 1, 2)
    past.expect("incident.on_time", near, 1, 1)
    past.expect("incident.solved", here, 2, 2)
    past.expect("incident.solved", near, 1, 1)
    past.expect("incident.satisfied", here, 1, 2)
    past.expect("incident.returned_twice", here, 1, 2)
    past.expect("incident.returned_twice", near, 0, 1)


def _disputes(past: Past) -> None:
    here, near = past.world.here, past.world.neighbour
    disputes.given_dispute(here, "closed")
    given_up = disputes.given_dispute(here, "unresolved")
    disputes.act(here, given_up, "close", "township_desk", reason="当事人均已离开本地")
    disputes.given_dispute(near, "closed")
    kept = disputes.given_dispute(here, "performing")
    clause = disputes.clause_of(kept).pk
    kept = disputes.act(here, kept, "perform_clause", "mediator", clause=clause, note="已恢复")
    disputes.step(here, kept, "visit")
    waiting = disputes.given_dispute(near, "performing")
    clause = disputes.clause_of(waiting).pk
    disputes.act(near, waiting, "perform_clause", "mediator", clause=clause, note="已恢复")
    flagged = disputes.given_registration(here, flags=("threat",), flag_note="扬言报复")
    disputes.act(
        here, flagged, "tell_police", "township_desk", station="朱坊派出所", channel="station", told_at=timezone.now(),
        note="已电话告知",
    )  # fmt: skip
    flag = flagged.flags.get()
    disputes.act(
        here, flagged, "review_flag", "county_dispatcher", flag=flag.pk, review="police", note="已研判"
    )
    closed = disputes.given_registration(here, flags=("minor_exposed",), flag_note="涉及未成年人")
    past.restricted = closed.pk
    past.expect("dispute.resolved", here, 1, 2, unit="")
    past.expect("dispute.resolved", near, 1, 1, unit="")
    past.expect("agreement.visited", here, 1, 1, unit="")
    past.expect("agreement.visited", near, 0, 1, unit="")
    past.expect("flag.same_day", here, 1, 2, unit="")
    past.units["agreement.visited"] = {
        str(here.committee.organ_id): (1, 1),
        str(near.committee.organ_id): (0, 1),
    }


def _decisions(past: Past) -> None:
    here, near = past.world.here, past.world.neighbour
    decisions.given_decision(here, "following")
    both = decisions.given_decision(near, "assessed")
    decisions.step(near, both, "file_report")
    both = decisions.step(near, decisions.step(near, both, "decide"), "file_decision")
    decisions.given_decision(near, "abandoned")
    for code, at, part in (
        ("decision.assessed", here, 1),
        ("decision.assessed", near, 1),
        ("decision.filed", here, 0),
        ("decision.filed", near, 1),
    ):
        past.expect(code, at, part, 1)


def _hazards(past: Past) -> None:
    here, near = past.world.here, past.world.neighbour
    hazards.given_hazard(here, "cleared")
    hazards.given_hazard(here, "rectified")
    # Not passed: its first order is not cleared, and another falls due in the period.
    hazards.given_hazard(near, "failed")
    past.expect("hazard.cleared", here, 1, 2)
    past.expect("hazard.cleared", near, 0, 2)


def _warnings(past: Past) -> None:
    here, near = past.world.here, past.world.neighbour
    warning = warnings.given_warning(here, "issued", near)
    receipt = warning.receipts.get(region=here.township)
    for name, values in (("read", {}), ("report", {"measures": "已加密巡查"})):
        warnings.act(here, warning, name, "township_desk", receipt=receipt.pk, **values)
    past.expect("warning.answered", here, 1, 1, unit="")
    past.expect("warning.answered", near, 0, 1, unit="")


def _reports(past: Past) -> None:
    here = past.world.here
    definition = given_own_definition("duty_report_of_test", kind="periodic_report", unit_kind="organ")
    order = given_round(here.actor("county_dispatcher"), here.county, definition)
    report = RegisterReport.objects.get(round=order, organ=here.units["city_management"])
    submit_report(actor=here.actor("unit_handler"), report_id=report.pk, data=ReportInput({"visits": 3}))
    reports = RegisterReport.objects.filter(round=order)
    past.townships["report.on_time"] = {here.county.code[:TOWNSHIP_DIGITS]: (1, reports.count())}
    past.units["report.on_time"] = {
        str(one.organ_id): (int(one.pk == report.pk), 1) for one in reports if one.organ_id is not None
    }


def _organisation(past: Past) -> None:
    here, today = past.world.here, timezone.localdate()
    body, year = given_body(here.county), (timezone.localdate() + timedelta(days=40)).year
    for name, kinds in (("city_management", ("primary_responsible", "direct_responsible")), ("housing", ())):
        organ = here.units[name]
        MemberUnit.objects.create(
            body=body, organ=organ, duties="履职", decision_document="康平安〔2026〕1号", valid_from=today
        )
        for kind in (*kinds, "direct_leadership"):
            LeaderResponsibility.objects.create(
                organ=organ, year=year, kind=kind, name="某某", title="局长", valid_from=f"{year}-01-01"
            )
    past.townships["responsibility.complete"] = {here.county.code[:TOWNSHIP_DIGITS]: (1, 2)}
    past.units["responsibility.complete"] = {
        str(here.units["city_management"].pk): (1, 1),
        str(here.units["housing"].pk): (0, 1),
    }


def plain(found: Any) -> Expected:
    """Return counts as pairs."""
    return {key: (tally.part, tally.whole) for key, tally in found.items()}
