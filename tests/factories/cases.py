"""Accountability cases and commendations brought to a state by walking their machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from assessment.machine.cases import CASES
from assessment.machine.commendations import COMMENDATIONS
from assessment.models import AccountabilityCase, Commendation
from assessment.queries.cases import answerable, recipients_of
from assessment.services.cases import NewCase, open_case
from assessment.services.commendations import NewCommendation, nominate
from pingan.access.rules import Actor
from pingan.matters.models import Clock
from pingan.matters.services import perform
from pingan.org.models import LeaderResponsibility, Organ
from tests.factories.world import Place

CASE_WALKS: dict[str, Sequence[str]] = {
    "candidate": [],
    "verifying": ["verify"],
    "hearing": ["verify", "establish", "hear"],
    "heard": ["verify", "establish", "hear", "state"],
    "decided": ["verify", "establish", "hear", "state", "decide"],
    "served": ["verify", "establish", "hear", "state", "decide", "serve"],
    "rectifying": ["verify", "establish", "hear", "state", "decide", "serve", "acknowledge"],
    "accepted": [
        "verify",
        "establish",
        "hear",
        "state",
        "decide",
        "serve",
        "acknowledge",
        "report",
        "accept",
    ],
    "escalated": [
        "verify",
        "establish",
        "hear",
        "state",
        "decide",
        "serve",
        "acknowledge",
        "report",
        "escalate",
    ],
    "closed": ["dismiss"],
}
COMMENDATION_WALKS: dict[str, Sequence[str]] = {
    "nominated": [],
    "checked": ["check"],
    "publicized": ["check", "publicize"],
    "decided": ["check", "publicize", "decide"],
    "published": ["check", "publicize", "decide", "publish"],
    "refused": ["refuse"],
    "withdrawn": ["withdraw"],
}
_LEADER = {"decide", "suggest", "more_time", "answer", "allow_override", "refuse"}
_ASSESSED = {"state", "acknowledge", "report", "object"}


def days_on(days: int) -> datetime:
    """Return the first moment of the day so many days from today."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=days)


def given_leader(organ: Organ, day: date, name: str = "钱某某") -> LeaderResponsibility:
    """Record who answers for a unit in the year of a day (Article 7)."""
    return LeaderResponsibility.objects.create(
        organ=organ,
        year=day.year,
        kind=LeaderResponsibility.Kind.PRIMARY,
        name=name,
        title="局长",
        valid_from=date(day.year, 1, 1),
    )


def new_case(place: Place, **values: Any) -> NewCase:
    """Return a case about the first unit of the county, or what ``values`` say instead."""
    base = NewCase(
        facts="三个月内连续发生三起较大公共安全事件，隐患排查责任未落实。",
        circumstances=("1",),
        event_on=timezone.localdate() - timedelta(days=1),
        organ=place.units["city_management"].pk,
    )
    return replace(base, **values)


def given_case(place: Place, state: str = "candidate", **values: Any) -> AccountabilityCase:
    """Open a case of the county's body and walk it to a state; ``decision`` goes into the decision."""
    decision = values.pop("decision", {})
    case = open_case(actor=place.actor("body_office"), data=new_case(place, **values))
    for name in CASE_WALKS[state]:
        act(place, case, name, **(decision if name == "decide" else {}))
    case.refresh_from_db()
    return case


def sound_input(case: AccountabilityCase, action: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    recipients = recipients_of(case)
    values: dict[str, dict[str, Any]] = {
        "establish": {
            "circumstances": ("1",),
            "findings": "经核实，情况属实。",
            "leaders": tuple(str(held.pk) for held in answerable(case)),
        },
        "state": {"statement": "接受处理，已着手整改。"},
        "decide": {"measure": "circular", "demand": "逐项整改到位", "due_on": days_on(30)},
        "suggest": {"measure": "removal", "authority": "县委组织部", "note": "情节严重"},
        "record": {
            "measure": "removal",
            "authority": "县委",
            "document_number": "康字〔2026〕8号",
            "decided_on": days_on(0),
        },
        "serve": {"recipient": str(recipients[0].pk) if recipients else "0", "method": "electronic"},
        "report": {"rectification": "已全部整改"},
        "more_time": {"due_on": days_on(20), "note": "一项未到位"},
        "object": {"to": "deciding", "text": "对事实认定有异议"},
        "hold_deletion": {"until": days_on(400), "note": "审计期间保留"},
        "end_hold": {"note": "审计结束"},
        "answer": {"upheld": "no", "answer": "维持原决定"},
        **{
            name: {"note": "说明"}
            for name in ("waive", "propose", "escalate", "dismiss", "comment", "record_receipt")
        },
    }
    return CASES.actions[action].input(**values.get(action, {}))


def act(
    place: Place, case: AccountabilityCase, name: str, role: str = "", **values: Any
) -> AccountabilityCase:
    """Do one action as the person whose it is."""
    usual = "leader" if name in _LEADER else "unit_handler" if name in _ASSESSED else "body_office"
    return act_as(place.actor(role or usual), case, name, **values)


def act_as(actor: Actor, case: AccountabilityCase, name: str, **values: Any) -> AccountabilityCase:
    """Do one action as somebody."""
    made = replace(sound_input(AccountabilityCase.objects.get(pk=case.pk), name), **values)
    done = perform(actor=actor, kind="case", matter_id=case.pk, action=name, data=made)
    found: AccountabilityCase = done.detail
    return found


def given_commendation(
    place: Place, state: str = "nominated", role: str = "unit_handler_2", **values: Any
) -> Commendation:
    """Nominate the second unit of the county and walk it to a state."""
    base = NewCommendation("unit", "平安建设先进单位", "全年未发生责任事故", organ=place.units["housing"].pk)
    row = nominate(actor=place.actor(role), data=replace(base, **values))
    for name in COMMENDATION_WALKS[state]:
        if name == "decide":
            end_publicity(row)
        honour(place, row, name)
    row.refresh_from_db()
    return row


def end_publicity(row: Commendation) -> None:
    """Let the period of publicity be over."""
    end_term(row, "commendation_publicity")


def end_term(row: AccountabilityCase | Commendation, stage: str) -> None:
    """Let a term be over: as if it had begun three weeks ago."""
    ago = timezone.now() - timedelta(days=21)
    Clock.objects.filter(matter_id=row.pk, stage=stage).update(
        started_at=ago, warn_at=ago, due_at=ago + timedelta(days=7)
    )


def honour_input(action: str) -> Any:
    """Return input that no rule refuses."""
    needs_note = {
        "ask_override",
        "allow_override",
        "refuse",
        "withdraw",
        "comment",
        "hold_deletion",
        "end_hold",
    }
    values: dict[str, Any] = {"note": "说明"} if action in needs_note else {}
    if action == "hold_deletion":
        values["until"] = days_on(400)
    return COMMENDATIONS.actions[action].input(**values)


def honour(place: Place, row: Commendation, name: str, role: str = "", **values: Any) -> Commendation:
    """Do one action on a commendation as the person whose it is."""
    usual = "leader" if name in _LEADER else "body_office"
    made = replace(honour_input(name), **values)
    actor = place.actor(role or usual)
    done = perform(actor=actor, kind="commendation", matter_id=row.pk, action=name, data=made)
    found: Commendation = done.detail
    return found
