"""Briefs on the situation (研判; domain.md §6): counts, trends, hot spots by place and subject; never a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.models import OfficialDocument
from pingan.office.models.brief_gate import BRIEF_STAYS, CHANGES_OF_DRAFTS, WHOLE_PERIOD, rows_stay
from pingan.org.models import Region


class Cadence(models.TextChoices):
    """How long the period of a brief is: an ISO week, a month, a quarter of the year."""

    WEEKLY = "weekly", pgettext_lazy("brief", "weekly")
    MONTHLY = "monthly", pgettext_lazy("brief", "monthly")
    QUARTERLY = "quarterly", pgettext_lazy("brief", "quarterly")


class Brief(models.Model):
    """One version of a body's brief for a period. ``region`` is that of the body.

    ``figures`` are the numbers of ``counted_at`` and never change (``rules.brief_facts``). ``version`` 1 was drafted; a
    later one corrects the issued one that it names (``corrects``), for a ``reason``. ``edition`` counts changes of a draft,
    so that nobody reviews what they have not seen. ``return_note``: why the reviewer gave it back last. ``document`` is
    the paper as it left the house. ``created_by`` NULL: the system drafted it.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", pgettext_lazy("brief", "draft")
        REVIEWED = "reviewed", pgettext_lazy("brief", "reviewed")
        ISSUED = "issued", pgettext_lazy("brief", "issued")
        SUPERSEDED = "superseded", pgettext_lazy("brief", "replaced by a correction")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    cadence = models.CharField(pgettext_lazy("brief", "cadence"), max_length=10, choices=Cadence.choices)
    since = models.DateField()
    until = models.DateField()
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="corrected_by")
    reason = models.CharField(_("what is corrected"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFTED)
    edition = models.PositiveIntegerField(default=1)
    figures = models.JSONField()
    counted_at = models.DateTimeField()
    situation = models.TextField(pgettext_lazy("brief", "situation"), blank=True)
    hot_spots = models.TextField(_("hot spots"), blank=True)
    problems = models.TextField(pgettext_lazy("brief", "problems"), blank=True)
    forecast = models.TextField(_("forecast"), blank=True)
    measures = models.TextField(pgettext_lazy("brief", "measures"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    return_note = models.CharField(max_length=300, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    review_signature = models.CharField(max_length=200, blank=True)
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    document = models.OneToOneField(OfficialDocument, on_delete=models.PROTECT, null=True, related_name="+")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-since", "cadence", "-version", "-pk")
        triggers = (WHOLE_PERIOD, BRIEF_STAYS)
        indexes = (models.Index(fields=["region", "-since"], name="brief_of_body"),)
        constraints = (
            models.UniqueConstraint(
                fields=["region", "cadence", "since", "version"], name="brief_version_once"
            ),
            models.UniqueConstraint(
                fields=["region", "cadence", "since"],
                condition=Q(state__in=("drafted", "reviewed")),
                name="brief_one_under_way",
            ),
            models.UniqueConstraint(
                fields=["region", "cadence", "since"], condition=Q(state="issued"), name="brief_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(version=1, corrects=None, reason="")
                | (Q(version__gt=1, corrects__isnull=False) & ~Q(reason="")),
                name="brief_correction_names_what",
            ),
            models.CheckConstraint(
                condition=Q(state="drafted", reviewed_at=None, reviewed_by=None)
                | (
                    Q(state__in=("reviewed", "issued", "superseded"), reviewed_by__isnull=False)
                    & Q(reviewed_at__isnull=False)
                    & ~Q(review_signature="")
                ),
                name="brief_reviewed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("drafted", "reviewed"), issued_at=None, issued_by=None, document=None)
                | Q(
                    state__in=("issued", "superseded"),
                    issued_at__isnull=False,
                    issued_by__isnull=False,
                    document__isnull=False,
                ),
                name="brief_issued_as_document",
            ),
            models.CheckConstraint(
                condition=Q(state="superseded", superseded_at__isnull=False)
                | (~Q(state="superseded") & Q(superseded_at=None)),
                name="brief_superseded_at",
            ),
            models.CheckConstraint(
                condition=Q(created_by=None) | Q(reviewed_by=None) | ~Q(reviewed_by=F("created_by")),
                name="brief_two_people",
            ),
        )

    def __str__(self) -> str:
        """Name body, period and version."""
        return f"{self.region_id} {self.cadence} {self.since} v{self.version}"


class BriefChart(models.Model):
    """One chart as it was drawn from the figures of its brief. ``svg`` keeps its words as text."""

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="charts")
    place = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    svg = models.TextField()

    class Meta:
        ordering = ("place",)
        triggers = (rows_stay("brief_charts_stay"),)
        constraints = (models.UniqueConstraint(fields=["brief", "place"], name="brief_chart_once"),)

    def __str__(self) -> str:
        """Show its title."""
        return self.title


class BriefChange(models.Model):
    """What somebody changed in one section of a draft; rows are only added."""

    class Section(models.TextChoices):
        SITUATION = "situation", pgettext_lazy("brief", "situation")
        HOT_SPOTS = "hot_spots", _("hot spots")
        PROBLEMS = "problems", pgettext_lazy("brief", "problems")
        FORECAST = "forecast", _("forecast")
        MEASURES = "measures", pgettext_lazy("brief", "measures")

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT, related_name="changes")
    edition = models.PositiveIntegerField()
    section = models.CharField(max_length=10, choices=Section.choices)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signature = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        triggers = (CHANGES_OF_DRAFTS, rows_stay("brief_changes_stay"))
        constraints = (
            models.UniqueConstraint(fields=["brief", "edition", "section"], name="brief_change_once"),
        )

    def __str__(self) -> str:
        """Show section and edition."""
        return f"{self.section} {self.edition}"
