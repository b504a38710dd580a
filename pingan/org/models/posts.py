"""Posts held from-to: the only source of rights."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from pingan.org.models.organs import Organ
from pingan.org.models.regions import Region
from pingan.org.models.triggers import POST_ADMINISTRATORS, period_forward
from pingan.org.models.versions import Versioned


class Role(models.TextChoices):
    """What a post may be. The three administrators exclude one another and all business roles."""

    GRID_WORKER = "grid_worker", _("grid worker")
    COMMUNITY_STAFF = "community_staff", _("village or community staff")
    TOWNSHIP_DESK = "township_desk", _("township desk")
    COUNTY_DISPATCHER = "county_dispatcher", _("county dispatcher")
    UNIT_HANDLER = "unit_handler", _("unit handler")
    MEDIATOR = "mediator", _("mediator")
    EXPERT = "expert", _("expert")
    BODY_OFFICE = "body_office", _("coordinating body's office")
    LEADER = "leader", _("leader")
    AUDITOR = "auditor", _("auditor")
    COUNTY_GOVERNMENT = "county_government", _("county government")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    AUDIT_ADMIN = "audit_admin", _("audit administrator")


_LABELS: dict[str, Any] = dict(Role.choices)
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Post(models.Model):
    """One person in one role for one area (and unit), from one day to another.

    ``held_to`` NULL means still held; the day itself no longer counts.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="posts")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    title = models.CharField(_("title"), max_length=60, blank=True)
    held_from = models.DateField(_("held from"))
    held_to = models.DateField(_("held to"), null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("user", "held_from", "id")
        triggers = (POST_ADMINISTRATORS,)
        constraints = (
            models.CheckConstraint(
                condition=Q(held_to=None) | Q(held_to__gte=F("held_from")), name="post_period_runs_forward"
            ),
            models.CheckConstraint(
                condition=~Q(role="unit_handler") | Q(organ__isnull=False), name="unit_handler_has_unit"
            ),
            models.CheckConstraint(
                condition=~Q(role="mediator") | Q(organ__isnull=False), name="mediator_has_committee"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "organ"],
                condition=Q(held_to=None),
                nulls_distinct=False,
                name="post_once_in_force",
            ),
        )

    def __str__(self) -> str:
        """Show role and area."""
        return f"{self.role_label} · {self.organ or self.region}"

    @property
    def role_label(self) -> str:
        """The role in the reader's language; Django's own way there translates all twelve, on every request."""
        return str(_LABELS.get(self.role, self.role))


def _year_end(year: F) -> Func:
    """The first day of the following year."""
    return Func(year + Value(1), Value(1), Value(1), function="make_date", output_field=models.DateField())


class LeaderResponsibility(Versioned):
    """Who answers for safety work in a unit in a year (Article 7).

    The period lies inside the year; ``valid_to`` NULL means to the year's end, the day itself is excluded.
    """

    class Kind(models.TextChoices):
        PRIMARY = "primary_responsible", _("first responsible (party and government head)")
        DIRECT = "direct_responsible", _("directly responsible (in charge of the portfolio)")
        DIRECT_LEADERSHIP = "direct_leadership", _("direct leadership (own portfolio)")

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="responsibilities")
    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("title"), max_length=80)
    portfolio = models.CharField(_("portfolio"), max_length=200, blank=True)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ("organ", "-year", "kind", "id")
        constraints = (
            period_forward("responsibility_period_runs_forward"),
            models.CheckConstraint(
                condition=Q(valid_from__year=F("year"))
                & (Q(valid_to=None) | Q(valid_to__lte=_year_end(F("year")))),
                name="responsibility_within_year",
            ),
        )

    def __str__(self) -> str:
        """Show person and title."""
        return f"{self.name} {self.title}"
