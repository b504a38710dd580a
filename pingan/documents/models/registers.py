"""Registers of numbers."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from pingan.documents.models.kinds import COUNTED, RegisterKind


class NumberRegister(models.Model):
    """The last serial that an organ gave in a year for a kind. Its row lock makes numbers gapless.

    ``case_number`` blank: counts documents or cases. Else it counts the papers of that case, over the years and
    whoever issues them: a case may be handed over, and ``organ`` is the one that wrote its first paper.
    """

    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, choices=COUNTED)
    year = models.PositiveSmallIntegerField(help_text="Of issue, or of the case, in Asia/Shanghai.")
    case_number = models.CharField(max_length=50, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("organ", "kind", "year", "case_number")
        constraints = (
            models.UniqueConstraint(
                fields=["organ", "kind", "year"], condition=Q(case_number=""), name="register_once"
            ),
            models.UniqueConstraint(
                fields=["case_number"], condition=~Q(case_number=""), name="register_of_papers_once"
            ),
            models.CheckConstraint(
                condition=(Q(kind=RegisterKind.CASE_PAPER) & ~Q(case_number=""))
                | (~Q(kind=RegisterKind.CASE_PAPER) & Q(case_number="")),
                name="register_of_papers_names_its_case",
            ),
        )
        triggers = (pgtrigger.Protect(name="register_stays", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        """Show kind and year."""
        return f"{self.get_kind_display()} {self.year}"
