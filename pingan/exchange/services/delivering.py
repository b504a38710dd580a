"""Telling a subscription what is due: one sender at a time, record by record in order, at least once.

Nothing is held open while the receiver is waited for: the sender holds a lease that lapses when it dies, and an event that
was sent but not yet noted as taken is sent again under the same id.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from pingan.exchange.models import Delivery, Subscription
from pingan.exchange.queries.deliveries import free, open_subscriptions, sendable
from pingan.exchange.queries.hand_overs import hand_over_at, shown_to_system
from pingan.exchange.queries.records import as_sent, number_of_partner, told_fields
from pingan.exchange.rules.backoff import is_hopeless, pause_after
from pingan.exchange.rules.resources import HAND_OVERS
from pingan.exchange.rules.signing import HEADER, signature
from pingan.exchange.services.hand_overs import note_delivered, reckon
from pingan.exchange.services.posting import Outcome, post

Poster = Callable[[str, bytes, Mapping[str, str]], Outcome]
#: Longer than any attempt; after a sender died its events wait so long.
LEASE: Final = timedelta(seconds=60)
#: A sender stops after this time, so that no receiver keeps a worker for itself.
BUDGET_SECONDS: Final = 40.0


def send_due(subscription_id: int, *, poster: Poster = post, budget: float = BUDGET_SECONDS) -> int:
    """Send what is due to one subscription; return how many events were taken. Nothing where somebody else is at it."""
    sender = uuid.uuid4()
    ends = time.monotonic() + budget
    taken = 0
    try:
        while time.monotonic() < ends:
            delivery = _next(subscription_id, sender)
            if delivery is None:
                break
            taken += _attempt(delivery, poster)
    finally:
        Subscription.objects.filter(pk=subscription_id, sender=sender).update(sender=None, leased_until=None)
    return taken


def _next(subscription_id: int, sender: uuid.UUID) -> Delivery | None:
    """Take or renew the lease and return what is to be sent, counted as an attempt before it is made."""
    now = timezone.now()
    with transaction.atomic():
        mine = open_subscriptions(now).filter(free(now) | Q(sender=sender), pk=subscription_id)
        if not mine.update(sender=sender, leased_until=now + LEASE):
            return None
        rows = sendable(now).filter(subscription_id=subscription_id).select_for_update(of=("self",))
        found = rows.select_related("event__matter", "subscription__entry__partner").first()
        if found is None:
            return None
        found.attempts += 1
        found.first_at = found.first_at or now
        # Were the sender to die now, the event would be due again after its usual pause.
        found.due_at = now + pause_after(found.attempts)
        found.save(update_fields=["attempts", "first_at", "due_at"])
    return found


def _attempt(delivery: Delivery, poster: Poster) -> bool:
    body = document(delivery)
    if body is None:
        _close(delivery, Delivery.State.WITHDRAWN, Outcome())
        return False
    subscription = delivery.subscription
    outcome = poster(subscription.url, body, _headers(delivery, body))
    if outcome.is_taken:
        with transaction.atomic():
            _close(delivery, Delivery.State.DELIVERED, outcome)
            if subscription.entry.resource == HAND_OVERS.key:
                note_delivered(subscription.entry, delivery.matter_id, delivery.number)
        _note_reached(subscription, is_taken=True)
        return True
    now = timezone.now()
    _open_rows(delivery).update(
        last_status=outcome.status,
        last_error=outcome.error,
        due_at=now + pause_after(delivery.attempts),
        state=Delivery.State.DEAD if is_hopeless(delivery.first_at or now, now) else Delivery.State.WAITING,
    )
    if outcome.status is None:
        _note_unreached(subscription, now)
    else:
        _note_reached(subscription, is_taken=False)
    return False


def document(delivery: Delivery) -> bytes | None:
    """Return what is sent of an event, read now; None where the entry no longer lets it out."""
    event, entry = delivery.event, delivery.subscription.entry
    if not entry.is_in_force(timezone.localdate()):
        return None
    fields = told_fields(entry, event.matter_id)
    if fields is None:
        return None
    told = {name: value for name, value in fields.items() if name != "number"}
    if "state" in told:  # as this change left it, not as later ones did
        told["state"] = event.state
    content: dict[str, Any] = {
        "id": str(event.public_id),
        "type": event.type,
        "record": fields["number"],
        "sequence": event.number,
        "occurred_at": as_sent(event.occurred_at),
        "scope": entry.code,
        "fields": told,
    }
    if entry.resource == HAND_OVERS.key:
        content |= _of_hand_over(delivery, told)
    own_number = number_of_partner(entry.partner_id, event.matter_id)
    if own_number is not None:
        content["partner_number"] = own_number
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _of_hand_over(delivery: Delivery, told: dict[str, Any]) -> dict[str, Any]:
    """Return what a unit's system is told besides; of a matter that its unit has no longer, that alone."""
    event = delivery.event
    row = hand_over_at(delivery.subscription.entry, event.matter_id, event.number)
    if row is None:
        raise AssertionError("an event of a hand-over that there is not")
    reckon(row)
    is_over = row.ended_at is not None
    named = "hand_over.given" if row.number == event.number else "hand_over.ended" if is_over else event.type
    return {"type": named, "fields": {} if is_over else told, "hand_over": shown_to_system(row)}


def _headers(delivery: Delivery, body: bytes) -> dict[str, str]:
    subscription, now = delivery.subscription, timezone.now()
    secrets = [str(subscription.secret)]
    if subscription.former_secret and subscription.former_until and now < subscription.former_until:
        secrets.append(str(subscription.former_secret))
    return {
        "Content-Type": "application/json",
        "User-Agent": "Pingan/1",
        "Pingan-Event": str(delivery.event.public_id),
        "Pingan-Attempt": str(delivery.attempts),
        HEADER: signature(secrets, body, int(now.timestamp())),
        "Connection": "close",
    }


def _open_rows(delivery: Delivery) -> Any:
    """Return the row unless it was decided on meanwhile, or sent by somebody else."""
    return Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts)


def _close(delivery: Delivery, state: str, outcome: Outcome) -> None:
    _open_rows(delivery).update(
        state=state, last_status=outcome.status, last_error="", done_at=timezone.now()
    )


def _note_unreached(subscription: Subscription, now: datetime) -> None:
    """Leave the receiver alone for a while: its other records would only wait for it as long."""
    rows = Subscription.objects.filter(pk=subscription.pk)
    rows.update(failures=F("failures") + 1)
    failures = rows.values_list("failures", flat=True).get()
    rows.update(resume_at=now + pause_after(failures))


def _note_reached(subscription: Subscription, *, is_taken: bool) -> None:
    """The receiver is back: what waited because nobody answered need not wait out its pause."""
    rows = Subscription.objects.filter(pk=subscription.pk, failures__gt=0)
    if rows.update(failures=0, resume_at=None) and is_taken:
        late = Delivery.objects.filter(
            subscription_id=subscription.pk, state=Delivery.State.WAITING, last_status=None
        )
        late.update(due_at=timezone.now())
