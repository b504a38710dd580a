"""What a member unit's system says of a matter that was handed over to it, carried out as its unit's own action.

Whatever is said twice, late or in another order: the task of the unit says what still is to be done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.core.files import File
from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.rules import Actor, system_actor
from pingan.common.errors import Busy, Conflict, Invalid, NotFound
from pingan.common.ids import OrganId
from pingan.exchange.models import CatalogueEntry, HandOver
from pingan.exchange.queries.hand_overs import hand_over_of, past_their_term, term_of, unreckoned
from pingan.exchange.rules.hand_overs import STATUSES
from pingan.exchange.services.overdue import tell_who_must_act
from pingan.exchange.services.result_files import digest_of, keep_files
from pingan.matters.machine import Note, RequiredNote, machine_for
from pingan.matters.models import Matter
from pingan.matters.services import Event, perform, record
from pingan.matters.services.performing import lock

_KIND: Final = "incident"
_BATCH: Final = 500
OVER = gettext_noop("The matter no longer lies with this unit.")


@dataclass(frozen=True)
class Report:
    """What a system says: in_handling; done (``result``, files); refused (``reason``). ``waiver``: see the action."""

    status: str
    result: str = ""
    reason: str = ""
    waiver: str = ""
    files: tuple[File[Any], ...] = ()

    @cached_property
    def fingerprint(self) -> str:
        """Return a digest of everything that was said."""
        said: dict[str, Any] = {
            name: getattr(self, name) for name in ("status", "result", "reason", "waiver")
        }
        if self.files:
            said["files"] = [digest_of(file) for file in self.files]
        return sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Told:
    """A hand-over as it stands; ``is_new`` False: the same had been said before."""

    row: HandOver
    is_new: bool


@transaction.atomic
def acknowledge(*, entry: CatalogueEntry, public_id: UUID, number: str = "") -> Told:
    """Note that a system has the matter, and under which number of its own.

    Raises:
        NotFound: no such hand-over of this entry.
        Conflict: it was acknowledged under another number, or lies with the unit no longer.

    """
    row = _locked(entry, public_id)
    if row.acknowledged_at is not None and number in {"", row.partner_number}:
        return Told(row, is_new=False)
    if row.partner_number and number != row.partner_number:
        raise Conflict(_("It was acknowledged under another number."))
    if row.ended_at is not None:
        raise Conflict(_(OVER))
    _note_receipt(row, number)
    return Told(row, is_new=True)


@transaction.atomic
def report(*, entry: CatalogueEntry, public_id: UUID, data: Report) -> Told:
    """Carry out what a system says as the action of its unit: sign (or arrive), handle, return.

    Raises:
        NotFound: no such hand-over of this entry.
        Conflict: something else had been said, or it lies with the unit no longer.
        IllegalAction: not possible from where the matter stands; details list what is.
        Invalid: what is missing, or what a rule refuses, at each field.

    """
    found = hand_over_of(entry, public_id)
    if found is None:
        raise NotFound()
    # Files are looked into before the matter is locked: that takes seconds, and people wait for the lock.
    keys = () if _was_said(found, data) else keep_files(program_actor(found), data.files)
    row = _locked(entry, public_id)
    if _was_said(row, data):
        return Told(row, is_new=False)
    if row.acknowledged_at is None:
        _note_receipt(row, "")
    actor = program_actor(row)
    if data.status != "refused" and row.task.state == "pending":
        _act(row, actor, "arrive" if row.task.part == "called" else "sign", Note())
    if data.status == "done":
        given = machine_for(_KIND).actions["handle"].input(result=data.result, waiver=data.waiver, files=keys)
        _act(row, actor, "handle", given)
    if data.status == "refused":
        _refuse(row, actor, data.reason)
    HandOver.objects.filter(pk=row.pk).update(said=data.fingerprint)
    return Told(hand_over_of(entry, public_id) or row, is_new=True)


def _was_said(row: HandOver, data: Report) -> bool:
    """Say whether the same was said before.

    Raises:
        Conflict: something else had been said, or it lies with the unit no longer.
        Invalid: words that such a report needs are missing, or files that it cannot have are there.

    """
    is_same = data.status == "in_handling" or row.said == data.fingerprint
    if row.task.state == STATUSES[data.status] and is_same and not (data.files and data.status != "done"):
        return True
    if row.ended_at is not None:
        raise Conflict(_(OVER))
    if row.task.state == "done":
        raise Conflict(_("It was reported as done already."))
    _demand_words(data)
    return False


def program_actor(row: HandOver) -> Actor:
    """Return the system as who acts for its unit, in the tasks of that unit alone; no person: the book names the system."""
    organ = row.task.organ
    return Actor(
        user_id=None,
        name=row.entry.partner.name,
        signature=row.entry.partner.name,
        role="unit_handler",
        level=organ.region.level,
        region_id=organ.region_id,
        region_code=organ.region.code,
        organ_id=OrganId(organ.pk),
    )


def note_delivered(entry: CatalogueEntry, matter_id: int, number: int) -> None:
    """Note that a system took the event of its hand-over, once, whatever is delivered again. Call inside a transaction."""
    Matter.objects.select_for_update().get(pk=matter_id)
    rows = HandOver.objects.filter(entry=entry, matter_id=matter_id, number=number, delivered_at=None)
    if rows.update(delivered_at=timezone.now()):
        record(matter_id, system_actor(), Event("hand_over_delivered", note=entry.partner.name))


def reckon(row: HandOver) -> None:
    """Set the term of a hand-over that has none yet."""
    if row.acknowledge_by is None and (term := term_of(row)) is not None:
        row.acknowledge_by = term
        HandOver.objects.filter(pk=row.pk, acknowledge_by=None).update(acknowledge_by=term)


def watch_hand_overs(now: datetime) -> int:
    """Write down what no system acknowledged within its term, and tell who must act; return how many. Safe to run again."""
    for row in unreckoned(_BATCH):
        reckon(row)
    return sum(_found_late(row, now) for row in past_their_term(now, _BATCH))


@transaction.atomic
def _found_late(row: HandOver, now: datetime) -> bool:
    Matter.objects.select_for_update().get(pk=row.matter_id)
    fresh = HandOver.objects.filter(pk=row.pk, overdue_at=None, acknowledged_at=None, ended_at=None)
    if not fresh.update(overdue_at=now):
        return False
    record(row.matter_id, system_actor(), Event("hand_over_overdue", note=row.entry.partner.name))
    tell_who_must_act(row)
    return True


def _locked(entry: CatalogueEntry, public_id: UUID) -> HandOver:
    """Lock the matter as its actions do, and then the hand-over, as the trigger of its timeline does.

    Raises:
        NotFound: no such hand-over of this entry.
        Busy: somebody else acts on the matter and does not come to an end.

    """
    found = hand_over_of(entry, public_id)
    if found is None:
        raise NotFound()
    try:
        lock(system_actor(), _KIND, found.matter_id)
    except OperationalError as error:
        raise Busy() from error
    rows = HandOver.objects.select_for_update(of=("self",)).filter(pk=found.pk, matter__is_restricted=False)
    row = rows.select_related("matter", "task__organ__region", "entry__partner").first()
    if row is None:
        raise NotFound()
    return row


def _note_receipt(row: HandOver, number: str) -> None:
    row.acknowledged_at = row.acknowledged_at or timezone.now()
    row.partner_number = number
    row.save(update_fields=["acknowledged_at", "partner_number"])
    record(row.matter_id, program_actor(row), Event("hand_over_acknowledged", note=number))


def _demand_words(data: Report) -> None:
    if data.files and data.status != "done":
        raise Invalid({"files": _("Files come with a result alone.")})
    if data.status == "done" and not data.result.strip():
        raise Invalid({"result": _("Say what was done, and with what result.")})
    if data.status == "refused" and not data.reason.strip():
        raise Invalid({"reason": _("Say why.")})


def _refuse(row: HandOver, actor: Actor, reason: str) -> None:
    try:
        _act(row, actor, "return", RequiredNote(note=reason))
    except Invalid as error:  # the action's own word is "note"
        raise Invalid(
            {"reason" if name == "note" else name: said for name, said in error.fields.items()}
        ) from error


def _act(row: HandOver, actor: Actor, action: str, data: Any) -> None:
    perform(actor=actor, kind=_KIND, matter_id=row.matter_id, action=action, data=data)
