"""Guards and effects of the units: sign, return, handle, ask for more time, come when called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from grids.machine import inputs
from grids.machine.terms import joined, limit_of, own_organ, start
from grids.machine.withdrawing import lapse_requests
from grids.models.incidents import ExtensionRequest, Incident, IncidentTask
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.calendars import rules as working
from pingan.calendars.queries import working_time
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, ExtendClock, Move, StopClock
from pingan.matters.models import Clock
from pingan.matters.services import attach_files

State = IncidentTask.State
Part = IncidentTask.Part


def own_task(actor: Actor, incident: Incident) -> IncidentTask | None:
    """Return the live task of the actor's unit."""
    if actor.organ_id is None:
        return None
    live = [State.PENDING, State.SIGNED, State.DONE]
    return incident.tasks.filter(organ_id=actor.organ_id, state__in=live).first()


def _task(move: Move) -> IncidentTask:
    task = own_task(move.actor, move.detail)
    if task is None:
        raise AssertionError("a unit's action without a task")
    return task


def sign_offered(actor: Actor, incident: Any) -> Any:
    """Only a task that waits for its signature."""
    task = own_task(actor, incident)
    return None if task and task.state == State.PENDING else _("Your unit has already signed for it.")


def sign_effect(move: Move) -> None:
    """Effect: the unit has it; the lead's signature moves the incident on."""
    task = _task(move)
    task.state = State.SIGNED
    task.signed_at = move.now
    task.signed_by_id = move.actor.user_id
    task.save()
    move.to = "signed" if task.part == Part.LEAD and move.matter.state == "dispatched" else move.matter.state
    move.note = move.data.note
    move.public["unit"] = str(task.organ)


def sign_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's signing stops, its handling (or arrival) runs."""
    organ = own_organ(move)
    task = _task(move)
    if task.part == Part.CALLED:
        return [StopClock("sign", organ)]
    return joined([StopClock("sign", organ)], start(move.detail, "handle", organ))


def return_offered(actor: Actor, incident: Any) -> Any:
    """Not what the county determined, not what is done, and not twice."""
    task = own_task(actor, incident)
    if task is None or task.state == State.DONE:
        return _("There is nothing to return.")
    if task.is_determined:
        return _("The county determined your unit; this cannot be returned.")
    if incident.tasks.filter(organ_id=actor.organ_id, state=State.RETURNED).exists():
        return _("Your unit has already returned it once.")
    return None


def return_guard(move: Move) -> None:
    """Guard: within the time for objecting after the dispatch (domain.md §3)."""
    limit = limit_of(move.detail, "return")
    if limit is None:
        return
    due = working.due_at(
        start=_task(move).dispatched_at,
        term=working.Term(limit.amount, limit.unit),  # type: ignore[arg-type]
        working_time=working_time(move.matter.region_code),
    )
    if move.now > due.at:
        raise Invalid({"": _("The time in which it could be returned is over (%s).") % limit.source})


def return_effect(move: Move) -> None:
    """Effect: the unit is out; without a lead the desk has to dispatch again."""
    task = _task(move)
    task.state = State.RETURNED
    task.ended_reason = move.data.note[:200]
    task.save()
    if task.part == Part.LEAD:
        move.to = "returned"
        move.detail.returned_count += 1
        move.matter.organ_id = None
    else:
        move.to = move.matter.state
    move.note = move.data.note
    move.public.update(unit=str(task.organ), part=task.part)
    lapse_requests(move, own_organ(move))


def return_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's own end; the desk's dispatch starts again where the lead is gone."""
    organ = own_organ(move)
    ended: list[ClockOperation] = [
        StopClock("sign", organ, has_verdict=False),
        StopClock("handle", organ, has_verdict=False),
    ]
    return joined(ended, start(move.detail, "dispatch") if move.to == "returned" else [])


def handle_offered(actor: Actor, incident: Any) -> Any:
    """Only a task that is signed for, or one that was called and has arrived."""
    task = own_task(actor, incident)
    if task is None or task.state != State.SIGNED:
        return _("Sign for it first.") if task and task.state == State.PENDING else _("Your part is done.")
    return None


def handle_guard(move: Move) -> None:
    """Guard: the lead ends last, or says why it does not wait."""
    task = _task(move)
    if task.part != Part.LEAD:
        return
    if _open_parts(move.detail).exists() and not move.data.waiver:
        raise Invalid(
            {"waiver": _("Other units are not done yet. Wait for them, or say why their parts are waived.")}
        )


def _open_parts(incident: Incident) -> Any:
    return incident.tasks.filter(state__in=[State.PENDING, State.SIGNED]).exclude(part=Part.LEAD)


def handle_effect(move: Move) -> None:
    """Effect: the unit's result; with the lead's, the incident waits for verification."""
    data: inputs.Handle = move.data
    task = _task(move)
    attach_files(move.matter, move.actor, data.files, "handling")
    task.state = State.DONE
    task.done_at = move.now
    task.done_by_id = move.actor.user_id
    task.result = data.result
    task.save()
    move.to = move.matter.state
    if task.part == Part.LEAD:
        waived = _open_parts(move.detail).update(state=State.WAIVED, ended_reason=data.waiver[:200])
        move.to = "handled"
        move.public["waived"] = waived
    move.note = f"{data.result}\n{data.waiver}".strip()
    move.public.update(unit=str(task.organ), part=task.part)
    lapse_requests(move, None if move.to == "handled" else own_organ(move))


def handle_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's stops with its verdict; the lead's end starts verification."""
    organ = own_organ(move)
    own: list[ClockOperation] = [StopClock("handle", organ), StopClock("arrive", organ)]
    if move.to != "handled":
        return own
    rest: list[ClockOperation] = [
        StopClock(stage, every_organ=True, has_verdict=False) for stage in ("sign", "handle", "arrive")
    ]
    return joined(own, rest, start(move.detail, "verify"))


