"""What happened on the way and stands on no paper: refusals, signs of danger, sessions called off, clauses not kept,
units that mediated jointly, petitions.

Every line begins with the day; the caller has chosen the language of the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.dateparse import parse_date, parse_datetime

from disputes.machine.paper_words import day_text, moment_text
from disputes.models import Dispute, DisputePaper, MediationSession
from disputes.models.choices import ServiceMethod
from grids.queries.limits import name_of_stage
from pingan.matters.models import TimelineEntry

_NO_LONGER: dict[str, str] = {
    MediationSession.State.ADJOURNED: "改期",
    MediationSession.State.CANCELLED: "取消",
}
#: What the timeline alone knows for good: later steps overwrite the rows.
_TOLD = {
    "refuse": "{party}明确表示不接受调解",
    "consent": "{party}同意接受调解",
    "breach": "协议第{clause}条未履行",
    "renew_mediation": "协议未按约定履行，重新调解，{owed}继续有效",
    "waive_clause": "协议第{clause}条，权利人放弃",
    "assist": "{unit}报告联合调解情况",
    "link_petition": "登记关联信访件",
}
_OF_PARTIES = ("refuse", "consent")
#: Told only where an agreement of before is owed.
_OWED = {"fail": "没有达成新的协议，{owed}继续有效", "refuse": "{party}明确表示不接受调解，{owed}继续有效"}
_SERVED = "serve_paper"


@dataclass(frozen=True)
class Happening:
    """One line of the course. ``is_untold``: a file of papers alone would keep silent about it."""

    at: datetime
    text: str
    is_untold: bool


def happenings(dispute: Dispute) -> list[Happening]:
    """Return what no paper says, in any order."""
    return [*_entries(dispute), *_units(dispute), *_signs(dispute), *_sessions(dispute)]


def called_off(dispute: Dispute) -> Callable[[DisputePaper], str]:
    """Return what tells of an invitation why its session was not held; blank: it was, or may still be.

    A paper from before its session was kept is known by the moment that it names, where only called off ones had it.
    """
    rows = list(MediationSession.objects.filter(channel__dispute=dispute))
    held = {moment_text(row.starts_at) for row in rows if row.state not in _NO_LONGER}
    gone = {row.pk: _NO_LONGER[row.state] for row in rows if row.state in _NO_LONGER}
    by_moment = {moment_text(row.starts_at): gone[row.pk] for row in rows if row.pk in gone}

    def became(paper: DisputePaper) -> str:
        if paper.session_id is not None:
            return gone.get(paper.session_id, "")
        moment = paper.document.data.get("session_at", "")
        return "" if moment in held else by_moment.get(moment, "")

    return became


def served_papers(dispute: Dispute) -> set[str]:
    """Return the numbers of the papers whose service on somebody is recorded."""
    rows = TimelineEntry.objects.filter(matter=dispute.matter, action=_SERVED)
    return {number for data in rows.values_list("data", flat=True) for number in data["papers"]}


def _entries(dispute: Dispute) -> Iterator[Happening]:
    actions = [*_TOLD, *_OWED, _SERVED]
    rows = TimelineEntry.objects.filter(matter=dispute.matter, action__in=actions).select_related("note")
    for row in rows:
        if row.action == _SERVED:
            yield _service(row)
            continue
        is_owed = "owed" in row.data
        text = _OWED.get(row.action, "") if is_owed else ""
        text = text or _TOLD.get(row.action, "")
        if not text:
            continue
        words = {name: row.data.get(name, "") for name in ("party", "clause", "unit")}
        words["owed"] = _owed(row)
        note = "，".join(row.note.text.split("\n")) if hasattr(row, "note") else ""
        told = f"{day_text(row.at)}，{text.format(**words)}{_owed_there(row)}"
        is_untold = is_owed or row.action not in _OF_PARTIES
        yield Happening(row.at, f"{told}：{note}" if note else told, is_untold)


def _owed(row: TimelineEntry) -> str:
    """Name the agreement that is owed while and after something else was tried."""
    day = parse_date(row.data.get("owed", ""))
    return f"{day_text(day)}生效的调解协议" if day is not None else "原调解协议"


def _owed_there(row: TimelineEntry) -> str:
    """Say when the petition office registered a petition, and by when it owes its steps."""
    if "registered_on" not in row.data:
        return ""
    terms = [f"{name_of_stage(term['stage'])}至{_day(term['until'])}" for term in row.data["owed_there"]]
    return f"（{'，'.join([_day(row.data['registered_on']) + '在信访部门登记', *terms])}）"


def _day(iso: str) -> str:
    return day_text(date.fromisoformat(iso))


def _service(row: TimelineEntry) -> Happening:
    at = parse_datetime(row.data["served_at"]) or row.at
    what = (
        f"{'、'.join(row.data['papers'])}送达{row.data['party']}（{ServiceMethod(row.data['method']).label}）"
    )
    note = "，".join(row.note.text.split("\n")) if hasattr(row, "note") else ""
    text = f"{moment_text(at)}，{what}"
    return Happening(at, f"{text}，{note}" if note else text, is_untold=True)


def _units(dispute: Dispute) -> Iterator[Happening]:
    """What a unit reported stands in the timeline: its row keeps the last report alone."""
    for unit in dispute.units.select_related("organ"):
        text = f"{day_text(unit.joined_at)}，请{unit.organ.name}参与联合调解（{unit.get_part_display()}）"
        if unit.asked_for:
            text += f"：{unit.asked_for}"
        yield Happening(unit.joined_at, text, is_untold=True)
        if unit.ended_at is not None:
            over = f"{day_text(unit.ended_at)}，{unit.organ.name}结束参与联合调解"
            yield Happening(unit.ended_at, over, is_untold=True)


def _signs(dispute: Dispute) -> Iterator[Happening]:
    for flag in dispute.flags.select_related("reviewed_by"):
        seen = f"{moment_text(flag.raised_at)}，发现危险情形“{flag.get_code_display()}”"
        if flag.note:
            seen += f"（{flag.note}）"
        if flag.reviewed_at is None:
            yield Happening(flag.raised_at, f"{seen}；尚未复核", is_untold=True)
            continue
        by = flag.reviewed_by.name if flag.reviewed_by is not None else ""
        review = f"{moment_text(flag.reviewed_at)}，{by}复核：{flag.get_review_display()}"
        reason = f"。理由：{flag.review_reason}" if flag.review_reason else ""
        yield Happening(flag.raised_at, f"{seen}；{review}{reason}", is_untold=True)


def _sessions(dispute: Dispute) -> Iterator[Happening]:
    moved = {
        row.data.get("session"): row.data.get("starts_at", "")
        for row in TimelineEntry.objects.filter(matter=dispute.matter, action="adjourn_session")
    }
    rows = MediationSession.objects.filter(channel__dispute=dispute, state__in=_NO_LONGER)
    for session in rows:
        to = parse_datetime(moved.get(session.pk, ""))
        what = f"改期至{moment_text(to)}" if to is not None else _NO_LONGER[session.state]
        text = f"原定{moment_text(session.starts_at)}的调解{what}"
        yield Happening(
            session.starts_at, f"{text}：{session.reason}" if session.reason else text, is_untold=True
        )
