"""Agreements, their signatures and clauses, and judicial confirmation (人民调解法 §28–33; 民诉法 §205)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.models.channels import Channel
from disputes.models.choices import SignatureMethod
from disputes.models.parties import DisputeParty
from pingan.common.fields import EncryptedTextField


class Agreement(models.Model):
    """What the parties of a mediation agreed. ``effective_at`` NULL: not in effect yet.

    Written: in effect when all parties and the mediator have signed and the committee has sealed (§29).
    Oral: in effect the day it is reached, with the mediator's record (§28, 30).
    """

    class Form(models.TextChoices):
        WRITTEN = "written", pgettext_lazy("agreement", "written")
        ORAL = "oral", pgettext_lazy("agreement", "oral")

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="agreements")
    form = models.CharField(max_length=8, choices=Form.choices)
    facts = EncryptedTextField(help_text="Facts, issue, responsibilities (§29).")
    manner = EncryptedTextField(null=True, help_text="How it is performed.")
    reached_on = models.DateField()
    effective_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(
        null=True, help_text="NULL: stands. Renewed mediation ends it, and what takes its place."
    )
    replaced_by = models.ForeignKey(
        Channel,
        on_delete=models.SET_NULL,
        null=True,
        related_name="replaced",
        help_text="The channel whose decision or settlement took its place; NULL: nothing did.",
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["channel"], condition=Q(withdrawn_at=None), name="agreement_one_per_channel"
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(withdrawn_at__isnull=False),
                name="agreement_replaced_is_over",
            ),
        )

    def __str__(self) -> str:
        """Show form and day."""
        return f"{self.get_form_display()} {self.reached_on:%Y-%m-%d}"


class AgreementSignature(models.Model):
    """One signature: of a party, of the mediator (both NULL and not the seal) or the committee's seal."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    party = models.ForeignKey(DisputeParty, on_delete=models.PROTECT, null=True, related_name="+")
    method = models.CharField(max_length=12, choices=SignatureMethod.choices)
    signed_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("signed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["agreement", "party"], condition=Q(party__isnull=False), name="party_signs_once"
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(method="seal"), name="agreement_sealed_once"
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(party=None) & ~Q(method="seal"),
                name="mediator_signs_once",
            ),
            models.CheckConstraint(
                condition=~Q(method="seal") | Q(party=None), name="seal_is_of_the_committee"
            ),
        )

    def __str__(self) -> str:
        """Show the method."""
        return str(self.get_method_display())


class AgreementClause(models.Model):
    """One thing to be done: what, how much (yuan), until when. The text holds roles, never names."""

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("clause", "to be performed")
        OVERDUE = "overdue", pgettext_lazy("clause", "overdue")
        PERFORMED = "performed", pgettext_lazy("clause", "performed")
        BREACHED = "breached", pgettext_lazy("clause", "not kept")
        WAIVED = "waived", pgettext_lazy("clause", "waived by the creditor")

    class Term(models.TextChoices):
        """By when it is to be done. A standing duty has no end: it keeps nothing open and is never overdue."""

        DATED = "dated", pgettext_lazy("clause", "by a day")
        AT_ONCE = "at_once", pgettext_lazy("clause", "at once")
        STANDING = "standing", pgettext_lazy("clause", "from now on, as a standing duty")
        UNSTATED = "unstated", pgettext_lazy("clause", "no term was stated")

    #: States in which something is still to be done.
    OPEN = ("pending", "overdue", "breached")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    amount = models.DecimalField(_("amount in yuan"), max_digits=14, decimal_places=2, null=True)
    term = models.CharField(
        max_length=10,
        choices=Term.choices,
        default=Term.UNSTATED,
        db_default=Term.UNSTATED,
        help_text="Unstated: written before it was asked for.",
    )
    due_on = models.DateField(
        null=True,
        help_text="NULL: due by no day; see its term. At once is the day of effect, once there is one.",
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    settled_at = models.DateTimeField(null=True)
    note = EncryptedTextField(null=True)
    reminded_on = models.DateField(null=True, help_text="Day of the last reminder; NULL: none.")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["agreement", "position"], name="clause_position_once"),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="clause_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(term="dated", due_on__isnull=False)
                | Q(term="at_once")
                | (~Q(term__in=["dated", "at_once"]) & Q(due_on=None)),
                name="clause_day_where_dated",
            ),
        )
        indexes = (
            models.Index(fields=["due_on"], name="clause_due", condition=Q(state__in=["pending", "overdue"])),
        )

    def __str__(self) -> str:
        """Show the position."""
        return f"§{self.position}"

    def is_late(self, today: date) -> bool:
        """Say whether its day has passed and nobody recorded what became of it, whether the night has marked it or not."""
        is_past = self.state == "pending" and self.due_on is not None and self.due_on < today
        return is_past or self.state == "overdue"


class JudicialConfirmation(models.Model):
    """Joint application for confirmation by a court, with the pre-check and what the court decided."""

    class Result(models.TextChoices):
        CONFIRMED = "confirmed", pgettext_lazy("confirmation", "confirmed")
        REFUSED = "refused", pgettext_lazy("confirmation", "not accepted")
        DISMISSED = "dismissed", pgettext_lazy("confirmation", "dismissed")

    agreement = models.OneToOneField(Agreement, on_delete=models.CASCADE, related_name="confirmation")
    court = models.CharField(_("court"), max_length=120)
    applied_on = models.DateField()
    pre_check: models.JSONField[list[Any], list[Any]] = models.JSONField(default=list)
    result = models.CharField(max_length=10, choices=Result.choices, blank=True)
    decided_on = models.DateField(null=True)
    number_there = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(result="", decided_on=None) | (~Q(result="") & Q(decided_on__isnull=False)),
                name="confirmation_decision_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Show the court."""
        return self.court