def extension_offered(actor: Actor, incident: Any) -> Any:
    """Once per unit, and only while its handling clock runs."""
    if actor.organ_id is None:
        return _("Only a handling unit can ask.")
    live = incident.extension_requests.filter(organ_id=actor.organ_id)
    if live.exclude(state=ExtensionRequest.State.REFUSED).exists():
        return _("Your unit has already asked once.")
    running = Clock.objects.filter(
        matter=incident.matter, stage="handle", organ_id=actor.organ_id, stopped_at=None
    )
    return None if running.exists() else _("No handling clock of your unit is running.")


def extension_guard(move: Move) -> None:
    """Guard: before the term ends, and by no more than the term itself (domain.md §3)."""
    clock = Clock.objects.get(matter=move.matter, stage="handle", organ_id=own_organ(move), stopped_at=None)
    if move.now > clock.due_at:
        raise Invalid({"": _("The term is already over; it can no longer be extended.")})
    if move.data.amount > clock.amount:
        raise Invalid({"amount": _("No longer than the term itself: %(amount)s.") % {"amount": clock.amount}})


def extension_effect(move: Move) -> None:
    """Effect: a request that another person decides."""
    ExtensionRequest.objects.create(
        incident=move.detail,
        organ_id=own_organ(move),
        amount=move.data.amount,
        reason=move.data.reason,
        asked_by_id=move.actor.person,
        asked_at=move.now,
    )
    move.note = move.data.reason
    move.public["amount"] = move.data.amount


def pending_request(move: Move) -> ExtensionRequest:
    """Return the request to decide, locked.

    Raises:
        Invalid: decided already, or made by the person who wants to decide.

    """
    rows = ExtensionRequest.objects.select_for_update().filter(incident=move.detail, state="pending")
    request: ExtensionRequest | None = rows.filter(pk=move.data.request).first()
    if request is None:
        raise Invalid({"request": _("This request is already decided.")})
    if request.asked_by_id == move.actor.user_id:
        raise Invalid({"request": _("Another person than the applicant must decide.")})
    return request


def decision_offered(actor: Actor, incident: Any) -> Any:
    """Only while a request is open."""
    return None if incident.extension_requests.filter(state="pending").exists() else _("No request is open.")


def _decide(move: Move, state: str) -> None:
    request = pending_request(move)
    request.state = state
    request.decided_by_id = move.actor.user_id
    request.decided_at = move.now
    request.decision_note = move.data.note[:200]
    request.save()
    move.note = move.data.note
    move.public.update(amount=request.amount, unit=str(request.organ), request=request.pk)


def allow_effect(move: Move) -> None:
    """Effect: allowed by another person than the applicant."""
    _decide(move, "allowed")


def refuse_effect(move: Move) -> None:
    """Effect: refused; the unit may ask once more."""
    _decide(move, "refused")


def allow_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's handling gets the amount added."""
    request = ExtensionRequest.objects.get(pk=move.public["request"])
    return [ExtendClock("handle", request.amount, request.asked_by_id, request.reason, request.organ_id)]


def call_guard(move: Move) -> None:
    """Guard: units of this place that do not work on it yet."""
    allowed = set(units_for(move.matter.region_code).values_list("pk", flat=True))
    live = set(
        move.detail.tasks.filter(state__in=[State.PENDING, State.SIGNED, State.DONE]).values_list(
            "organ_id", flat=True
        )
    )
    if not set(move.data.organs) <= allowed:
        raise Invalid({"organs": _("Choose units of this area.")})
    if set(move.data.organs) & live:
        raise Invalid({"organs": _("One of these units already works on it.")})


def call_effect(move: Move) -> None:
    """Effect: 吹哨报到: the called units get a part of their own."""
    IncidentTask.objects.bulk_create(
        IncidentTask(
            incident=move.detail,
            organ_id=organ_id,
            part=Part.CALLED,
            dispatched_at=move.now,
            dispatched_by_id=move.actor.user_id,
        )
        for organ_id in move.data.organs
    )
    move.note = move.data.note


def call_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: arrival of each called unit."""
    return start(move.detail, "arrive", *move.data.organs)


def arrive_offered(actor: Actor, incident: Any) -> Any:
    """Only a unit that was called and has not come yet."""
    task = own_task(actor, incident)
    return (
        None
        if task and task.part == Part.CALLED and task.state == State.PENDING
        else _("Your unit was not called.")
    )


def arrive_effect(move: Move) -> None:
    """Effect: the called unit is there."""
    task = _task(move)
    task.state = State.SIGNED
    task.signed_at = move.now
    task.signed_by_id = move.actor.user_id
    task.save()
    move.note = move.data.note
    move.public["unit"] = str(task.organ)


def arrive_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the arrival stops with its verdict."""
    return [StopClock("arrive", own_organ(move))]
