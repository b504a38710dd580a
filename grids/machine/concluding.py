"""Guards and effects of the end: verify, answer, close, evaluate."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from grids.machine import inputs
from grids.machine.terms import joined, start
from grids.models.incidents import AnswerChannel, Incident, IncidentTask, Satisfaction, Source
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.services import attach_files


def handlers_of(incident: Incident) -> set[int]:
    """Return the accounts that handled it; none of them may verify (invariant 7)."""
    done = incident.tasks.filter(state=IncidentTask.State.DONE, done_by__isnull=False)
    people = set(done.values_list("done_by_id", flat=True))
    if incident.is_self_resolved and incident.matter.created_by_id:
        people.add(incident.matter.created_by_id)
    return {pk for pk in people if pk is not None}


def verify_offered(actor: Actor, incident: Any) -> Any:
    """Another person than those who handled it."""
    if actor.user_id in handlers_of(incident):
        return _("You handled it yourself; another person must verify.")
    return None


def verify_effect(move: Move) -> None:
    """Effect: solved goes on to the answer; not solved goes back to the lead unit, or to the desk."""
    data: inputs.Verify = move.data
    incident: Incident = move.detail
    attach_files(move.matter, move.actor, data.files, "verification")
    incident.is_solved = data.solved == "yes"
    incident.verified_by_id = move.actor.user_id
    move.note = data.note
    move.public["solved"] = incident.is_solved
    if incident.is_solved:
        move.to = "verified"
        return
    lead = incident.tasks.filter(part=IncidentTask.Part.LEAD, state=IncidentTask.State.DONE).first()
    if lead is None:
        move.to = "accepted"
        return
    lead.state = IncidentTask.State.SIGNED
    lead.done_at = None
    lead.done_by_id = None
    lead.save()
    move.to = "signed"


def verify_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: verification stops; what comes next starts."""
    stage, organ_id = {
        "verified": ("answer", None),
        "signed": ("handle", move.matter.organ_id),
        "accepted": ("dispatch", None),
    }[move.to]
    return joined([StopClock("verify")], start(move.detail, stage, organ_id))


def answer_guard(move: Move) -> None:
    """Guard: 'not possible' only where the reporter is unknown or wants no reply (invariant 6)."""
    incident: Incident = move.detail
    # Who reported on a public page without a contact reads the answer under the code.
    is_unknown = not incident.has_contact and incident.source != Source.PUBLIC
    is_awaited = not (incident.wants_no_reply or is_unknown) or is_awaited_by_others(incident)
    if move.data.channel == AnswerChannel.NOT_POSSIBLE and is_awaited:
        raise Invalid({"channel": _("The reporter expects an answer.")})


def is_awaited_by_others(incident: Incident) -> bool:
    """Say whether somebody who told of it later can be answered and did not decline that."""
    given = incident.joined_reports.filter(wants_no_reply=False)
    return given.exclude(reporter_name=None, reporter_phone=None).exists()


def answer_effect(move: Move) -> None:
    """Effect: answered, by which way and with what words."""
    incident: Incident = move.detail
    incident.answered_at = move.now
    incident.answer_channel = move.data.channel
    # Whom nobody knows nobody can answer: from now on it counts as anonymous.
    incident.wants_no_reply |= move.data.channel == AnswerChannel.NOT_POSSIBLE
    move.note = move.data.note
    move.public["channel"] = move.data.channel


def answer_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the answer stops."""
    return [StopClock("answer")]


def close_guard(move: Move) -> None:
    """Guard: nothing closes without an answer (invariant 6), whatever path led here."""
    if move.detail.answered_at is None:
        raise Invalid({"": _("Answer the reporter first.")})


def close_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: whatever still runs is given up."""
    from grids.machine.triage import end_all_clocks

    return end_all_clocks(move)


def evaluate_offered(actor: Actor, incident: Any) -> Any:
    """Once per round."""
    return _("It was already evaluated.") if incident.evaluated_at else None


def evaluate_guard(move: Move) -> None:
    """Guard: who was reached says whether it is solved; who was not says nothing."""
    reached = move.data.satisfaction != Satisfaction.NO_ANSWER
    if reached and not move.data.solved:
        raise Invalid({"solved": _("Ask whether it is solved, too.")})


def evaluate_effect(move: Move) -> None:
    """Effect: the two answers, apart."""
    incident: Incident = move.detail
    incident.evaluated_at = move.now
    incident.satisfaction = move.data.satisfaction
    incident.evaluated_solved = (move.data.solved == "yes") if move.data.solved else None
    move.note = move.data.note
    move.public.update(satisfaction=move.data.satisfaction, solved=incident.evaluated_solved)
