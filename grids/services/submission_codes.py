"""What whoever holds a code may do: rate the result, and ask that another person looks at it again."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grids.machine import INCIDENTS
from grids.machine.concluding import handlers_of
from grids.machine.inputs import Evaluate
from grids.models import Incident, PublicSubmission
from grids.queries.submissions import may_ask_review, may_rate
from grids.rules.submissions import harmless
from grids.services.submissions import by_code, tell_desk
from pingan.access.policy import fetch
from pingan.access.rules import Actor, public_actor
from pingan.common.errors import IllegalAction, Invalid, NotFound
from pingan.common.text import in_plain_text, storable_text
from pingan.matters.machine import RequiredNote
from pingan.matters.models import TimelineEntry
from pingan.matters.services import Event, perform, record

ASKED = gettext_noop("%(number)s: its sender asks that somebody else looks at the result again: %(place)s")
_LONGEST = 2000
Review = PublicSubmission.Review


def _matter_of(row: PublicSubmission) -> int:
    if row.matter_id is None:
        raise NotFound()
    return row.matter_id


@transaction.atomic
def rate(*, code: str, solved: str, satisfaction: str, note: str) -> None:
    """Record both answers of the person who holds the code, through the same action that a desk uses.

    Raises:
        NotFound: no such code.
        IllegalAction: nothing to rate (yet, or any more).
        Invalid: an answer is missing.

    """
    row = by_code(code)
    if row is None or row.matter_id is None:
        raise NotFound()
    if not may_rate(row):
        raise IllegalAction(_("It cannot be rated now."))
    perform(
        actor=public_actor(region_code=row.region_code, granted=[row.matter_id]),
        kind="incident",
        matter_id=row.matter_id,
        action="evaluate",
        data=Evaluate(satisfaction=satisfaction, solved=solved, note=_plain(note)),
    )


@transaction.atomic
def ask_review(*, code: str, reason: str) -> None:
    """Ask for a review of a result within the term in which a matter may be taken up again.

    Raises:
        NotFound: no such code.
        IllegalAction: nothing to review, the term is over, or it was asked for already.
        Invalid: no reason.

    """
    found = by_code(code)
    if found is None or found.matter_id is None:
        raise NotFound()
    row = (
        PublicSubmission.objects.select_for_update(of=("self",))
        .select_related("region", "matter")
        .get(pk=found.pk)
    )
    reason = _plain(reason)
    if not may_ask_review(row):
        raise IllegalAction(_("A review cannot be asked for now."))
    if len(reason) < 2:
        raise Invalid({"reason": _("Say what is wrong with the result.")})
    row.review, row.review_asked_at, row.review_reason = Review.ASKED, timezone.now(), reason
    row.review_answer = row.reviewed_at = row.reviewed_by = None
    row.save()
    actor = public_actor(region_code=row.region_code, granted=[_matter_of(row)])
    entry = record(_matter_of(row), actor, Event("review_asked", note=reason))
    tell_desk(row, ASKED, f"review:{entry.seq}")


def _plain(text: str) -> str:
    return in_plain_text(harmless(storable_text(text))).strip()[:_LONGEST]


def who_dealt_with(incident: Incident) -> set[int]:
    """Return the accounts that handled, verified or answered it: none of them reviews it."""
    answered = TimelineEntry.objects.filter(matter_id=incident.pk, action__in=["answer", "reject"])
    people = {
        *handlers_of(incident),
        incident.verified_by_id,
        *answered.values_list("actor_user_id", flat=True),
    }
    return {person for person in people if person is not None}


@transaction.atomic
def decide_review(*, actor: Actor, pk: int, is_reopened: bool, note: str) -> PublicSubmission:
    """Take the matter up again, or say why the result stands; the code shows the sentence.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        IllegalAction: no review waits, or the actor dealt with the matter.
        Invalid: no explanation.

    """
    fetch(PublicSubmission, actor, pk, "decide")
    row = PublicSubmission.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.review != Review.ASKED:
        raise IllegalAction(_("No review waits here."))
    note = in_plain_text(note).strip()[:_LONGEST]
    if len(note) < 2:
        raise Invalid({"note": _("Say what was found: the sender reads it.")})
    incident = fetch(Incident, actor, _matter_of(row))
    if actor.user_id in who_dealt_with(incident):
        raise IllegalAction(_("You dealt with it yourself; another person must review it."))
    if is_reopened and incident.matter.state in INCIDENTS.final:
        perform(
            actor=actor, kind="incident", matter_id=incident.pk, action="reopen", data=RequiredNote(note=note)
        )
    elif not is_reopened:
        record(incident.pk, actor, Event("review_kept", note=note))
    row.review = Review.REOPENED if is_reopened else Review.KEPT
    row.review_answer, row.reviewed_at, row.reviewed_by_id = note, timezone.now(), actor.person
    row.save()
    return row
