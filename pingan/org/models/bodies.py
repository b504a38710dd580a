"""Coordinating bodies, their offices and special groups, and the units they lead (Articles 11, 12)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models.organs import Organ
from pingan.org.models.regions import Region
from pingan.org.models.triggers import level_of_region, no_overlap, period_forward
from pingan.org.models.versions import Versioned


class CoordinatingBody(Versioned):
    """The body that coordinates within one region, on four levels (Article 11); one in force per region."""

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="coordinating_bodies")
    level = models.PositiveSmallIntegerField(_("level"))
    name = models.CharField(_("name"), max_length=120)
    document = models.CharField(_("founding document"), max_length=200, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("region__code", "id")
        triggers = (level_of_region("body_level_of_region"),)
        constraints = (
            no_overlap("body_periods_apart", "region_id"),
            period_forward("body_period_runs_forward"),
            models.UniqueConstraint(
                fields=["region"], condition=Q(valid_to=None), name="body_once_per_region"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="body_on_four_levels"),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class CoordinatingOffice(Versioned):
    """The body's office; it runs the daily work with the duties that the body sets (Article 11)."""

    body = models.OneToOneField(CoordinatingBody, on_delete=models.PROTECT, related_name="office")
    organ = models.OneToOneField(Organ, on_delete=models.PROTECT, related_name="+")
    duties = models.TextField(_("duties"), blank=True)

    def __str__(self) -> str:
        """Name the organ."""
        return str(self.organ)


class SpecialGroup(Versioned):
    """A group on one subject, led by a department (Article 11)."""

    body = models.ForeignKey(CoordinatingBody, on_delete=models.PROTECT, related_name="special_groups")
    name = models.CharField(_("name"), max_length=120)
    lead_unit = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="led_groups")
    members = models.ManyToManyField(Organ, related_name="special_groups", blank=True)
    task_category = models.CharField(_("task of Article 6"), max_length=30, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("body", "id")
        constraints = (
            period_forward("group_period_runs_forward"),
            models.UniqueConstraint(
                fields=["body", "name"], condition=Q(valid_to=None), name="group_name_once"
            ),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name


class MemberUnit(Versioned):
    """Membership of a unit in a body, dated, with the decision that made it and the one that ended it.

    A removed unit keeps its history (Article 12: 动态调整). ``valid_to`` NULL means still a member.
    """

    body = models.ForeignKey(CoordinatingBody, on_delete=models.PROTECT, related_name="member_units")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="memberships")
    duties = models.TextField(_("duties set by the body"))
    liaison_department = models.CharField(_("liaison department"), max_length=120, blank=True)
    liaison_name = models.CharField(_("liaison officer"), max_length=60, blank=True)
    liaison_phone = models.CharField(_("liaison phone"), max_length=30, blank=True)
    decision_document = models.CharField(_("decision document"), max_length=200)
    removal_document = models.CharField(_("removal document"), max_length=200, blank=True)
    valid_from = models.DateField(_("member from"))
    valid_to = models.DateField(_("member to"), null=True, blank=True)

    class Meta:
        ordering = ("body", "organ__name_pinyin", "-valid_from")
        constraints = (
            no_overlap("member_periods_apart", "body_id", "organ_id"),
            models.UniqueConstraint(
                fields=["body", "organ"], condition=Q(valid_to=None), name="member_once_in_force"
            ),
            models.CheckConstraint(condition=~Q(decision_document=""), name="member_cites_decision"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | (Q(valid_to__gt=F("valid_from")) & ~Q(removal_document="")),
                name="member_removal_cites_decision",
            ),
        )

    def __str__(self) -> str:
        """Name the unit."""
        return str(self.organ)


class NonMemberUnit(Versioned):
    """A unit outside the membership that the local body guides, urges and inspects (Article 12 ¶5)."""

    body = models.ForeignKey(CoordinatingBody, on_delete=models.PROTECT, related_name="non_member_units")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")
    responsible_name = models.CharField(_("responsible person"), max_length=60, blank=True)
    registered_on = models.DateField(auto_now_add=True)

    class Meta:
        ordering = ("body", "organ__name_pinyin")
        constraints = (models.UniqueConstraint(fields=["body", "organ"], name="non_member_once"),)

    def __str__(self) -> str:
        """Name the unit."""
        return str(self.organ)
