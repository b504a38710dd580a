"""Guards and effects at the addressees of a warning: reading, reporting, being urged, being late."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move, Notification
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from risk.machine.inputs import warnings as inputs
from risk.machine.issuing import in_order
from risk.models import WarningReceipt
from risk.queries.warnings import (
    above,
    last_issue,
    of_issuer,
    open_receipts,
    readers_of,
)

UNREAD = gettext_noop("%(number)s: a warning has not been read in time: %(title)s")
URGED = gettext_noop("%(number)s: read the warning and say what was done: %(title)s")


def tell_unread(move: Move) -> Iterable[Notification]:
    """Tell those who have not read it."""
    people = set(readers_of(open_receipts(move.detail).filter(read_at=None))) - {move.actor.user_id}
    if people:
        yield Notification(in_order(people), URGED, is_urgent=True)


def tell_above(move: Move) -> Iterable[Notification]:
    """Tell the desks above those who have not read it, and who issued it."""
    late = list(_late(move).select_related("region__parent", "organ__region"))
    people = {*above(late), *of_issuer(move.detail)}
    if people:
        yield Notification(in_order(people), UNREAD, is_urgent=True)


def unread_offered(actor: Actor, warning: Any) -> Any:
    """Only while somebody has not read it."""
    return None if open_receipts(warning).filter(read_at=None).exists() else _("Every addressee has read it.")


def read_offered(actor: Actor, warning: Any) -> Any:
    """Only who has a receipt of the issue in force that is unread."""
    mine = open_receipts(warning).filter(WarningReceipt.answered_by(actor), read_at=None)
    return None if mine.exists() else _("Nothing waits to be read by you.")


def report_offered(actor: Actor, warning: Any) -> Any:
    """Only addressees."""
    mine = open_receipts(warning).filter(WarningReceipt.answered_by(actor))
    return None if mine.exists() else _("It is not addressed to you.")


def _receipt(move: Move) -> WarningReceipt:
    rows = open_receipts(move.detail).filter(WarningReceipt.answered_by(move.actor))
    found = rows.filter(pk=move.data.receipt).first()
    if found is None:
        raise Invalid({"receipt": _("Choose a division or unit of yours that it is addressed to.")})
    return found


def receipt_guard(move: Move) -> None:
    """Guard: a receipt that the actor answers for."""
    _receipt(move)


def read_effect(move: Move) -> None:
    """Effect: read, by whom and when; who read first has read for all."""
    receipt = _receipt(move)
    if receipt.read_at is None:
        receipt.read_at, receipt.read_by_id = move.now, move.actor.user_id
        receipt.save(update_fields=["read_at", "read_by"])
    move.public.update(addressee=str(receipt), issue=receipt.issue.number)
    move.note = move.data.note


def report_effect(move: Move) -> None:
    """Effect: what was done; who reports has read."""
    data: inputs.Report = move.data
    receipt = _receipt(move)
    if receipt.read_at is None:
        receipt.read_at, receipt.read_by_id = move.now, move.actor.user_id
    receipt.measures, receipt.reported_at = data.measures, move.now
    receipt.save()
    attach_files(move.matter, move.actor, data.files, MatterFile.Purpose.HANDLING)
    move.public.update(addressee=str(receipt), issue=receipt.issue.number, files=len(data.files))
    move.note = data.measures


def _late(move: Move) -> Any:
    return open_receipts(move.detail).filter(issue_id=move.data.issue, read_at=None)


def escalate_guard(move: Move) -> None:
    """Guard: the issue in force, and somebody has not read it."""
    issue = last_issue(move.detail)
    if issue is None or issue.pk != move.data.issue or not _late(move).filter(escalated_at=None).exists():
        raise Invalid({"issue": _("Every addressee has read it.")})


def escalate_effect(move: Move) -> None:
    """Effect: put to the desk above, once per receipt."""
    late = _late(move).filter(escalated_at=None)
    move.public["addressees"] = [str(row) for row in late]
    WarningReceipt.objects.filter(pk__in=[row.pk for row in late]).update(escalated_at=move.now)
