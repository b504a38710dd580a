"""What partners are told: subscriptions, events written with the change, and the way of each to each receiver."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.common.fields import EncryptedTextField
from pingan.exchange.models.partners import CatalogueEntry


class Subscription(models.Model):
    """Events of an entry's matters go to this address.

    ``former_secret`` signs as well until ``former_until``, so that a partner changes the key without a gap.
    ``failures``: how often in a row nobody could be reached; ``resume_at``: until then nothing is sent (NULL: now).
    ``sender`` is at it until ``leased_until``: one at a time, and one that dies lets its lease lapse.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="subscriptions")
    url = models.URLField(_("address"), max_length=300)
    secret = EncryptedTextField()
    former_secret = EncryptedTextField(null=True)
    former_until = models.DateTimeField(null=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ACTIVE)
    failures = models.PositiveIntegerField(default=0)
    resume_at = models.DateTimeField(null=True)
    sender = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=("active", "paused", "ended")), name="exchange_subscription_state"
            ),
            models.UniqueConstraint(
                fields=["entry", "url"],
                condition=~Q(state="ended"),
                name="exchange_subscription_once",
            ),
        )

    def __str__(self) -> str:
        """Show the address."""
        return self.url


class Event(models.Model):
    """One change of one matter that some subscription is told of; written by a trigger on the timeline, in that change's
    transaction. ``number`` is the place of the entry in the matter's timeline, so order within a record is that of the book.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    type = models.CharField(max_length=60)
    state = models.CharField(max_length=20, help_text="State of the matter after this change.")
    occurred_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["matter", "number"], name="exchange_event_once"),)

    def __str__(self) -> str:
        """Show type and place."""
        return f"{self.type} #{self.number}"


class Delivery(models.Model):
    """One event on its way to one subscription. What was sent is not kept: it is read when it is sent.

    ``first_at`` NULL: never tried. ``last_status`` NULL: nobody answered; ``last_error`` then says what happened instead.
    ``withdrawn``: by the time it was sent the permission was gone, or the matter had been restricted.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        DEAD = "dead", _("not deliverable")
        GIVEN_UP = "given_up", _("given up")
        WITHDRAWN = "withdrawn", _("withdrawn")

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="deliveries")
    matter_id = models.BigIntegerField()
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    last_status = models.PositiveSmallIntegerField(null=True)
    last_error = models.CharField(max_length=40, blank=True)
    done_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, help_text="When the office was told that nobody takes it.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subscription", "event"], name="exchange_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "delivered", "dead", "given_up", "withdrawn")),
                name="exchange_delivery_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="given_up") | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="exchange_delivery_given_up_for_a_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["subscription", "matter_id", "number"],
                name="exchange_delivery_open",
                condition=Q(state__in=("waiting", "dead")),
            ),
            models.Index(
                fields=["subscription", "due_at"],
                name="exchange_delivery_due",
                condition=Q(state="waiting"),
            ),
            models.Index(
                fields=["done_at"],
                name="exchange_delivery_done",
                condition=Q(state__in=("delivered", "given_up", "withdrawn")),
            ),
            models.Index(
                fields=["subscription"],
                name="exchange_delivery_untold",
                condition=Q(state="dead", told_at=None),
            ),
        )

    def __str__(self) -> str:
        """Show state and place."""
        return f"{self.state} #{self.number}"
