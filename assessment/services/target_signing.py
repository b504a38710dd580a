"""Target letters are signed by both sides, revised by a further version, and followed up by the unit (Article 8)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessment.models import TargetLetter, TargetProgress, TargetTask
from assessment.queries.targets import next_version, people_of
from assessment.services.target_rows import changed, lengths, locked, logged
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.common.text import plain_text
from pingan.notify.services import notify

LONGEST_NOTE = 2_000


def side_of(actor: Actor, letter: TargetLetter) -> str:
    """Return for which side the actor signs this letter: ``body``, ``unit``, or blank for neither."""
    if allows(actor, "sign_for_body", letter):
        return "body"
    return "unit" if allows(actor, "answer", letter) else ""


@transaction.atomic
def sign_letter(*, actor: Actor, pk: int, seen_edition: int | None = None) -> TargetLetter:
    """Sign for the actor's own side. With the second signature it is in force, and replaces the version before.

    Raises:
        NotFound, Forbidden, Stale: as everywhere; neither side's.
        Conflict: this side has signed already, or it is in force.
        Invalid: no task, or the same person for both sides.

    """
    row = locked(actor, pk, "view", seen_edition)
    side = side_of(actor, row)
    if not side:
        raise Forbidden()
    if row.state != TargetLetter.State.DRAFT or getattr(row, f"{side}_signed_at") is not None:
        raise Conflict(_("This side has signed already."))
    if not row.tasks.exists():
        raise Invalid(
            {"": _("There is no task yet: a letter names tasks, departments and persons (Article 8).")}
        )
    other = "unit" if side == "body" else "body"
    if getattr(row, f"{other}_signed_by_id") == actor.person:
        raise Invalid({"": _("Nobody signs for both sides.")})
    now = timezone.now()
    setattr(row, f"{side}_signed_at", now)
    setattr(row, f"{side}_signed_by_id", actor.person)
    setattr(row, f"{side}_signature", (actor.signature or actor.name)[:200])
    if getattr(row, f"{other}_signed_at") is not None:
        before = TargetLetter.objects.filter(
            region_id=row.region_id, organ_id=row.organ_id, year=row.year, state=TargetLetter.State.SIGNED
        )
        before.update(state=TargetLetter.State.REPLACED, replaced_at=now)
        row.state = TargetLetter.State.SIGNED
    row = changed(actor, row, "signed", side=side)
    _tell(row, actor, side)
    return row


@transaction.atomic
def take_back_signature(*, actor: Actor, pk: int, seen_edition: int | None = None) -> TargetLetter:
    """Take the own side's signature back while the other side has not signed; then the draft can be changed.

    Raises:
        NotFound, Forbidden, Stale: as everywhere; neither side's.
        Conflict: both have signed, or this side has not.

    """
    row = locked(actor, pk, "view", seen_edition)
    side = side_of(actor, row)
    if not side:
        raise Forbidden()
    if row.state != TargetLetter.State.DRAFT or getattr(row, f"{side}_signed_at") is None:
        raise Conflict(_("There is no signature of this side to take back."))
    setattr(row, f"{side}_signed_at", None)
    setattr(row, f"{side}_signed_by_id", None)
    setattr(row, f"{side}_signature", "")
    return changed(actor, row, "signature_taken_back", side=side)


@transaction.atomic
def revise_letter(*, actor: Actor, pk: int, reason: str, seen_edition: int | None = None) -> TargetLetter:
    """Draw up the next version of a letter in force, with its goals and tasks, for a reason. Until both sign, the old holds.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: it is not in force, or a revision is under way.
        Invalid: no reason.

    """
    old = locked(actor, pk, "edit", seen_edition)
    if old.state != TargetLetter.State.SIGNED:
        raise Conflict(_("Only a letter in force is revised."))
    said = lengths(TargetLetter, {"reason": reason})["reason"]
    new = TargetLetter(
        region_id=old.region_id, organ_id=old.organ_id, year=old.year, version=next_version(old), goals=old.goals,
        document=old.document, reason=said, created_by_id=actor.user_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(_("A revision of this letter is under way already.")) from error
    TargetTask.objects.bulk_create(
        TargetTask(
            letter=new, number=task.number, text=task.text, department=task.department, owner_post=task.owner_post,
            owner_name=task.owner_name, due_on=task.due_on, continues=task,
        )
        for task in old.tasks.all()
    )  # fmt: skip
    logged(actor, "revised", new, reason=said)
    return new


@transaction.atomic
def record_progress(*, actor: Actor, pk: int, number: int, state: str, note: str) -> TargetProgress:
    """Say how far a task of a letter in force has come; the unit's own statement, never changed afterwards.

    Raises:
        NotFound, Forbidden: as everywhere; not the unit's own.
        Conflict: the letter is not in force.
        Invalid: no such task, an unknown state, or no note.

    """
    row = locked(actor, pk, "answer", None)
    if row.state != TargetLetter.State.SIGNED:
        raise Conflict(_("Only a letter in force is followed up."))
    task = row.tasks.filter(number=number).first()
    problems = {}
    if task is None:
        problems["number"] = _("There is no such task.")
    if state not in TargetProgress.State.values:
        problems["state"] = _("Choose how far it has come.")
    said = plain_text(note).strip()
    if not said or len(said) > LONGEST_NOTE:
        problems["note"] = _("Say what was done, in at most %(count)s characters.") % {"count": LONGEST_NOTE}
    if problems or task is None:
        raise Invalid(problems)
    made = TargetProgress.objects.create(
        task=task, state=state, note=said, made_by_id=actor.person, made_at=timezone.now(),
        signature=(actor.signature or actor.name)[:200],
    )  # fmt: skip
    logged(actor, "progress_recorded", row, number=number, state=state)
    return made


def _tell(letter: TargetLetter, actor: Actor, side: str) -> None:
    other = "unit" if side == "body" else "body"
    people = people_of(letter, other) if letter.state == TargetLetter.State.DRAFT else people_of(letter)
    notify(
        recipients=set(people) - {actor.user_id},
        key=f"target_letter:{letter.pk}:{letter.edition}:{side}",
        title=gettext_noop("Target letter of %(unit)s for %(year)s: signed by %(who)s"),
        params={"unit": letter.organ.name, "year": letter.year, "who": actor.name},
        url=f"/assessment/targets/{letter.pk}/",
    )
