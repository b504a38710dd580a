"""Guards and effects of the desk: accept, reject, merge, dispatch, determine, suspend, reopen, reclassify."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from grids.machine import inputs
from grids.machine.terms import joined, start
from grids.machine.withdrawing import withdraw_tasks
from grids.models.incidents import Incident, IncidentTask
from grids.queries.categories import category_by_code
from grids.queries.limits import number_for
from grids.queries.routing import route_for
from grids.queries.units import units_for
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import (
    ClockOperation,
    Move,
    PauseClocks,
    RestartClock,
    ResumeClocks,
    StopClock,
)
from pingan.matters.models import Clock
from pingan.matters.services.effects import stop_all

#: Fallback where the office removed the row: domain.md §3 takes a second return as the point of no return.
RETURNS_BEFORE_DETERMINATION = 2


def needs_determination(incident: Incident) -> bool:
    """Say whether only the county may name the unit now: returned as often as the rule allows (Article 14)."""
    found = number_for("return.max_before_determination", incident.matter.region_code)
    return incident.returned_count >= (found.count if found else RETURNS_BEFORE_DETERMINATION)


def accept_effect(move: Move) -> None:
    """Effect: propose the unit by rule; a choice made by hand is not overruled."""
    move.note = move.data.note
    propose_route(move.detail)
    if move.detail.route:
        move.public["route"] = move.detail.route


def propose_route(incident: Incident) -> None:
    """Store which rule proposes which unit, with the aspects that made it win; nothing where a hand chose."""
    if incident.is_routed_by_hand:
        return
    choice = route_for(category_code=incident.matter.class_code, region_code=incident.matter.region_code)
    incident.route = (
        {
            "rule": choice.rule.pk,
            "version": choice.rule.version,
            "organ": choice.rule.organ_id,
            "organ_name": str(choice.rule.organ),
            "reason": [[part.aspect, part.value] for part in choice.reason],
        }
        if choice
        else {}
    )


def reject_effect(move: Move) -> None:
    """Effect: keep the lawful reason; the explanation names the route that is open."""
    move.detail.reject_reason = move.data.reason
    move.note = move.data.note
    move.public["reason"] = move.data.reason


def accept_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: acceptance stops, dispatch starts."""
    return joined([StopClock("accept")], start(move.detail, "dispatch"))


def end_all_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: every running one is given up without a verdict, except acceptance, which is decided."""
    return stop_all(move, "accept")


def dispatch_guard(move: Move) -> None:
    """Guard: units of this place, the lead not among the helpers, and not a unit that already returned it."""
    data: inputs.Dispatch = move.data
    problems: dict[str, str] = {}
    allowed = set(units_for(move.matter.region_code).values_list("pk", flat=True))
    if data.organ not in allowed:
        problems["organ"] = _("Choose a unit of this area.")
    if not set(data.co_handlers) <= allowed:
        problems["co_handlers"] = _("Choose units of this area.")
    if data.organ in data.co_handlers:
        problems["co_handlers"] = _("The lead unit cannot also be a co-handling unit.")
    returned = IncidentTask.objects.filter(incident=move.detail, organ_id=data.organ, state="returned")
    if returned.exists():
        problems["organ"] = _(
            "This unit has already returned it; choose another, or ask the county to decide."
        )
    if problems:
        raise Invalid(problems)


def dispatch_offered(actor: Actor, incident: Any) -> Any:
    """Refuse while only the county may decide, or while another desk holds the incident."""
    if needs_determination(incident):
        return _("It was returned too often: the county government must determine the responsible unit.")
    return None


def dispatch_effect(move: Move) -> None:
    """Effect: one lead task, co-handling tasks; tasks that were still open are withdrawn."""
    data: inputs.Dispatch = move.data
    incident: Incident = move.detail
    withdraw_tasks(move)
    proposed = incident.route.get("organ")
    incident.is_routed_by_hand = proposed is not None and proposed != data.organ
    give_tasks(move, data.organ, data.co_handlers)
    move.note = data.note
    move.public.update(_named(data.organ, data.co_handlers), by_rule=proposed == data.organ)


def _named(lead: int, co_handlers: Iterable[int]) -> dict[str, Any]:
    from pingan.org.models import Organ  # names only; the tasks carry the keys

    names = {organ.pk: str(organ) for organ in Organ.objects.filter(pk__in=[lead, *co_handlers])}
    return {"lead": names.get(lead, ""), "co_handlers": [names[pk] for pk in co_handlers if pk in names]}


def give_tasks(move: Move, lead: int, co_handlers: Iterable[int], *, is_determined: bool = False) -> None:
    """Create the tasks of a dispatch and make the lead the responsible unit."""
    parts = [(lead, IncidentTask.Part.LEAD), *((pk, IncidentTask.Part.CO_HANDLER) for pk in co_handlers)]
    IncidentTask.objects.bulk_create(
        IncidentTask(
            incident=move.detail,
            organ_id=organ_id,
            part=part,
            is_determined=is_determined and part == IncidentTask.Part.LEAD,
            dispatched_at=move.now,
            dispatched_by_id=move.actor.user_id,
        )
        for organ_id, part in parts
    )
    move.matter.organ_id = lead


def dispatch_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: dispatch is decided, leftovers of an earlier dispatch are given up, each unit's signing starts."""
    lead = move.data.organ
    others = getattr(move.data, "co_handlers", ())
    return joined(
        [StopClock("dispatch")],
        [
            StopClock(stage, every_organ=True, has_verdict=False)
            for stage in ("sign", "handle", "arrive", "accept")
        ],
        start(move.detail, "sign", lead, *others),
    )


