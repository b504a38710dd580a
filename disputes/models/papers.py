"""What lies in the case file, and the numbers that a dispute has with its committees."""

from __future__ import annotations

from django.db import models

from disputes.models.channels import MediationSession
from disputes.models.committees import MediationCommittee
from disputes.models.disputes import Dispute


class DisputePaper(models.Model):
    """An official document or file that belongs into the case file, in the order of the catalogue."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="papers")
    document = models.OneToOneField("documents.OfficialDocument", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    session = models.ForeignKey(
        MediationSession,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="papers",
        help_text="Which it invites to or records; NULL: none, or a paper from before this was kept.",
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        """Name the kind."""
        return self.kind


class CaseNumber(models.Model):
    """The number that a dispute has with one committee. Another committee that takes it over gives its own."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="case_numbers")
    committee = models.ForeignKey(MediationCommittee, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60, unique=True)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["dispute", "committee"], name="case_number_once_per_committee"),
        )

    def __str__(self) -> str:
        """Show the number."""
        return self.number
