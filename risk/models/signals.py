"""What a screening found: a signal is a matter of its own, seen again from night to night."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from risk.models.screening import Counted, ScreeningRule, ScreeningRun


class Layer(models.TextChoices):
    """Which of the three layers of a screening made a signal."""

    RULE = "rule", pgettext_lazy("screening layer", "rule")
    SURGE = "surge", pgettext_lazy("screening layer", "surge")
    CLUSTER = "cluster", pgettext_lazy("screening layer", "cluster")


class Method(models.TextChoices):
    """By what it was found; precision is told by method."""

    OFFICE_RULE = "office_rule", _("rule of the office")
    FARRINGTON = "farrington", _("improved Farrington")
    LATEST_WEEKS = "latest_weeks", _("latest weeks")
    SCAN = "scan", _("space-time scan")


class Dismissal(models.TextChoices):
    """Why a signal is no risk."""

    EXPECTED = "expected", _("expected: season, holiday or event")
    RECORDING = "recording", _("an artefact of recording")
    KNOWN = "known", _("known and in hand already")
    CHANCE = "chance", _("chance: nothing behind it")


class Signal(models.Model):
    """The particulars of a signal. The class counted is ``matter.class_code``, the place ``matter.region`` and ``grid``.

    ``key`` names what is counted where; a signal that has not ended is continued under its key, never made anew.
    ``figures`` hold numbers and lists of numbers alone. ``grid_ids``: the grids of a rule or cluster; empty for surges.
    ``area_code``: the prefix of the area that is counted.
    """

    class Outcome(models.TextChoices):
        TASK = "task", _("an inspection")
        WARNING = "warning", _("a warning")

    matter = models.OneToOneField(
        "matters.Matter", on_delete=models.CASCADE, primary_key=True, related_name="risk_signal"
    )
    layer = models.CharField(_("layer"), max_length=8, choices=Layer.choices)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    rule = models.ForeignKey(
        ScreeningRule, on_delete=models.PROTECT, null=True, related_name="signals", verbose_name=_("rule")
    )
    counted = models.CharField(_("among"), max_length=10, choices=Counted.choices)
    area_code = models.CharField(max_length=12, db_collation="C")
    grid_ids = ArrayField(models.BigIntegerField(), default=list)
    key = models.CharField(max_length=160, db_collation="C")
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    first_night = models.DateField(_("first seen"))
    last_night = models.DateField(_("last seen"))
    nights = models.PositiveIntegerField(default=1)
    outcome = models.CharField(_("became"), max_length=8, choices=Outcome.choices, blank=True)
    dismissal = models.CharField(_("reason"), max_length=10, choices=Dismissal.choices, blank=True)
    reviewed_at = models.DateTimeField(null=True, help_text="Confirmed or dismissed; NULL: not yet.")
    ended_on = models.DateField(null=True, help_text="NULL: continued while it is seen.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=Q(ended_on=None), name="risk_signal_once"),
            models.CheckConstraint(
                condition=Q(layer="rule", rule__isnull=False) | (~Q(layer="rule") & Q(rule=None)),
                name="risk_signal_names_its_rule",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="", dismissal="") | Q(reviewed_at=None),
                name="risk_signal_review_has_result",
            ),
        )
        indexes = (models.Index(fields=["layer", "method"], name="risk_signal_method"),)

    def __str__(self) -> str:
        """Show the file number."""
        return str(self.matter)


class Sighting(models.Model):
    """A signal as one night saw it. ``statistic``: its count, or the scan's log likelihood ratio.

    ``p_value`` and ``q_value`` NULL: a rule knows none; for a cluster the second is NULL too.
    """

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="sightings")
    run = models.ForeignKey(ScreeningRun, on_delete=models.PROTECT, related_name="sightings")
    night = models.DateField()
    statistic = models.FloatField()
    p_value = models.FloatField(null=True)
    q_value = models.FloatField(null=True)
    figures: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ("night", "id")
        constraints = (
            models.UniqueConstraint(fields=["signal", "night"], name="risk_sighting_once_a_night"),
            models.CheckConstraint(
                condition=(Q(p_value=None) | Q(p_value__gte=0, p_value__lte=1))
                & (Q(q_value=None) | Q(q_value__gte=0, q_value__lte=1)),
                name="risk_sighting_chances",
            ),
        )

    def __str__(self) -> str:
        """Show the night."""
        return f"{self.night:%Y-%m-%d}"
