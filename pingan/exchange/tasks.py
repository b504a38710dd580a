"""Jobs of exchange."""

from celery import current_app, shared_task
from django.utils import timezone

from pingan.exchange.queries.deliveries import idle_subscriptions
from pingan.exchange.services.delivering import send_due


@shared_task(name="exchange.deliver", ignore_result=True)
def deliver() -> int:
    """Set a sender to work for every subscription that has something due; beat asks every five seconds."""
    waiting = idle_subscriptions(timezone.now())
    for subscription_id in waiting:
        current_app.send_task("exchange.send", args=[subscription_id], ignore_result=True)
    return len(waiting)


@shared_task(name="exchange.send", ignore_result=True)
def send(subscription_id: int) -> int:
    """Send what is due to one subscription."""
    return send_due(subscription_id)
