"""What the page of an entry shows of the unit to which it was handed, and what that unit told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.registers.models import RegisterFinding
from pingan.registers.queries.entries import progress_of
from pingan.registers.queries.units import receivers_of


class HandForm(forms.Form):
    organ = forms.TypedChoiceField(label=pgettext_lazy("entry", "Unit that sees to it"), coerce=int)

    def __init__(self, *args: Any, units: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = [("", "—"), *units.items()]  # type: ignore[attr-defined]


#: Beside the form that closes an entry, which asks for a note as well.
TOLD_IDS = "id_told_%s"


class ProgressForm(forms.Form):
    note = forms.CharField(
        label=pgettext_lazy("entry", "How far it is"),
        max_length=300,
        min_length=2,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was done; no personal data."),
    )


def hand_form(row: RegisterFinding, data: Any = None) -> HandForm:
    """Return the form with the units that may be chosen."""
    units = receivers_of(row.report, timezone.localdate())
    return HandForm(data, units=units, initial={"organ": row.responsible_id})


def handing_context(actor: Actor, row: RegisterFinding, *, may_hand: bool) -> dict[str, Any]:
    """Return what the page shows of it; forms only for who may use them."""
    is_kept = row.report.round.state == "open" and row.report.erased_at is None and row.settled_on is None
    may_tell = is_kept and row.report.round.definition.is_standing and allows(actor, "progress", row)
    is_followed = may_hand or row.responsible_id is not None
    return {
        "steps": [
            {"action_label": step.note, "actor_name": step.signature, "at": step.at}
            for step in progress_of(row)
        ],
        "hand_form": hand_form(row) if may_hand else None,
        "progress_form": ProgressForm(auto_id=TOLD_IDS) if may_tell and is_followed else None,
    }