def determine_effect(move: Move) -> None:
    """Effect: the county's decision stands; the unit it names has no return (Article 14, our default)."""
    data: inputs.Determine = move.data
    incident: Incident = move.detail
    withdraw_tasks(move)
    incident.determined_organ_id = data.organ
    incident.determined_at = move.now
    give_tasks(move, data.organ, (), is_determined=True)
    move.note = data.note
    move.public.update(_named(data.organ, ()), document=data.document)


def determine_guard(move: Move) -> None:
    """Guard: a unit of this place."""
    if not units_for(move.matter.region_code).filter(pk=move.data.organ).exists():
        raise Invalid({"organ": _("Choose a unit of this area.")})


def determine_offered(actor: Actor, incident: Any) -> Any:
    """Possible once returned often enough, or once the desk has asked the county (escalation)."""
    if needs_determination(incident) or incident.desk_level <= 3:
        return None
    return _("The desk has not asked the county to determine the responsible unit.")


def escalate_offered(actor: Actor, incident: Any) -> Any:
    """Once is enough."""
    return _("It already lies with the county.") if incident.desk_level <= 3 else None


def escalate_effect(move: Move) -> None:
    """Effect: the county's desk holds it from now on (Article 14)."""
    move.detail.desk_level = 3
    move.detail.escalated_at = move.now
    move.note = move.data.note


def suspend_effect(move: Move) -> None:
    """Effect: remember where to go on."""
    move.detail.resume_state = move.matter.state
    move.note = move.data.note


def suspend_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: all stand still."""
    return [PauseClocks(move.data.note)]


def resume_effect(move: Move) -> None:
    """Effect: back to where it was."""
    move.to = move.detail.resume_state
    move.detail.resume_state = ""
    move.note = move.data.note


def resume_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: all run again."""
    return [ResumeClocks()]


def reopen_offered(actor: Actor, incident: Any) -> Any:
    """Within the window that the office set."""
    from django.utils import timezone

    window = number_for("reopen.window_days", incident.matter.region_code)
    closed_at = incident.matter.closed_at
    if window and closed_at and timezone.now() > closed_at + timedelta(days=window.count):
        return _("The time in which it could be reopened is over; report it anew.")
    return None


def reopen_effect(move: Move) -> None:
    """Effect: a new round; verification, answer and evaluation are asked again, history stays in the timeline."""
    incident: Incident = move.detail
    incident.reopened_count += 1
    incident.is_solved = None
    incident.verified_by_id = None
    incident.answered_at = None
    incident.answer_channel = ""
    incident.evaluated_at = None
    incident.evaluated_solved = None
    incident.satisfaction = ""
    incident.reject_reason = ""
    incident.returned_count = 0
    withdraw_tasks(move)
    move.matter.organ_id = None
    move.note = move.data.note


def reopen_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: dispatch starts again."""
    return start(move.detail, "dispatch")


def reclassify_guard(move: Move) -> None:
    """Guard: a class that can be reported here."""
    category = category_by_code(move.data.category)
    if category is None or not category.reportable:
        raise Invalid({"category": _("Choose a class from the catalogue.")})


def reclassify_effect(move: Move) -> None:
    """Effect: other class and axes; the proposal of a unit is made anew unless a hand chose."""
    data: inputs.Reclassify = move.data
    before = {
        "category": move.matter.class_code,
        "severity": move.matter.severity,
        "urgency": move.matter.urgency,
    }
    category = category_by_code(data.category)
    if category is not None:
        move.detail.category = category
    move.matter.class_code, move.matter.severity, move.matter.urgency = (
        data.category,
        data.severity,
        data.urgency,
    )
    propose_route(move.detail)
    move.note = data.note
    move.public.update(
        before=before, after={"category": data.category, "severity": data.severity, "urgency": data.urgency}
    )


def reclassify_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: running ones go under the new limits from their own start, with their pauses."""
    from grids.machine.terms import limit_of

    operations: list[ClockOperation] = []
    for stage, organ_id in Clock.objects.filter(matter=move.matter, stopped_at=None).values_list(
        "stage", "organ_id"
    ):
        limit = limit_of(move.detail, stage)
        if limit is not None:
            operations.append(RestartClock(stage, limit, organ_id))
    return operations


def merge_target(move: Move) -> Incident:
    """Return the incident named by number, locked.

    Raises:
        Invalid: not visible to the actor, this one itself, merged itself, or closed.

    """
    number = move.data.target.strip()
    rows = visible_to(Incident, move.actor).select_related("matter").select_for_update(of=("self", "matter"))
    target: Incident | None = rows.filter(matter__number=number).exclude(pk=move.detail.pk).first()
    if target is None:
        raise Invalid({"target": _("No other incident of your area has this number.")})
    if target.matter.state in {"merged", "closed", "rejected"}:
        raise Invalid({"target": _("That incident is no longer open.")})
    return target
