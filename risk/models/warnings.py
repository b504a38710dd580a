"""Warnings: what is warned of, each issue of it, whom it is addressed to, and who has read it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.matters.models import Matter
from pingan.org.models import Organ, Region
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS, OPEN_TO_PUBLIC, READERS

_ONE_ADDRESSEE = Q(region=None, organ__isnull=False) | Q(region__isnull=False, organ=None)


class RiskWarning(models.Model):
    """A warning with all that 突发事件应对法 §64 asks for; one file number, any number of issues.

    What stands here is the present wording; each issue keeps its own (``WarningIssue``). ``authority`` is the
    document by which a government authorised a public release.
    """

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, primary_key=True, related_name="warning")
    category = models.CharField(_("category"), max_length=10, choices=list(CATEGORIES.items()))
    level = models.CharField(_("level"), max_length=6, choices=list(LEVELS.items()))
    channel = models.CharField(_("channel"), max_length=15, choices=list(CHANNELS.items()))
    starts_at = models.DateTimeField(_("begins"))
    scope_text = models.CharField(_("reach, in words"), max_length=200, blank=True)
    watch = models.TextField(_("what to watch for"))
    measures = models.TextField(_("what is to be done"))
    basis = models.TextField(
        _("what it rests on"), help_text="Matters, figures, decisions; the formula where one led to it."
    )
    issuer = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("issuer"))
    authority = models.CharField(_("authorised by"), max_length=120, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True, help_text="The first issue; NULL: none yet.")
    issue_count = models.PositiveSmallIntegerField(default=0)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(level__in=list(LEVELS)), name="warning_level_known"),
            models.CheckConstraint(condition=Q(category__in=list(CATEGORIES)), name="warning_category_known"),
            models.CheckConstraint(condition=Q(channel__in=list(CHANNELS)), name="warning_channel_known"),
            models.CheckConstraint(
                condition=~Q(channel="public_release") | Q(category__in=sorted(OPEN_TO_PUBLIC)),
                name="warning_public_only_by_law",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | ~Q(channel="public_release") | ~Q(authority=""),
                name="warning_public_is_authorised",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issue_count=0)
                | Q(issued_at__isnull=False, issue_count__gt=0, approved_at__isnull=False),
                name="warning_issued_after_approval",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(drafted_by=None) | ~Q(approved_by=F("drafted_by")),
                name="warning_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(issued_at__isnull=False), name="warning_lifted_after_issue"
            ),
        )

    def __str__(self) -> str:
        """Show the file number and title."""
        return str(self.matter)


class WarningAddressee(models.Model):
    """Whom a warning goes to: a division (its desk) or a unit."""

    warning = models.ForeignKey(RiskWarning, on_delete=models.CASCADE, related_name="addressees")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("region__code", "organ__name_pinyin", "id")
        constraints = (
            models.CheckConstraint(condition=_ONE_ADDRESSEE, name="warning_addressee_is_one"),
            models.UniqueConstraint(
                fields=["warning", "region", "organ"],
                nulls_distinct=False,
                name="warning_addressed_once",
            ),
        )

    def __str__(self) -> str:
        """Name the division or unit."""
        return str(self.region.name if self.region else self.organ)


class WarningIssue(models.Model):
    """One issue of a warning, as it went out (§70: adjusted and issued anew). Never changed."""

    warning = models.ForeignKey(RiskWarning, on_delete=models.CASCADE, related_name="issues")
    number = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=6, choices=list(LEVELS.items()))
    starts_at = models.DateTimeField()
    watch = models.TextField()
    measures = models.TextField()
    reason = models.TextField(blank=True, help_text="Why it was adjusted; blank in the first issue.")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["warning", "number"], name="warning_issue_number_once"),
        )

    def __str__(self) -> str:
        """Show the number of the issue."""
        return str(self.number)


class WarningReceipt(models.Model):
    """What became of one issue at one addressee: read when and by whom, which measures, put to the desk above when."""

    issue = models.ForeignKey(WarningIssue, on_delete=models.CASCADE, related_name="receipts")
    warning = models.ForeignKey(RiskWarning, on_delete=models.CASCADE, related_name="receipts")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True)
    measures = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("region__code", "organ__name_pinyin", "id")
        constraints = (
            models.CheckConstraint(condition=_ONE_ADDRESSEE, name="warning_receipt_is_of_one"),
            models.UniqueConstraint(
                fields=["issue", "region", "organ"], nulls_distinct=False, name="warning_receipt_once"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | (Q(read_at__isnull=False) & ~Q(measures="")),
                name="warning_report_is_whole",
            ),
        )
        indexes = (
            models.Index(fields=["region", "warning"], name="warning_receipt_region"),
            models.Index(fields=["organ", "warning"], name="warning_receipt_organ"),
            models.Index(fields=["issue"], name="warning_receipt_unread", condition=Q(read_at=None)),
        )

    def __str__(self) -> str:
        """Name the division or unit."""
        return str(self.region.name if self.region else self.organ)

    @staticmethod
    def answered_by(actor: Actor) -> Q:
        """Return the condition on receipts that a post itself answers for: of its division or of its unit."""
        own = Q(pk__in=[])
        if actor.region_id is not None and actor.role in READERS.get(actor.level, ()):
            own |= Q(region_id=actor.region_id)
        if actor.organ_id is not None and actor.role == "unit_handler":
            own |= Q(organ_id=actor.organ_id)
        return own
