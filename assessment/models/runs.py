"""Runs of assessment: what is assessed by which scheme over which days, and whom it assesses (Article 57)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.run_gate import RUN_STAYS, row_stays
from assessment.models.schemes import AssessmentScheme
from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.org.models import Organ, Region


class AssessmentRun(models.Model):
    """One run of one body; one file number.

    ``since`` and ``until`` are both counted. ``report_until`` is the last day for reports. ``units_left`` counts units
    that are still to be computed, NULL before the lock. ``input_digest`` covers scheme, units, numbers and evidence as
    they were locked, ``result_digest`` every score, total, place and grade. ``correction_of`` is the final run that this
    one corrects, beside which it stands, with its ``reason``; ``previous`` the final run of the year before that changes
    are measured against, settled by the lock. ``figures`` says of each figure what it was when it was frozen.
    """

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="run")
    scheme = models.ForeignKey(AssessmentScheme, on_delete=models.PROTECT, related_name="runs")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"))
    report_until = models.DateField(_("reports until"))
    correction_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrections", verbose_name=_("corrects")
    )
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="followers", verbose_name=_("year before")
    )
    reason = models.CharField(_("why it is corrected"), max_length=500, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    locked_at = models.DateTimeField(null=True)
    units_left = models.PositiveIntegerField(null=True)
    computed_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    final_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    figures = models.JSONField(default=dict)
    method_version = models.CharField(max_length=10, blank=True)
    input_digest = models.CharField(max_length=64, blank=True)
    result_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        triggers = (RUN_STAYS,)
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="run_period_forward"),
            models.CheckConstraint(
                condition=Q(final_at=None) | (~Q(input_digest="") & ~Q(result_digest="")),
                name="final_run_has_its_digests",
            ),
            models.CheckConstraint(
                condition=Q(correction_of=None) | ~Q(reason=""), name="correction_has_its_reason"
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None) | Q(computed_at__isnull=False), name="run_computed_first"
            ),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.matter.number


class AssessedUnit(models.Model):
    """One division or member unit of a run, as it was when the run was prepared.

    ``population`` NULL: not counted, or not of a division. ``total`` is the sum of its present points, NULL before they
    are computed; ``place`` that within its peer group, ``grade`` a code of the scheme ("": none yet). ``is_vetoed``: a
    veto that fails it is in force.
    """

    run = models.ForeignKey(AssessmentRun, on_delete=models.PROTECT, related_name="units")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    code = models.CharField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=120)
    keys: ArrayField[list[str], list[str]] = ArrayField(
        models.CharField(max_length=20),
        help_text="Prefixes of codes that are counted as its own, or its own key.",
    )
    peer_group = models.CharField(_("peer group"), max_length=40)
    population = models.PositiveIntegerField(_("population"), null=True)
    computed_at = models.DateTimeField(null=True)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=4, null=True)
    place = models.PositiveIntegerField(_("place"), null=True)
    grade = models.CharField(_("grade"), max_length=20, blank=True)
    is_vetoed = models.BooleanField(_("a veto is in force"), default=False)

    class Meta:
        ordering = ("peer_group", "code", "id")
        triggers = row_stays("final_units_stay", "one.matter_id in (NEW.run_id, OLD.run_id)", lock="")
        indexes = (models.Index(fields=["run", "peer_group", "place"], name="unit_by_place"),)
        constraints = (
            models.UniqueConstraint(
                fields=["run", "region"], condition=Q(region__isnull=False), name="division_assessed_once"
            ),
            models.UniqueConstraint(
                fields=["run", "organ"], condition=Q(organ__isnull=False), name="unit_assessed_once"
            ),
            models.CheckConstraint(
                condition=Q(region=None, organ__isnull=False) | Q(region__isnull=False, organ=None),
                name="assessed_is_division_or_unit",
            ),
        )

    def __str__(self) -> str:
        """Show its name as it was."""
        return self.name

    @staticmethod
    def spoken_for_by(actor: Actor) -> Q:
        """Return the condition that the post speaks for a unit: as its division, or as the unit itself."""
        mine = Q(pk__in=[])
        if actor.has("run.own_division") and actor.region_id is not None:
            mine |= Q(region_id=actor.region_id)
        if actor.has("run.own_unit") and actor.organ_id is not None:
            mine |= Q(organ_id=actor.organ_id)
        return mine
