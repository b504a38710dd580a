"""Commendations (Article 61): who is nominated, what the check showed, who decided."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessment.models.case_choices import Nominee
from assessment.models.case_gate import COMMENDATION_BLOCKED
from pingan.common.fields import EncryptedTextField
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter
from pingan.org.models import Organ, Region

_UNIT = Q(organ__isnull=False, division=None) | Q(organ=None, division__isnull=False)


class Commendation(models.Model):
    """A unit, family or individual put forward for an honour.

    ``organ`` is the unit, or the unit of an individual; ``division`` the leading group of a division. ``name`` is
    the only thing known of a family or individual: encrypted, shown masked, revealed with a reason; NULL: a unit;
    "": deleted when its retention ended (``words_deleted_at``), with what was told of the person. ``hold_until`` keeps it.
    ``publicized_until`` is the moment at which objections are no longer awaited.
    """

    matter = models.OneToOneField(
        Matter, on_delete=models.PROTECT, primary_key=True, related_name="commendation"
    )
    nominee = models.CharField(_("nominee"), max_length=10, choices=Nominee.choices)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    division = models.ForeignKey(Region, on_delete=models.PROTECT, null=True, related_name="+")
    name = EncryptedTextField(null=True)
    honour = models.CharField(_("honour"), max_length=120)
    deeds = models.TextField(_("deeds"))
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    checked_at = models.DateTimeField(null=True)
    override_reason = models.TextField(blank=True)
    override_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    override_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    override_at = models.DateTimeField(null=True)
    publicized_at = models.DateTimeField(null=True)
    publicized_until = models.DateTimeField(null=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")
    document_number = models.CharField(_("document number"), max_length=120, blank=True)
    document = models.ForeignKey(OfficialDocument, on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    ending = models.TextField(blank=True, help_text="Why it was refused or withdrawn.")
    hold_until = models.DateField(null=True, help_text="Nothing is deleted before; NULL: no hold.")
    words_deleted_at = models.DateTimeField(null=True, help_text="Retention ended; NULL: the words stand.")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=(Q(nominee="unit", name=None) & _UNIT)
                | Q(nominee="family", name__isnull=False, organ=None, division=None)
                | Q(nominee="individual", name__isnull=False, organ__isnull=False, division=None),
                name="commendation_nominee_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None, document_number="")
                | (Q(decided_on__isnull=False, decided_organ__isnull=False) & ~Q(document_number="")),
                name="commendation_decision_is_whole",
            ),
            # Invariant 7.
            models.CheckConstraint(
                condition=Q(decided_organ=None) | Q(organ=None) | ~Q(decided_organ=F("organ")),
                name="commendation_decided_by_another_unit",
            ),
            models.CheckConstraint(
                condition=Q(override_by=None)
                | (
                    ~Q(override_reason="")
                    & Q(override_asked_by__isnull=False, override_at__isnull=False)
                    & ~Q(override_by=F("override_asked_by"))
                ),
                name="commendation_override_by_two",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(publicized_until__isnull=False),
                name="commendation_decided_after_publicity",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(decided_on__isnull=False),
                name="commendation_published_after_decision",
            ),
        )
        triggers = (COMMENDATION_BLOCKED,)

    def __str__(self) -> str:
        """Show the file number and title; the title never holds a person's name."""
        return str(self.matter)
