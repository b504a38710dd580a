"""The dispute itself, who may read a restricted one, units that mediate jointly, visits and papers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from disputes.models.choices import (
    DisputeSource,
    Level,
    Outcome,
    RestrictionKind,
    Scale,
)
from disputes.models.types import DisputeType
from pingan.common.fields import EncryptedTextField


class Dispute(models.Model):
    """The particulars of a dispute; what lists filter and sort by stands on its matter.

    ``matter.class_code`` is the type's code, ``matter.organ`` the committee or unit that has it in hand.
    ``level`` is the one in force, ``level_computed`` what the rules say; they differ only with a reason.
    ``amount`` is in yuan; NULL: unknown or none. ``involves_*`` and ``prevented_*`` feed the statistics.
    """

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="dispute"
    )
    type = models.ForeignKey(DisputeType, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=12, choices=DisputeSource.choices)
    external_number = models.CharField(_("number at the sender"), max_length=60, blank=True)
    occurred_on = models.DateField(_("began on"))
    place_text = models.CharField(_("place"), max_length=200, blank=True)
    amount = models.DecimalField(_("amount in yuan"), max_digits=14, decimal_places=2, null=True)
    people_involved = models.PositiveIntegerField(_("people involved"), default=2)
    scale = models.CharField(_("scale"), max_length=2, choices=Scale.choices, default=Scale.INDIVIDUAL)
    is_cross_region = models.BooleanField(_("reaches beyond the area"), default=False)

    level = models.CharField(_("level"), max_length=8, choices=Level.choices, default=Level.GENERAL)
    level_computed = models.CharField(max_length=8, choices=Level.choices, default=Level.GENERAL)
    level_reasons: models.JSONField[list[Any], list[Any]] = models.JSONField(
        default=list, help_text="Criterion, value, threshold, version and source, for each that counted."
    )
    level_override_reason = models.CharField(max_length=200, blank=True)
    restriction = models.CharField(max_length=20, choices=RestrictionKind.choices, blank=True)
    charge_taken_by = models.CharField(
        _("leader in charge"), max_length=60, blank=True, help_text="领导包案: an official, by post and name."
    )

    case_number = models.CharField(
        _("case number"),
        max_length=60,
        blank=True,
        help_text="With the committee that has it now; blank: not mediated.",
    )
    failed_mediations = models.PositiveSmallIntegerField(default=0)
    petition_count = models.PositiveSmallIntegerField(
        default=0, help_text="Repeated petitions on this matter: Article 58 (2)."
    )
    repeats = models.PositiveSmallIntegerField(
        default=0, help_text="Earlier disputes of the same parties, place and type in the window."
    )
    reopened_count = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    resume_state = models.CharField(max_length=20, blank=True, help_text="Where undoing a merge leads.")
    reject_reason = models.CharField(max_length=200, blank=True)

    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    resolved_at = models.DateTimeField(null=True)
    rights_told_at = models.DateTimeField(null=True, help_text="Notice of rights after a failed mediation.")
    prevented_crime = models.BooleanField(_("kept from becoming a crime"), default=False)
    prevented_group_petition = models.BooleanField(_("kept from a group petition"), default=False)
    hold_until = models.DateField(null=True, help_text="Nothing is deleted before; NULL: no hold.")
    contacts_deleted_at = models.DateTimeField(null=True)
    words_deleted_at = models.DateTimeField(null=True, help_text="Retention ended; NULL: the words stand.")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(level=F("level_computed")) | ~Q(level_override_reason=""),
                name="dispute_other_level_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="dispute_amount_not_negative"
            ),
            models.UniqueConstraint(
                fields=["source", "external_number"],
                condition=~Q(external_number=""),
                name="dispute_external_number_once",
            ),
            models.UniqueConstraint(
                fields=["case_number"], condition=~Q(case_number=""), name="dispute_case_number_once"
            ),
        )
        indexes = (
            models.Index(fields=["type", "matter"], name="dispute_by_type"),
            # The few that the supervision desk looks for among all.
            models.Index(fields=["matter"], name="dispute_petitioned", condition=Q(petition_count__gte=1)),
        )

    def __str__(self) -> str:
        """Show the file number."""
        return str(self.matter)


class DisputeReader(models.Model):
    """A person who may read a restricted dispute. Ended, never deleted."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="NULL: still named.")
    mediates = models.BooleanField(
        default=False, db_default=False, help_text="Named because this person mediates: ends with that."
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["dispute", "user"], condition=Q(ended_at=None), name="reader_named_once"
            ),
        )
        indexes = (models.Index(fields=["user", "dispute"], name="reader_live", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        """Name the key."""
        return f"reader {self.pk}"


class DisputeUnit(models.Model):
    """A unit that takes part in a joint mediation, the lead or another; ended units see nothing any more."""

    class Part(models.TextChoices):
        LEAD = "lead", _("lead unit")
        CO_HANDLER = "co_handler", _("co-handling unit")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="units")
    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=10, choices=Part.choices)
    asked_for = models.CharField(max_length=200, blank=True)
    joined_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    contribution = EncryptedTextField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=["dispute", "organ"], condition=Q(ended_at=None), name="unit_joins_once"
            ),
            models.UniqueConstraint(
                fields=["dispute"],
                condition=Q(ended_at=None, part="lead"),
                name="one_lead_of_joint_mediation",
            ),
        )
        indexes = (models.Index(fields=["organ", "dispute"], name="unit_live", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        """Name part and unit."""
        return f"{self.get_part_display()} {self.organ}"


class ReturnVisit(models.Model):
    """A visit after the end (人民调解法 §31): performed, satisfied, gone to court, what is left of the risk."""

    class Performance(models.TextChoices):
        FULL = "full", _("performed in full")
        PARTIAL = "partial", _("performed in part")
        NONE = "none", _("not performed")
        NOT_DUE = "not_due", _("nothing was to be performed")
        UNKNOWN = "unknown", _("could not be learned")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", _("satisfied")
        FAIR = "fair", _("fairly satisfied")
        DISSATISFIED = "dissatisfied", _("dissatisfied")
        NO_ANSWER = "no_answer", _("could not be reached")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="visits")
    visited_on = models.DateField()
    performance = models.CharField(max_length=8, choices=Performance.choices)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices)
    went_to_court = models.BooleanField(default=False)
    has_latent_risk = models.BooleanField(default=False)
    note = EncryptedTextField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        """Show the day."""
        return f"{self.visited_on:%Y-%m-%d}"
