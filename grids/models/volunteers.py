"""Volunteers who agreed to be kept as such (Article 54), and the hours that they gave. No rank, no score."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from pingan.common.fields import EncryptedTextField


class ServiceKind(models.TextChoices):
    """The six kinds of Article 54; the register of activities bears the same codes."""

    PATROL = "patrol", _("public-order patrols")
    MEDIATION = "mediation", _("helping to settle disputes")
    PUBLICITY = "publicity", _("making safety and law known")
    RESCUE = "rescue", _("help in emergencies")
    CARE = "care", _("care for people in need")
    LAW = "law", _("legal service")


class Volunteer(models.Model):
    """Somebody who serves, as long as they agree. Whoever leaves is blank from that moment: number, place and days stay.

    The application of which it came bears the number and the code by which the person reads and withdraws.
    """

    class Left(models.TextChoices):
        WITHDRAWN = "withdrawn", _("consent withdrawn under the code")
        AT_THE_DESK = "at_the_desk", _("asked for at the desk")
        IDLE = "idle", _("no service for long, and no new consent")

    submission = models.OneToOneField(
        "grids.PublicSubmission", on_delete=models.PROTECT, related_name="volunteer"
    )
    region = models.ForeignKey("org.Region", on_delete=models.PROTECT, related_name="+")
    region_code = models.CharField(max_length=12)
    services: models.JSONField[list[str], list[str]] = models.JSONField(_("kinds of activity"), default=list)
    name = EncryptedTextField(null=True)
    phone = EncryptedTextField(null=True)
    consented_at = models.DateTimeField(_("agreed at"))
    joined_at = models.DateTimeField(_("volunteer since"))
    joined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    #: When the desk was told that the data end because nothing was noted for long; None: not told, or active since.
    warned_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_how = models.CharField(max_length=11, choices=Left.choices, blank=True)
    certificates = models.ManyToManyField("documents.OfficialDocument", related_name="+")

    class Meta:
        ordering = ("region_code", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(left_at=None, left_how="")
                | Q(left_at__isnull=False, name=None, phone=None) & ~Q(left_how=""),
                name="volunteer_who_left_is_blank",
            ),
        )
        indexes = (models.Index(fields=["region_code", "id"], name="volunteer_by_place"),)

    def __str__(self) -> str:
        """Show the key; never the name."""
        return f"volunteer {self.pk}"


class ServiceQuerySet(models.QuerySet["VolunteerService"]):
    """Hours as they hold now: those of the last correction, else as they were noted."""

    def with_hours_now(self) -> Any:
        """Add ``hours_now`` to each row."""
        last = HoursCorrection.objects.filter(service=OuterRef("pk")).order_by("-pk").values("hours")[:1]
        return self.annotate(hours_now=Coalesce(Subquery(last), F("hours")))


class VolunteerService(models.Model):
    """Hours of one volunteer at one activity of the register; they go with the person's data.

    ``activity`` NULL: its entry was taken out of the register; day, kind and hours were still given. ``hours`` is the
    figure that was noted first and is never changed; what holds now is ``with_hours_now``.
    """

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="given")
    activity = models.ForeignKey(
        "registers.RegisterFinding", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    held_on = models.DateField(_("held on"))
    kind = models.CharField(max_length=10, choices=ServiceKind.choices)
    title = models.CharField(max_length=300)
    hours = models.PositiveSmallIntegerField(_("hours"))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = (
            models.UniqueConstraint(fields=["volunteer", "activity"], name="volunteer_once_at_an_activity"),
            models.CheckConstraint(condition=Q(hours__gte=1), name="volunteer_gave_an_hour_at_least"),
        )

    def __str__(self) -> str:
        """Show the day."""
        return f"{self.held_on}"


class HoursCorrection(models.Model):
    """A figure of hours that was wrong, what it became, and why: added beside it, never written over it.

    ``hours`` may be 0: they were not given at all, or by somebody else. Goes with the hours when consent ends.
    """

    service = models.ForeignKey(VolunteerService, on_delete=models.CASCADE, related_name="corrections")
    hours_before = models.PositiveSmallIntegerField(_("hours before"))
    hours = models.PositiveSmallIntegerField(_("hours"))
    reason = models.CharField(_("reason"), max_length=200)
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="volunteer_correction_says_why"),
            models.CheckConstraint(
                condition=~Q(hours=F("hours_before")), name="volunteer_correction_changes_something"
            ),
        )
        triggers = (pgtrigger.Protect(name="hours_correction_is_fixed", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        """Show both figures."""
        return f"{self.hours_before}→{self.hours}"
