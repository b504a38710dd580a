"""Units that act: departments, governments, committees, enterprises."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pingan.org.models.regions import Region
from pingan.org.models.versions import Versioned


class Organ(Versioned):
    """A unit that can hold posts, receive tasks and documents. Its level is that of its region."""

    class Kind(models.TextChoices):
        GOVERNMENT = "government", _("people's government or subdistrict office")
        DEPARTMENT = "department", _("department")
        DISPATCHED_AGENCY = "dispatched_agency", _("dispatched agency")
        PUBLIC_SERVICE = "public_service", _("public-service enterprise")
        COORDINATING_OFFICE = "coordinating_office", _("coordinating body's office")
        GOVERNANCE_CENTER = "governance_center", _("governance centre")
        VILLAGE_COMMITTEE = "village_committee", _("village or residents' committee")
        MASS_ORGANIZATION = "mass_organization", _("mass organisation")
        JUDICIAL = "judicial", _("court, procuratorate, police or supervisory organ")
        ENTERPRISE = "enterprise", _("enterprise or institution")
        MEDIATION_COMMITTEE = "mediation_committee", _("people's mediation committee")
        SOCIAL_ORGANIZATION = "social_organization", _("social organisation")

    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    name_pinyin = models.CharField(max_length=200, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="organs")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="branches"
    )
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    document_code = models.CharField(
        _("document code"), max_length=20, blank=True, help_text=_("机关代字, for document numbers")
    )
    phone = models.CharField(_("office phone"), max_length=30, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("region__code", "name_pinyin", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["region", "name"], condition=Q(valid_to=None), name="organ_name_once"
            ),
        )

    def __str__(self) -> str:
        """Show the short name where there is one."""
        return self.short_name or self.name
