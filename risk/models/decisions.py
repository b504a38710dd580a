"""The yearly catalogue, the major decision, and the experts called in for it (Article 24)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models import Organ, Region
from risk.models.decision_choices import AssessorKind, Field


class DecisionCatalogue(models.Model):
    """The decisions that one deciding body means to take in one year (应评尽评).

    ``document`` names the paper by which the party committee agreed to it. ``published_at`` NULL: a draft.
    """

    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("deciding body")
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year"))
    document = models.CharField(_("document of consent"), max_length=120, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-year", "organ__name_pinyin", "pk")
        constraints = (
            models.UniqueConstraint(fields=["organ", "year"], name="catalogue_once_a_year"),
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(document=""), name="catalogue_published_by_consent"
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100), name="catalogue_year_sensible"
            ),
        )

    def __str__(self) -> str:
        """Name body and year."""
        return f"{self.organ} {self.year}"


class MajorDecision(models.Model):
    """The particulars of a major decision; what lists filter and sort by stands on its matter.

    ``matter.class_code`` is the field, ``matter.organ`` the responsible unit, ``matter.severity`` follows the level
    in force. ``team`` names offices and functions, never private persons. ``round`` counts the assessments: 0 before
    the first.
    """

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="decision"
    )
    catalogue = models.ForeignKey(DecisionCatalogue, on_delete=models.PROTECT, related_name="decisions")
    field = models.CharField(_("field"), max_length=16, choices=Field.choices)
    planned_on = models.DateField(_("to be decided about"), null=True, blank=True)
    assessor_kind = models.CharField(
        _("who assesses"), max_length=12, choices=AssessorKind.choices, blank=True
    )
    assessor = models.CharField(_("assessing unit"), max_length=120, blank=True)
    team = models.TextField(_("team"), blank=True)
    plan = models.TextField(_("plan of the assessment"), blank=True)
    round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(field__in=Field.values), name="decision_field_known"),
        )
        indexes = (models.Index(fields=["catalogue", "matter"], name="decision_by_catalogue"),)

    def __str__(self) -> str:
        """Show the file number."""
        return str(self.matter)


class DecisionExpert(models.Model):
    """An expert who was called in for one decision, and sees that one alone. ``ended_at`` NULL: still called in."""

    decision = models.ForeignKey(MajorDecision, on_delete=models.CASCADE, related_name="experts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    invited_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["decision", "user"], condition=Q(ended_at=None), name="expert_called_once"
            ),
        )
        indexes = (models.Index(fields=["user", "decision"], name="expert_live", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        """Name the key."""
        return f"expert {self.pk}"
