"""Emergencies and supervision: reports upward, acknowledgement, reminder, letter, candidate."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from grids.machine import inputs
from grids.machine.terms import start
from grids.models.incidents import EmergencyReport, Incident, Supervision
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.kept_words import kept_words
from pingan.common.slots import case_proposals
from pingan.documents.services import issue, serve
from pingan.matters.machine import ClockOperation, Move, StopClock


def emergency_offered(actor: Actor, incident: Any) -> Any:
    """Only for an emergency; after the final report only what is still owed in writing."""
    if not incident.is_emergency:
        return _("This is not an emergency.")
    made = set(incident.emergency_reports.values_list("kind", "channel"))
    is_ended = any(kind == EmergencyReport.Kind.FINAL for kind, _channel in made)
    if is_ended and any(channel == EmergencyReport.Channel.WRITTEN for _kind, channel in made):
        return _("The final report has been made.")
    return None


def emergency_guard(move: Move) -> None:
    """Guard: the final report ends the chain by phone; its written form may still follow."""
    is_ended = move.detail.emergency_reports.filter(kind=EmergencyReport.Kind.FINAL).exists()
    if is_ended and move.data.channel != EmergencyReport.Channel.WRITTEN:
        raise Invalid(
            {"channel": _("The final report was made by phone; only its written form is still owed.")}
        )


def emergency_effect(move: Move) -> None:
    """Effect: one more report in the chain, to the next level; the first one is first whatever was chosen."""
    data: inputs.EmergencyInput = move.data
    incident: Incident = move.detail
    earlier = incident.emergency_reports.exists()
    kind = data.kind if earlier else EmergencyReport.Kind.FIRST
    if earlier and kind == EmergencyReport.Kind.FIRST:
        kind = EmergencyReport.Kind.FOLLOW_UP
    if incident.emergency_reports.filter(kind=EmergencyReport.Kind.FINAL).exists():
        kind = EmergencyReport.Kind.FINAL
    report = EmergencyReport.objects.create(
        incident=incident,
        kind=kind,
        channel=data.channel,
        content=data.content,
        recipient_level=max(1, (move.actor.level or 4) - 1),
        reported_at=move.now,
        reported_by_id=move.actor.user_id,
    )
    move.note = data.content
    move.public.update(kind=report.kind, channel=report.channel, level=report.recipient_level)


def emergency_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the phone report stops with the first word, the written one with the first writing."""
    operations: list[ClockOperation] = [StopClock("first_report")]
    if move.data.channel == EmergencyReport.Channel.WRITTEN:
        operations.append(StopClock("written_report"))
    return operations


def acknowledge_offered(actor: Actor, incident: Any) -> Any:
    """Only while a report waits."""
    waiting = incident.emergency_reports.filter(acknowledged_at=None)
    return None if incident.is_emergency and waiting.exists() else _("No report waits for acknowledgement.")


def acknowledge_guard(move: Move) -> None:
    """Guard: nobody acknowledges their own report."""
    report = move.detail.emergency_reports.filter(pk=move.data.report, acknowledged_at=None).first()
    if report is None:
        raise Invalid({"report": _("This report is already acknowledged.")})
    if report.reported_by_id == move.actor.user_id:
        raise Invalid({"report": _("Another person must acknowledge your report.")})
    if move.actor.level > report.recipient_level:
        raise Invalid({"report": _("This report went to a higher level.")})


def acknowledge_effect(move: Move) -> None:
    """Effect: received, by whom and when."""
    report = move.detail.emergency_reports.get(pk=move.data.report)
    report.acknowledged_at, report.acknowledged_by_id = move.now, move.actor.user_id
    report.save(update_fields=["acknowledged_at", "acknowledged_by"])
    move.note = move.data.note
    move.public.update(report=report.pk, kind=report.kind)


def emergency_start(incident: Incident) -> list[ClockOperation]:
    """Clocks of a new emergency: phone and written first report (domain.md §2.6)."""
    return [*start(incident, "first_report"), *start(incident, "written_report")]


def remind_effect(move: Move) -> None:
    """Effect: 催办, kept as a step of the ladder."""
    _step(move, Supervision.Step.REMINDER, move.data.note)
    move.note = move.data.note


