"""Guards and effects before a decision: verifying, establishing, hearing the assessed, closing without a measure."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine import case_inputs as inputs
from assessment.models import AccountabilityCase, CaseLeader
from assessment.models.case_choices import CIRCUMSTANCES
from assessment.queries.cases import answerable
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import Clock, MatterFile
from pingan.matters.services.attaching import attach_files
from risk.queries.terms import start


def verify_effect(move: Move) -> None:
    """Effect: a person has taken it up."""
    move.note = move.data.note


def review_over(move: Move) -> list[ClockOperation]:
    """Clocks: somebody looked at the candidate."""
    return [StopClock("case_review")]


def circumstances_of(typed: tuple[str, ...]) -> list[int]:
    """Return the items of Article 58 among what was typed.

    Raises:
        Invalid: none, or one that the article does not know.

    """
    known = {str(number): number for number in CIRCUMSTANCES}
    if not typed or not set(typed) <= set(known):
        raise Invalid({"circumstances": _("Choose at least one of the seven items of Article 58.")})
    return sorted({known[one] for one in typed})


def establish_guard(move: Move) -> None:
    """Guard: items of Article 58, and only leaders whose responsibility is recorded for the day of the event."""
    data: inputs.Establish = move.data
    circumstances_of(data.circumstances)
    if not set(data.leaders) <= {str(held.pk) for held in answerable(move.detail)}:
        raise Invalid({"leaders": _("Choose among those who held the post on the day of the event.")})


def establish_effect(move: Move) -> None:
    """Effect: what was established, in place of what was before; the persons by their posts (invariant 17)."""
    data: inputs.Establish = move.data
    case: AccountabilityCase = move.detail
    case.circumstances = circumstances_of(data.circumstances)
    case.findings = data.findings
    case.leaders.all().delete()
    CaseLeader.objects.bulk_create(
        CaseLeader(case=case, responsibility_id=int(pk)) for pk in dict.fromkeys(data.leaders)
    )
    move.matter.class_code = str(min(case.circumstances))
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.VERIFICATION)
    move.public.update(circumstances=case.circumstances, leaders=len(set(data.leaders)))
    move.note = data.findings


def hear_offered(actor: Actor, case: Any) -> Any:
    """Nobody is asked to answer to nothing."""
    return None if case.findings else _("First put down what was established.")


def hear_effect(move: Move) -> None:
    """Effect: the assessed see the case from now on."""
    move.detail.asked_at = move.now
    move.note = move.data.note


def hear_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the term for the statement."""
    return start(move.matter, "case_statement")


def statement_effect(move: Move) -> None:
    """Effect: what the assessed say (听取陈述)."""
    data: inputs.Statement = move.data
    move.detail.statement, move.detail.statement_at = data.statement, move.now
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.HANDLING)
    move.public["files"] = len(data.files)
    move.note = data.statement


def statement_over(move: Move) -> list[ClockOperation]:
    """Clocks: nothing more is waited for."""
    return [StopClock("case_statement")]


def waive_offered(actor: Actor, case: Any) -> Any:
    """Only when the term for the statement is over."""
    running = Clock.objects.filter(
        matter_id=case.pk, stage="case_statement", stopped_at=None, due_at__gt=timezone.now()
    )
    return _("The assessed may still state their views.") if running.exists() else None


def ending_effect(move: Move) -> None:
    """Effect: closed without a measure, and why."""
    move.detail.ending = move.data.note
    move.note = move.data.note
