"""What each action on an incident asks for. Pages, API and tests read these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from grids.models import Severity, Urgency
from grids.models.incidents import (
    AnswerChannel,
    EmergencyReport,
    ExtensionRequest,
    IncidentTask,
    RejectReason,
    Satisfaction,
)
from grids.queries.categories import reportable_choices
from grids.queries.limits import unit_of_handling
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.matters.machine import Comment, input_field

Pairs = Iterable[tuple[str, Any]]
YES_NO = (("yes", _("Yes")), ("no", _("No")))


def _units(actor: Actor, incident: Any) -> Pairs:
    return [(str(organ.pk), str(organ)) for organ in units_for(incident.matter.region_code)]


def _open_parts(actor: Actor, incident: Any) -> Pairs:
    live = incident.tasks.filter(state__in=[IncidentTask.State.PENDING, IncidentTask.State.SIGNED])
    return [(str(task.pk), str(task)) for task in live.exclude(part="lead").select_related("organ")]


def _pending_extensions(actor: Actor, incident: Any) -> Pairs:
    pending = incident.extension_requests.filter(state=ExtensionRequest.State.PENDING).select_related("organ")
    return [(str(row.pk), f"{row.organ} +{row.amount}") for row in pending]


def _unacknowledged(actor: Actor, incident: Any) -> Pairs:
    rows = incident.emergency_reports.filter(acknowledged_at=None)
    return [(str(r.pk), f"{r} {r.content[:20]}".strip()) for r in rows]


def _categories(actor: Actor, incident: Any) -> Pairs:
    return reportable_choices(incident.matter.region_code)


def _of(choices: Any) -> Any:
    return lambda actor, incident: choices.choices


def _yes_no(actor: Actor, incident: Any) -> Pairs:
    return YES_NO


@dataclass(frozen=True, kw_only=True)
class Reject:
    """Not accepted: the lawful reason, and the route that is open."""

    reason: str = input_field(_("Reason"), "select", choices=_of(RejectReason))
    note: str = input_field(_("Explanation, and where to turn instead"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Merge:
    """Which incident this one repeats, by number."""

    target: str = input_field(_("Number of the incident it repeats"), max_length=32)
    note: str = input_field(_("Why they are the same"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Dispatch:
    """One lead unit, any number of co-handling units."""

    organ: int = input_field(_("Lead unit"), "organ", choices=_units)
    co_handlers: tuple[int, ...] = input_field(_("Co-handling units"), "organs", choices=_units, default=())
    note: str = input_field(_("What is asked of them"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Determine:
    """The county government's decision on the responsible department (Article 14)."""

    organ: int = input_field(_("Responsible unit"), "organ", choices=_units)
    document: str = input_field(_("Decision document"), max_length=120)
    note: str = input_field(_("Grounds"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Handle:
    """What a unit did. ``waiver`` is needed by the lead while a co-handler's part is open."""

    result: str = input_field(_("What was done, and with what result"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())
    waiver: str = input_field(_("Why open parts of co-handlers are waived"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Verify:
    """Verification on the spot or by calling back."""

    solved: str = input_field(_("Is it solved?"), "radio", choices=_yes_no)
    note: str = input_field(_("What was found"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to the reporter."""

    channel: str = input_field(_("How"), "select", choices=_of(AnswerChannel))
    note: str = input_field(_("What was answered"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Evaluate:
    """Two questions, never one: solved, and satisfied."""

    satisfaction: str = input_field(_("Satisfied?"), "radio", choices=_of(Satisfaction))
    solved: str = input_field(_("Solved, in the reporter's view?"), "radio", choices=_yes_no, default="")
    note: str = input_field(_("What was said"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class AskExtension:
    """More time, in the unit of the term."""

    amount: int = input_field(_("How much longer"), "number", minimum=1, maximum=60, unit=unit_of_handling)
    reason: str = input_field(_("Reason, shown to the reporter"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class DecideExtension:
    """Which request, and why."""

    request: int = input_field(_("Request"), "matter", choices=_pending_extensions)
    note: str = input_field(_("Remark"), "textarea", max_length=200, default="")


@dataclass(frozen=True, kw_only=True)
class Call:
    """吹哨: units that are to come."""

    organs: tuple[int, ...] = input_field(_("Units to come"), "organs", choices=_units)
    note: str = input_field(_("What they are needed for"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Suspend:
    """Why the clocks stand still."""

    note: str = input_field(_("What is waited for"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Reclassify:
    """Another class, severity or urgency."""

    category: str = input_field(_("Class"), "select", choices=_categories)
    severity: str = input_field(_("Severity"), "select", choices=_of(Severity))
    urgency: str = input_field(_("Urgency"), "select", choices=_of(Urgency))
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class EmergencyInput:
    """One report of the chain. Nothing is required: no missing field may hold it up."""

    kind: str = input_field(_("Report"), "select", choices=_of(EmergencyReport.Kind), default="follow_up")
    channel: str = input_field(_("Channel"), "select", choices=_of(EmergencyReport.Channel), default="phone")
    content: str = input_field(
        _("Time, place, source, losses, scope, trend, measures: as far as known"),
        "textarea",
        max_length=4000,
        default="",
    )


@dataclass(frozen=True, kw_only=True)
class Acknowledge:
    """Which report was received."""

    report: int = input_field(_("Report"), "matter", choices=_unacknowledged)
    note: str = input_field(_("Instructions"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A supervision letter."""

    demand: str = input_field(_("What is demanded"), "textarea", max_length=1000)
    due_at: datetime = input_field(_("To be done by"), "date")
    left_out: str = input_field(
        _("Why the step before was left out"),
        "textarea",
        max_length=200,
        default="",
        help=_("Only where nobody was reminded before."),
    )


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Why a case under Article 58 is proposed."""

    circumstance: str = input_field(
        _("Circumstance of Article 58"),
        "select",
        choices=lambda actor, incident: [
            ("58-1", _("(1) measures not carried out, weak groundwork")),
            ("58-2", _("(2) disputes not settled in time")),
            ("58-3", _("(3) hazard not mended after a warning")),
            ("58-6", _("(6) prominent problem without effective measures")),
            ("58-7", _("(7) other")),
        ],
    )
    note: str = input_field(_("Grounds"), "textarea", max_length=300)
    left_out: str = input_field(
        _("Why the step before was left out"),
        "textarea",
        max_length=200,
        default="",
        help=_("Only where no circular named the matter before."),
    )


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """A step that the timetable asks for (system only): which clock, whose, and why."""

    step: str = "reminder"
    clock: int | None = None
    organ: int | None = None
    stage: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Supplement(Comment):
    """A remark that is a report of the same thing: its files show what was reported, whenever it comes."""
