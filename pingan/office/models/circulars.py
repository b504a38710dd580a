"""Circulars (通报): drafted by one person, approved by another, then an official document that names units and matters."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.documents.models import OfficialDocument
from pingan.matters.models import Matter
from pingan.org.models import Organ, Region
from pingan.org.models.triggers import refuse


class CircularState(models.TextChoices):
    """What a circular has come to."""

    DRAFTED = "drafted", pgettext_lazy("circular", "draft")
    SUBMITTED = "submitted", pgettext_lazy("circular", "waits for approval")
    ISSUED = "issued", pgettext_lazy("circular", "issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("circular", "withdrawn")


class Circular(models.Model):
    """One circular of an office, from its draft to its document. No column of it holds a person that it is about.

    ``left_out`` says why matters are named on which no letter of supervision came first; blank: one came on each.
    ``remark`` is what the approver said when sending it back. ``document`` NULL: not issued.
    """

    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("issuer"))
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(pgettext_lazy("official document", "subject"), max_length=200)
    text = models.TextField(pgettext_lazy("official document", "text"), max_length=5000)
    contact = models.CharField(_("contact person and telephone"), max_length=200, blank=True)
    left_out = models.CharField(_("Why the step before was left out"), max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=CircularState, default=CircularState.DRAFTED)
    remark = models.CharField(_("Remark"), max_length=200, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    document = models.OneToOneField(
        OfficialDocument, on_delete=models.PROTECT, null=True, related_name="circular"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("-written_at", "-pk")
        indexes = (models.Index(fields=["region", "-written_at"], name="circular_of_region"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("written_by")),
                name="circular_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="issued",
                    document__isnull=False,
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                )
                | (~Q(state="issued") & Q(document=None, approved_by=None, approved_at=None)),
                name="circular_issued_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("drafted", "submitted", "issued", "withdrawn")), name="circular_state"
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="circular_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.state in ('issued', 'withdrawn')"),
                func=refuse("what was issued or withdrawn is never changed", "circular_stays"),
            ),
        )

    def __str__(self) -> str:
        """Show the subject."""
        return self.subject


def _stays(name: str) -> pgtrigger.Trigger:
    """Return the trigger of what belongs to a circular: only a draft changes it.

    The circular is locked, so that nobody approves it between this look and the end of the transaction.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
        perform 1 from office_circular
         where id = coalesce(NEW.circular_id, OLD.circular_id) and state <> 'drafted'
           for update;
        if found then
          {refuse("only a draft changes what it names", name)}
        end if;
        return coalesce(NEW, OLD);
        """,
    )


class CircularMatter(models.Model):
    """A matter that a circular names, and the unit that answered for it when it was named."""

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="named")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["circular", "matter"], name="circular_names_matter_once"),
        )
        triggers = (_stays("circular_matters_stay"),)

    def __str__(self) -> str:
        """Name the matter by key."""
        return f"matter {self.matter_id}"


class CircularRecipient(models.Model):
    """A unit on which a circular is to be served."""

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="recipients")
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["circular", "organ"], name="circular_goes_to_unit_once"),
        )
        triggers = (_stays("circular_recipients_stay"),)

    def __str__(self) -> str:
        """Name the unit by key."""
        return f"organ {self.organ_id}"
