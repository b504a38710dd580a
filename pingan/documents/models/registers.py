"""Registers of numbers."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q

from pingan.documents.models.kinds import COUNTED, RegisterKind


class NumberRegister(models.Model):
    """The last serial that an organ gave in a year for a kind. Its row lock makes numbers gapless.

    ``case_number`` blank: counts documents or cases; else it counts the papers of that case, over the years.
    """

    organ = models.ForeignKey("org.Organ", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40, choices=COUNTED)
    year = models.PositiveSmallIntegerField(help_text="Of issue, or of the case, in Asia/Shanghai.")
    case_number = models.CharField(max_length=50, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("organ", "kind", "year", "case_number")
        constraints = (
            models.UniqueConstraint(fields=["organ", "kind", "year", "case_number"], name="register_once"),
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
