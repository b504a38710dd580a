"""Red flags of a matter, their review, and the notice to the police."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disputes.models.choices import FlagCode
from disputes.models.disputes import Dispute
from pingan.common.fields import EncryptedTextField


class RedFlag(models.Model):
    """One sign that the matter may turn violent. It ends with the case and never touches a person's record."""

    class Review(models.TextChoices):
        POLICE = "police", _("the police were told")
        WATCH = "watch", _("stay close, mediate at once")
        UNFOUNDED = "unfounded", _("looked into, unfounded")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="flags")
    code = models.CharField(max_length=20, choices=FlagCode.choices)
    note = EncryptedTextField(null=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    raised_at = models.DateTimeField()
    review = models.CharField(max_length=10, choices=Review.choices, blank=True)
    review_reason = EncryptedTextField(null=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True)
    notice = models.ForeignKey(
        "disputes.PoliceNotice",
        on_delete=models.SET_NULL,
        null=True,
        related_name="signs",
        help_text="The notice that tells the police of it; NULL: none does.",
    )

    class Meta:
        ordering = ("raised_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["dispute", "code"], condition=Q(reviewed_at=None), name="flag_open_once"
            ),
            models.CheckConstraint(
                condition=Q(review="", reviewed_at=None) | (~Q(review="") & Q(reviewed_at__isnull=False)),
                name="flag_review_is_whole",
            ),
        )

    def __str__(self) -> str:
        """Show the sign."""
        return str(self.get_code_display())


class PoliceNotice(models.Model):
    """Who at the police was told, when, how, with which receipt (人民调解法 §25)."""

    class Channel(models.TextChoices):
        CALL_110 = "call_110", _("call to 110")
        STATION = "station", _("police station, by phone")
        IN_PERSON = "in_person", _("police station, in person")
        LETTER = "letter", _("in writing")

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="police_notices")
    station = models.CharField(_("police unit"), max_length=120)
    told_whom = EncryptedTextField(null=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    told_at = models.DateTimeField()
    receipt = models.CharField(_("receipt"), max_length=60, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("told_at", "id")

    def __str__(self) -> str:
        """Show the unit."""
        return self.station
