"""Jobs of exchange."""

from celery import current_app, shared_task
from django.utils import timezone

from pingan.exchange.queries.deliveries import idle_subscriptions
from pingan.exchange.services.delivering import send_due
from pingan.exchange.services.hand_overs import watch_hand_overs
from pingan.exchange.services.overdue import tell_of_dead_letters
from pingan.exchange.services.sweeping import sweep_deliveries


@shared_task(name="exchange.deliver", ignore_result=True)
def deliver(subscription_id: int | None = None) -> int:
    """Send what is due to one subscription. Without one: start this for each that has something due, every five seconds.

    A task each, so that a receiver that hangs keeps no other one waiting.
    """
    if subscription_id is not None:
        return send_due(subscription_id)
    waiting = idle_subscriptions(timezone.now())
    for found in waiting:
        current_app.send_task("exchange.deliver", args=[found], ignore_result=True)
    return len(waiting)


@shared_task(name="exchange.watch", ignore_result=True)
def watch() -> int:
    """Tell of hand-overs that no system acknowledged in time, and of letters that nobody took."""
    now = timezone.now()
    return watch_hand_overs(now) + tell_of_dead_letters(now)


@shared_task(name="exchange.sweep", ignore_result=True)
def sweep() -> int:
    """Delete what was told long ago."""
    return sweep_deliveries(timezone.now())