def letter_guard(move: Move) -> None:
    """Guard: a letter goes from one unit to another, and asks for something that can still be done."""
    if move.matter.organ_id is None:
        raise Invalid({"": _("No unit is responsible yet; a letter has nobody to go to.")})
    if move.actor.organ_id is None:
        raise Invalid({"": _("Your post belongs to no unit that could issue a letter.")})
    if move.data.due_at <= move.now:
        raise Invalid({"due_at": _("Choose a later day.")})
    if not move.data.left_out and not _was_reminded(move.detail):
        raise Invalid({"left_out": _("Nobody was reminded yet. Say why a letter comes at once.")})


def _was_reminded(incident: Incident) -> bool:
    return incident.supervisions.filter(step=Supervision.Step.REMINDER).exists()


def letter_effect(move: Move) -> None:
    """Effect: 督办函: an official document with a gapless number, served on the responsible unit.

    Issued last, because the number register stays locked until the transaction ends.
    """
    said: inputs.Letter = move.data
    # An official document, and the books of a matter, keep no numbers of people.
    data = replace(said, demand=kept_words(said.demand), left_out=kept_words(said.left_out))
    matter = move.matter
    if matter.organ is None or move.actor.organ_id is None:
        raise AssertionError("the guard let a letter without units pass")
    step = _step(move, Supervision.Step.LETTER, data.demand)
    document = issue(
        actor=move.actor,
        organ_id=move.actor.organ_id,
        template_code="supervision_letter",
        region_code=matter.region_code,
        data={
            "addressee": matter.organ.name,
            "matter_title": matter.title,
            "matter_number": matter.number,
            "facts": _facts(move),
            "demand": data.demand,
            "due_on": date_format(timezone.localtime(data.due_at), "Y年n月j日"),
        },
    )
    serve(actor=move.actor, document_id=document.pk, recipient_id=matter.organ_id or 0, method="electronic")
    step.document = document
    step.save(update_fields=["document"])
    move.note = "\n".join(filter(None, (data.demand, data.left_out)))
    move.public["document"] = document.number
    if data.left_out and not _was_reminded(move.detail):
        move.public["left_out"] = "remind"


def _facts(move: Move) -> str:
    """The state of things in one sentence, in the language of the document."""
    reported = date_format(timezone.localtime(move.matter.opened_at), "Y年n月j日")
    due = move.matter.next_due_at
    term = f"，应于{date_format(timezone.localtime(due), 'Y年n月j日')}前办结" if due else ""
    return f"该事项于{reported}上报{term}，截至目前尚未办结。"


def candidate_effect(move: Move) -> None:
    """Effect: a case under Article 58 is proposed, no more; a person decides elsewhere.

    It is about the responsible unit; where none is responsible, about the division. Without anybody who takes proposals
    (slot ``case_proposals``) the step alone is written down.
    """
    data: inputs.Candidate = move.data
    _step(move, Supervision.Step.CANDIDATE, f"{data.circumstance} {data.note}")
    move.note = "\n".join(filter(None, (data.note, data.left_out)))
    move.public["circumstance"] = data.circumstance
    if data.left_out and not move.matter.timeline.filter(action="circulate").exists():
        move.public["left_out"] = "circular"
    matter = move.matter
    subject = {"organ_id": matter.organ_id} if matter.organ_id else {"region_id": matter.region_id}
    for take in case_proposals.entries():
        take(
            circumstance=int(data.circumstance.removeprefix("58-")),
            reason=f"{matter.number} {data.note}",
            matter_id=matter.pk,
            actor=move.actor,
            **subject,
        )


def candidate_guard(move: Move) -> None:
    """Guard: reminder and letter come first (the ladder), unless the reason is given in the grounds."""
    steps = set(move.detail.supervisions.values_list("step", flat=True))
    if Supervision.Step.LETTER not in steps:
        raise Invalid({"": _("A supervision letter comes first.")})


def ladder_effect(move: Move) -> None:
    """Effect: the step that the timetable asks for, once per clock; the database refuses a second one."""
    data: inputs.Ladder = move.data
    row = _step(move, data.step, data.reason)
    row.clock_id = data.clock
    row.organ_id = data.organ
    row.stage = data.stage
    row.save(update_fields=["clock", "organ", "stage"])
    move.public.update(step=data.step, stage=data.stage, reason=data.reason)


def _step(move: Move, step: str, reason: str) -> Supervision:
    return Supervision.objects.create(
        incident=move.detail,
        step=step,
        organ_id=move.matter.organ_id,
        reason=reason[:300],
        made_by_id=move.actor.user_id,
        made_at=move.now,
    )
