"""How people were heard on a decision, and what became of what they said. No person is stored."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from risk.models.decision_choices import ConsultationKind, Position, TakenUp
from risk.models.decisions import MajorDecision


class Consultation(models.Model):
    """One way in which people were heard, from a day to a day.

    ``reached`` NULL: not recorded yet, how many people it reached. ``ended_at`` NULL: it goes on.
    """

    decision = models.ForeignKey(MajorDecision, on_delete=models.CASCADE, related_name="consultations")
    kind = models.CharField(_("way"), max_length=14, choices=ConsultationKind.choices)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    place = models.CharField(_("where"), max_length=200)
    reached = models.PositiveIntegerField(_("people reached"), null=True)
    summary = models.TextField(_("what came of it"), blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="consultation_runs_forward"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | (Q(reached__isnull=False) & ~Q(summary="")),
                name="consultation_ends_with_result",
            ),
        )

    def __str__(self) -> str:
        """Show way and place."""
        return f"{self.get_kind_display()} · {self.place}"

    @property
    def days(self) -> int:
        """How many days it is open, the first and the last included."""
        return (self.ends_on - self.starts_on).days + 1


class Opinion(models.Model):
    """One thing that was said in a consultation, by how many, and whether it was taken up. It names nobody.

    ``taken_up`` blank: not answered yet.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="opinions")
    text = models.CharField(_("what was said"), max_length=500)
    position = models.CharField(_("position"), max_length=12, choices=Position.choices)
    said_by = models.PositiveIntegerField(_("said by how many"), default=1)
    taken_up = models.CharField(_("taken up"), max_length=8, choices=TakenUp.choices, blank=True)
    reason = models.CharField(_("how, or why not"), max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(taken_up="") | ~Q(reason=""), name="opinion_answered_with_reason"
            ),
            models.CheckConstraint(condition=Q(said_by__gte=1), name="opinion_said_by_somebody"),
        )

    def __str__(self) -> str:
        """Show what was said."""
        return self.text
