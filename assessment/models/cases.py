"""Accountability cases (Article 58): whom, for which circumstance, what was established, decided and came of it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.case_choices import CIRCUMSTANCES, OUTSIDE, Forbids, LiftRule, Measure, ObjectionTo
from assessment.models.case_gate import (
    CASE_DECIDED_STAYS,
    CASE_MEASURE_GATE,
    LEADER_HELD_THE_POST,
    RESTRICTION_STAYS,
)
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter
from pingan.org.models import LeaderResponsibility, Organ, Region

#: The subject of a case or restriction: the leading group of a division, or of a unit.
ONE_SUBJECT = Q(region=None, organ__isnull=False) | Q(region__isnull=False, organ=None)
_DECIDED = ~Q(measure="")


class AccountabilityCase(models.Model):
    """One case; the division of its matter is that of the body that runs it.

    ``region`` or ``organ`` is whose leading group it is about. ``rule`` says which rule proposed it (blank: opened
    by hand), ``threshold`` the number it rests on with version and source. ``origin`` is the body that found it,
    ``previous`` the case whose term was missed. ``proposal`` is a measure that another must decide. ``measure`` blank:
    none decided yet. ``authority`` names who decided where it was not this body (invariant 16). ``words_deleted_at``
    NULL: the words of people stand; ``hold_until`` NULL: retention alone decides how long.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="accountability_case"
    )
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    circumstances = ArrayField(models.PositiveSmallIntegerField(), help_text="Items of Article 58.")
    event_on = models.DateField(_("day of the event"))
    facts = models.TextField(_("facts"))
    rule = models.CharField(max_length=40, blank=True)
    threshold = models.CharField(max_length=400, blank=True)
    source = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="+")
    origin = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    previous = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="later")
    findings = models.TextField(_("what was established"), blank=True)
    asked_at = models.DateTimeField(null=True, help_text="Since when the assessed may state their views.")
    statement = models.TextField(_("statement"), blank=True)
    statement_at = models.DateTimeField(null=True)
    proposal = models.CharField(max_length=20, choices=Measure.choices, blank=True)
    measure = models.CharField(_("measure"), max_length=20, choices=Measure.choices, blank=True)
    basis = models.CharField(max_length=400, blank=True, help_text="Rule on the measure: version and source.")
    skip_reason = models.TextField(blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    authority = models.CharField(_("competent authority"), max_length=120, blank=True)
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, null=True, related_name="+")
    demand = models.TextField(_("what is demanded"), blank=True)
    term_on = models.DateField(_("to be rectified by"), null=True)
    lift_rule = models.CharField(max_length=10, choices=LiftRule.choices, blank=True)
    served_at = models.DateTimeField(null=True)
    rectification = models.TextField(blank=True)
    rectified_at = models.DateTimeField(null=True)
    rectified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    lifted_on = models.DateField(null=True)
    ending = models.TextField(
        blank=True, help_text="Why it was closed without a measure, lifted or handed on."
    )
    hold_until = models.DateField(null=True, help_text="Nothing is deleted before; NULL: no hold.")
    words_deleted_at = models.DateTimeField(null=True, help_text="Retention ended; NULL: the words stand.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="case_is_about_one"),
            models.CheckConstraint(
                condition=Q(circumstances__contained_by=list(CIRCUMSTANCES)) & Q(circumstances__len__gte=1),
                name="case_circumstances_of_article_58",
            ),
            models.CheckConstraint(
                condition=Q(measure="") | Q(measure__in=Measure.values), name="case_measure_of_article_58"
            ),
            models.CheckConstraint(
                condition=Q(measure="", decided_on=None, document_number="")
                | (_DECIDED & Q(decided_on__isnull=False) & ~Q(document_number="") & ~Q(lift_rule="")),
                name="case_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(measure__in=sorted(OUTSIDE)) | (~Q(authority="") & Q(decided_organ=None)),
                name="case_removal_is_of_the_authority",
            ),
            models.CheckConstraint(condition=Q(served_at=None) | _DECIDED, name="case_served_after_decision"),
            models.CheckConstraint(
                condition=Q(lifted_on=None) | (_DECIDED & Q(lifted_on__gte=F("decided_on"))),
                name="case_lifted_after_decision",
            ),
            models.UniqueConstraint(
                fields=["source", "rule", "region", "organ"],
                condition=Q(source__isnull=False) & ~Q(rule=""),
                nulls_distinct=False,
                name="case_proposed_once",
            ),
        )
        triggers = (CASE_MEASURE_GATE, CASE_DECIDED_STAYS)

    def __str__(self) -> str:
        """Show the file number and title."""
        return str(self.matter)

    @property
    def subject(self) -> str:
        """Name the leading group that it is about."""
        return str(self.region.name if self.region is not None else self.organ)


class CaseLeader(models.Model):
    """A leader who answers in a case, by the responsibility held on the day of the event (Article 7; invariant 17)."""

    case = models.ForeignKey(AccountabilityCase, on_delete=models.CASCADE, related_name="leaders")
    responsibility = models.ForeignKey(LeaderResponsibility, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=["case", "responsibility"], name="case_leader_once"),)
        triggers = (LEADER_HELD_THE_POST,)

    def __str__(self) -> str:
        """Show name and title."""
        return str(self.responsibility)


class CaseObjection(models.Model):
    """A written objection to a decision and its answer. It does not suspend the measure."""

    case = models.ForeignKey(AccountabilityCase, on_delete=models.CASCADE, related_name="objections")
    to = models.CharField(max_length=10, choices=ObjectionTo.choices)
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_upheld = models.BooleanField(null=True, help_text="NULL: not answered yet.")

    class Meta:
        ordering = ("made_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["case"], condition=Q(answered_at=None), name="case_objection_one_open"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, is_upheld=None, answer="")
                | (Q(answered_at__isnull=False, is_upheld__isnull=False) & ~Q(answer="")),
                name="case_objection_answer_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Say whom it was put to."""
        return str(self.get_to_display())


class Restriction(models.Model):
    """What a measure forbids to a leading group, from one day to another (§8.3; invariant 18).

    ``to_on`` is the first day on which it no longer holds. ``ended_on`` NULL: it was not lifted before.
    """

    case = models.ForeignKey(AccountabilityCase, on_delete=models.PROTECT, related_name="restrictions")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    forbids = models.CharField(max_length=12, choices=Forbids.choices)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    basis = models.CharField(max_length=400, help_text="Length: version and source of the rule.")
    ended_on = models.DateField(null=True)

    class Meta:
        ordering = ("-from_on", "-id")
        constraints = (
            models.CheckConstraint(condition=ONE_SUBJECT, name="restriction_is_of_one"),
            models.CheckConstraint(condition=Q(to_on__gt=F("from_on")), name="restriction_runs_forward"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("from_on"), ended_on__lte=F("to_on")),
                name="restriction_ends_within",
            ),
            models.UniqueConstraint(fields=["case", "forbids"], name="restriction_once_per_case"),
        )
        indexes = (
            models.Index(fields=["organ", "to_on"], name="restriction_of_organ"),
            models.Index(fields=["region", "to_on"], name="restriction_of_region"),
        )
        triggers = (RESTRICTION_STAYS,)

    def __str__(self) -> str:
        """Say what it forbids, and until when."""
        return f"{self.get_forbids_display()} {self.from_on}–{self.ended_on or self.to_on}"
