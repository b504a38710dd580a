"""Matters that were handed over to a member unit's own system (Article 18), and what it said of receiving them."""

from __future__ import annotations

import uuid

from django.db import models

from pingan.exchange.models.partners import CatalogueEntry


class HandOver(models.Model):
    """One task of a unit that its own system was told of; written by a trigger with the entry of the dispatch.

    How far it is stands on the task, nowhere else: whoever moves it, a person or the system, moves it there.
    ``number`` is the place of the dispatch in the matter's timeline. ``delivered_at`` NULL: the system has not taken it.
    ``acknowledge_by`` NULL: not reckoned yet, or nobody set a term. ``ended_at``: the task left the unit, and nothing that
    came after is told. ``said``: SHA-256 of the last report. ``overdue_at``: when it was found unacknowledged.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    entry = models.ForeignKey(CatalogueEntry, on_delete=models.PROTECT, related_name="hand_overs")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("grids.IncidentTask", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    handed_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    acknowledge_by = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    partner_number = models.CharField(max_length=60, blank=True)
    said = models.CharField(max_length=64, blank=True)
    overdue_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["entry", "task"], name="exchange_hand_over_once"),)
        indexes = (
            models.Index(
                fields=["handed_at"],
                name="exchange_hand_over_waits",
                condition=models.Q(acknowledged_at=None, ended_at=None),
            ),
        )

    def __str__(self) -> str:
        """Show its id."""
        return str(self.public_id)
