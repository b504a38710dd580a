"""People's mediation committees and mediators (人民调解法 §7–16, 34)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes.models.choices import CommitteeKind, MediatorKind
from disputes.models.types import DisputeType


class MediationCommittee(models.Model):
    """A committee: an organ of kind ``mediation_committee`` with what mediation needs besides.

    Its division, name, phone and document code stand on the organ; posts of mediators are held there.
    """

    organ = models.OneToOneField(
        "org.Organ", on_delete=models.PROTECT, primary_key=True, related_name="mediation_committee"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CommitteeKind.choices)
    chair = models.CharField(_("chair"), max_length=60, blank=True)
    rooms: models.JSONField[list[str], list[str]] = models.JSONField(
        _("rooms"), default=list, help_text="Names of rooms in which sessions are held."
    )
    established_on = models.DateField(_("established on"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("organ__region__code", "organ__name_pinyin")

    def __str__(self) -> str:
        """Name the organ."""
        return str(self.organ)


class Mediator(models.Model):
    """Somebody who mediates for a committee. ``user`` NULL: has no account, e.g. a lawyer on call.

    Mediators are officials of the matter, listed publicly with name and speciality (人民调解法 §7, 13–14).
    """

    committee = models.ForeignKey(MediationCommittee, on_delete=models.PROTECT, related_name="mediators")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="mediating_as"
    )
    name = models.CharField(_("name"), max_length=60)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=MediatorKind.choices)
    phone = models.CharField(_("public phone"), max_length=30, blank=True)
    specialities = models.ManyToManyField(DisputeType, related_name="+", blank=True)
    trained_on = models.DateField(_("last trained on"), null=True, blank=True)
    active_from = models.DateField(_("active from"))
    active_to = models.DateField(_("active until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("committee", "name_pinyin", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["committee", "user"],
                condition=Q(active_to=None, user__isnull=False),
                name="mediator_once_per_committee",
            ),
            models.CheckConstraint(
                condition=Q(active_to=None) | Q(active_to__gte=models.F("active_from")),
                name="mediator_period_runs_forward",
            ),
        )

    def __str__(self) -> str:
        """Show the name."""
        return self.name
