"""Guards and effects of planning and of hearing people (domain.md §5; 重大行政决策程序暂行条例 §14–18)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from risk.machine import decision_inputs as inputs
from risk.machine.questionnaires_published import shut
from risk.models import Consultation, Opinion, Questionnaire
from risk.queries.questionnaires import sheets_of
from risk.rules.days import lies_too_far


def keep_files(move: Move, purpose: str = MatterFile.Purpose.HANDLING) -> None:
    """Link the files of an input with the matter, and count them in its entry."""
    attach_files(move.matter, move.actor, move.data.files, purpose)
    if move.data.files:
        move.public["files"] = len(move.data.files)


def published_offered(actor: Actor, decision: Any) -> Any:
    """Only out of a catalogue that the party committee has agreed to: a draft binds nobody (暂行条例 §3)."""
    if decision.catalogue.published_at is None:
        return _("The catalogue that it stands in has not been published yet.")
    return None


def plan_effect(move: Move) -> None:
    """Effect: who assesses, and how."""
    data: inputs.Plan = move.data
    decision = move.detail
    decision.assessor_kind, decision.assessor = data.assessor_kind, data.assessor
    decision.team, decision.plan = data.team, data.note
    keep_files(move)
    move.public["assessor_kind"] = data.assessor_kind
    move.note = data.note


def add_guard(move: Move) -> None:
    """Guard: a period that runs forward and is no slip of the hand."""
    data: inputs.AddConsultation = move.data
    first, last = timezone.localdate(data.starts_on), timezone.localdate(data.ends_on)
    if last < first:
        raise Invalid({"ends_on": _("It ends before it begins.")})
    today = timezone.localdate(move.now)
    for field, day in (("starts_on", first), ("ends_on", last)):
        if lies_too_far(day, today):
            raise Invalid({field: _("This day lies too far away.")})


def add_effect(move: Move) -> None:
    """Effect: one more way of hearing people; the first one opens the consultation."""
    data: inputs.AddConsultation = move.data
    row = Consultation.objects.create(
        decision=move.detail,
        kind=data.kind,
        starts_on=timezone.localdate(data.starts_on),
        ends_on=timezone.localdate(data.ends_on),
        place=data.place,
    )
    keep_files(move)
    move.public.update(consultation=data.kind, starts_on=f"{row.starts_on}", ends_on=f"{row.ends_on}")
    move.note = data.place
    if move.matter.state == "planned":
        move.to = "consulting"


def open_offered(actor: Actor, decision: Any) -> Any:
    """Only where the result of a consultation is not recorded."""
    return None if decision.consultations.filter(ended_at=None).exists() else _("No consultation is open.")


def any_offered(actor: Actor, decision: Any) -> Any:
    """Only where people are heard at all."""
    return None if decision.consultations.exists() else _("Nobody has been consulted yet.")


def _consultation(move: Move, **also: Any) -> Consultation:
    found = Consultation.objects.filter(decision=move.detail, pk=move.data.consultation, **also).first()
    if found is None:
        raise Invalid({"consultation": _("Choose a consultation of this decision.")})
    return found


def _begun(move: Move, day: date) -> None:
    if day > timezone.localdate(move.now):
        raise Invalid({"consultation": _("This consultation has not begun yet.")})


def end_guard(move: Move) -> None:
    """Guard: an open one that has begun, and not fewer people than answered its questionnaire or said one thing."""
    row = _consultation(move, ended_at=None)
    _begun(move, row.starts_on)
    asked = _asked(row)
    answers = 0 if asked is None else sheets_of([asked.pk]).get(asked.pk, 0)
    if move.data.reached < answers:
        raise Invalid({"reached": _("At least those who answered: %(count)d.") % {"count": answers}})
    said = Opinion.objects.filter(consultation=row).aggregate(most=Max("said_by"))["most"] or 0
    if move.data.reached < said:
        raise Invalid({"reached": _("An opinion is recorded as said by %(count)d.") % {"count": said}})


def _asked(row: Consultation) -> Questionnaire | None:
    """Return the questionnaire of a consultation that is published and not closed."""
    return Questionnaire.objects.filter(consultation=row, published_at__isnull=False, closed_at=None).first()


def end_effect(move: Move) -> None:
    """Effect: the result; one that ends before its last day ends today, and its questionnaire with it."""
    data: inputs.EndConsultation = move.data
    row = _consultation(move, ended_at=None)
    if (asked := _asked(row)) is not None:
        shut(asked, move)
    row.reached, row.summary, row.ended_at = data.reached, data.note, move.now
    row.ends_on = min(row.ends_on, timezone.localdate(move.now))
    row.save(update_fields=["reached", "summary", "ended_at", "ends_on"])
    keep_files(move)
    move.public.update(consultation=row.kind, reached=row.reached)
    move.note = data.note


def opinion_guard(move: Move) -> None:
    """Guard: said in a consultation of this decision that has begun, by no more people than it reached."""
    row = _consultation(move)
    _begun(move, row.starts_on)
    if row.reached is not None and move.data.said_by > row.reached:
        raise Invalid({"said_by": _("At most those who were reached: %(count)d.") % {"count": row.reached}})


def opinion_effect(move: Move) -> None:
    """Effect: what was said."""
    data: inputs.AddOpinion = move.data
    row = Opinion.objects.create(
        consultation=_consultation(move), text=data.text, position=data.position, said_by=data.said_by
    )
    move.public.update(opinion=row.pk, position=data.position)
    move.note = data.text


def unanswered_offered(actor: Actor, decision: Any) -> Any:
    """Only where an opinion waits for its answer."""
    rows = Opinion.objects.filter(consultation__decision=decision, taken_up="")
    return None if rows.exists() else _("Every opinion has been answered.")


def _unanswered(move: Move) -> Opinion:
    rows = Opinion.objects.filter(consultation__decision=move.detail, taken_up="")
    found = rows.filter(pk=move.data.opinion).first()
    if found is None:
        raise Invalid({"opinion": _("Choose an opinion that waits for its answer.")})
    return found


def answer_guard(move: Move) -> None:
    """Guard: an opinion of this decision that waits."""
    _unanswered(move)


def answer_effect(move: Move) -> None:
    """Effect: taken up or not, with the reason."""
    data: inputs.AnswerOpinion = move.data
    row = _unanswered(move)
    row.taken_up, row.reason = data.taken_up, data.reason
    row.save(update_fields=["taken_up", "reason"])
    move.public.update(opinion=row.pk, taken_up=data.taken_up)
    move.note = data.reason
