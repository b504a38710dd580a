"""The form of a draft of a rectification order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.queries.orders import units_to_order
from assessment.rules.orders import LONGEST_TEXT
from pingan.access.rules import Actor
from pingan.web.forms import choose
from pingan.web.report_forms import EvidenceForm


class OrderForm(EvidenceForm):
    """Whom, facts, duty, points, day; names are those of the API."""

    source = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    report = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    organ = forms.TypedChoiceField(
        label=gettext_lazy("Unit"),
        coerce=int,
        widget=forms.Select(attrs={"data-ui": "search"}),
        help_text=gettext_lazy("Units of the same level as your body (Article 62)."),
    )
    facts = forms.CharField(
        label=pgettext_lazy("official document", "facts"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Matters and places; no names, no phones."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Duty that was not met"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Which duty, by which article or document."),
    )
    demands = forms.CharField(
        label=pgettext_lazy("rectification order", "What is demanded"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One point on each line."),
    )
    due_on = forms.DateField(
        label=gettext_lazy("To be rectified by"), widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "organ", [("", "—"), *((str(unit.pk), str(unit)) for unit in units_to_order(actor))])
        self.order_fields(
            ["source", "report", "organ", "facts", "basis", "demands", "due_on", "evidence", "kept_files"]
        )
