"""Reports of what had been reported already: they joined the incident that was there instead of becoming one."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from grids.models.incidents import Incident
from pingan.common.fields import EncryptedTextField


class JoinedReport(models.Model):
    """Who reported an incident once more, and whom that concerns; the words stand in the timeline, the photos on the matter.

    The contact is optional, encrypted and masked as the first reporter's is, and goes when that goes: whoever told of a
    matter later than somebody else waits for an answer too. ``reported_by`` is told what becomes of it.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="joined_reports")
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reported_at = models.DateTimeField(auto_now_add=True)
    reporter_name = EncryptedTextField(null=True)
    reporter_phone = EncryptedTextField(null=True)
    wants_no_reply = models.BooleanField(default=False)

    class Meta:
        ordering = ("reported_at", "id")

    def __str__(self) -> str:
        """Name the incident; never who told of it."""
        return f"joined {self.incident_id}"

    @property
    def has_contact(self) -> bool:
        """Say whether a name or phone was given, without showing it."""
        return bool(self.reporter_name or self.reporter_phone)
