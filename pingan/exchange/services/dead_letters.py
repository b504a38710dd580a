"""What nobody took: sent anew from the beginning, or given up for a reason, so that the record's next events go on."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import IllegalAction, Invalid
from pingan.exchange.models import Delivery, Subscription


def replay(*, actor: Actor, delivery_id: int) -> None:
    """Send a dead letter again, with the patience of a new one. Its place in the record stays its own.

    Raises:
        IllegalAction: it is none any more.

    """
    with transaction.atomic():
        row = _locked(actor, delivery_id)
        row.state, row.attempts, row.first_at, row.due_at = Delivery.State.WAITING, 0, None, timezone.now()
        row.told_at = None
        row.save(update_fields=["state", "attempts", "first_at", "due_at", "told_at"])
        Subscription.objects.filter(pk=row.subscription_id).update(resume_at=None)
        _log(actor, "replayed", row, "")


def give_up(*, actor: Actor, delivery_id: int, reason: str) -> None:
    """Decide that this event is not sent any more.

    Raises:
        IllegalAction: it is no dead letter any more.
        Invalid: the reason is missing.

    """
    with transaction.atomic():
        row = _locked(actor, delivery_id)
        if not reason.strip():
            raise Invalid({"reason": _("Say why.")})
        row.state, row.reason, row.decided_by_id = Delivery.State.GIVEN_UP, reason.strip(), actor.person
        row.done_at = timezone.now()
        row.save(update_fields=["state", "reason", "decided_by", "done_at"])
        _log(actor, "given_up", row, row.reason)


def _locked(actor: Actor, delivery_id: int) -> Delivery:
    fetch(Delivery, actor, delivery_id, "edit")
    row = Delivery.objects.select_for_update().get(pk=delivery_id)
    if row.state != Delivery.State.DEAD:
        raise IllegalAction(state=row.state)
    return row


def _log(actor: Actor, verb: str, row: Delivery, reason: str) -> None:
    log(
        actor=actor,
        action=f"exchange.delivery_{verb}",
        object_type="exchange.delivery",
        object_id=row.pk,
        reason=reason,
        data={"event": str(row.event.public_id), "number": row.number},
        region_code=row.subscription.entry.region.code,
    )
