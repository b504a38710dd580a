"""What somebody must do by a day because of a decision, a hazard, a warning or a signal."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.matters.models import Matter
from pingan.org.models import Organ


class RiskTask(models.Model):
    """One task of one unit, from its day of giving to its result. ``money_yuan`` NULL: no money is needed for it.

    ``owner`` names an office ("head of the housing section"), never a private person: risk attaches to matters.
    """

    class Purpose(models.TextChoices):
        MEASURE = "measure", _("measure against a risk")
        RESPONSE = "response", _("response to a warning")
        INSPECTION = "inspection", _("inspection")
        FOLLOW_UP = "follow_up", _("following up")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", pgettext_lazy("risk task", "done")
        DROPPED = "dropped", _("dropped")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="risk_tasks")
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices)
    title = models.CharField(_("what is to be done"), max_length=200)
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    owner = models.CharField(_("office in charge"), max_length=80)
    due_on = models.DateField(_("due on"))
    money_yuan = models.DecimalField(
        _("money (yuan)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    result = models.TextField(_("result"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("due_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None) | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="risk_task_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | ~Q(result=""), name="risk_task_ends_with_a_result"
            ),
            models.CheckConstraint(
                condition=Q(money_yuan=None) | Q(money_yuan__gte=0), name="risk_task_money_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["measure", "response", "inspection", "follow_up"]),
                name="risk_task_purpose_known",
            ),
        )
        indexes = (
            models.Index(fields=["organ", "state", "due_on"], name="risk_task_unit_state_due"),
            models.Index(fields=["matter", "state"], name="risk_task_matter_state"),
        )

    def __str__(self) -> str:
        """Show what is to be done."""
        return self.title
