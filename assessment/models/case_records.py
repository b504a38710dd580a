"""The records behind a candidate that a rule proposed (Article 58): each stands behind one candidate of a rule, no more."""

from __future__ import annotations

from django.db import models

from assessment.models.case_gate import RECORD_OF_ITS_RULE
from assessment.models.cases import AccountabilityCase
from assessment.models.order_gate import stays
from pingan.matters.models import Matter


class CaseRecord(models.Model):
    """A matter that a rule counted when it proposed a case; what it says stands there, under its own reading rights.

    ``rule`` repeats that of the case (trigger), so that the schema can hold a record to one candidate of a rule:
    what gave occasion once gives none again, however the first was decided.
    """

    case = models.ForeignKey(AccountabilityCase, on_delete=models.PROTECT, related_name="records")
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=40)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["rule", "matter"], name="case_record_once_per_rule"),
            models.CheckConstraint(condition=~models.Q(rule=""), name="case_record_of_a_rule"),
        )
        triggers = (
            RECORD_OF_ITS_RULE,
            stays("case_record_stays", "a record behind a candidate is never changed"),
        )

    def __str__(self) -> str:
        """Name the keys."""
        return f"{self.case_id} {self.matter_id}"
