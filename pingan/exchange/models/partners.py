"""Systems of other organisations, and the single permissions that each of them holds."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Partner(models.Model):
    """A system of an organisation. ``contact`` is an office and its telephone, never a private person.

    ``networks``: addresses (CIDR) that it may call from; empty: any. ``ended_at`` NULL: still connected.
    """

    name = models.CharField(_("name"), max_length=100)
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    contact = models.CharField(_("contact of the office"), max_length=200)
    networks: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=["organ", "name"], name="exchange_partner_once"),)

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class CatalogueEntry(models.Model):
    """One permission: which fields of which resource, of which area, for which purpose, from when until when.

    ``code`` is the scope of the partner's tokens. ``class_codes`` empty: matters of every class, else those whose class
    begins with one of them. ``valid_until`` is the last day. The decision is another person's than the draft.
    """

    class Direction(models.TextChoices):
        READ = "read", _("reads from us")
        OUTBOUND = "outbound", _("is told by us")
        INBOUND = "inbound", _("reports to us")

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", pgettext_lazy("permission", "approved")
        SUSPENDED = "suspended", _("suspended")
        REVOKED = "revoked", _("revoked")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(_("scope"), max_length=40, unique=True)
    resource = models.CharField(_("resource"), max_length=20)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    fields: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    region = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, related_name="+", verbose_name=_("area")
    )
    area = models.CharField(max_length=12, db_collation="C", help_text="Digits that codes of the area share.")
    class_codes: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    purpose = models.CharField(_("purpose"), max_length=300)
    legal_ground = models.CharField(_("legal ground"), max_length=300)
    valid_from = models.DateField(_("from"))
    valid_until = models.DateField(_("until"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Of the last refusal, stop or revocation."
    )

    class Meta:
        ordering = ("partner", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("drafted_by")), name="exchange_entry_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "suspended")) | Q(decided_by__isnull=False),
                name="exchange_entry_decided",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="exchange_entry_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("drafted", "submitted", "approved", "suspended", "revoked")),
                name="exchange_entry_state",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=("read", "outbound", "inbound")), name="exchange_entry_direction"
            ),
        )

    def __str__(self) -> str:
        """Show the scope."""
        return self.code

    def is_in_force(self, on: date) -> bool:
        """Say whether the permission holds on a day."""
        return self.state == self.State.APPROVED and self.valid_from <= on <= self.valid_until

    def is_over(self, on: date) -> bool:
        """Say whether it will not hold again: revoked, or its last day has passed."""
        return self.state == self.State.REVOKED or on > self.valid_until
