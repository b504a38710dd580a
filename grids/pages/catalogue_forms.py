"""Forms of the office's catalogue. Every change carries its reason; rules carry their source and first day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.models import (
    Confidence,
    DutyRole,
    Employment,
    GridKind,
    Severity,
    TermUnit,
    Urgency,
    WorkType,
)
from grids.models.limits import stage_labels

_DAY = {"type": "date"}
ANY = [("", pgettext_lazy("choice", "any"))]


def _key(label: Any, *, required: bool = True, help_text: Any = "") -> Any:
    return forms.TypedChoiceField(
        label=label,
        required=required,
        coerce=int,
        empty_value=None,
        help_text=help_text,
        widget=forms.Select(attrs={"data-ui": "search"}),
    )


class ReasonForm(forms.Form):
    """Why something changes; stands in the history."""

    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class GridForm(ReasonForm):
    """A grid as the office keeps it. ``region_id`` is asked only for a new one."""

    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of grid"), choices=GridKind.choices, widget=forms.RadioSelect)
    region_id = _key(_("Village or community"))
    code = forms.CharField(
        label=_("Grid code"), required=False, max_length=20, help_text=_("Blank: the next free code.")
    )
    valid_from = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=_("Blank: today. A later day prepares the grid."),
    )
    households = forms.IntegerField(label=_("Households"), required=False, min_value=0)
    resident_population = forms.IntegerField(label=_("Resident population"), required=False, min_value=0)
    supervision_phone = forms.CharField(label=_("Supervision phone"), required=False, max_length=30)
    host_organ_id = _key(_("Host unit"), required=False, help_text=_("Only for a dedicated grid."))
    is_urban_override = forms.TypedChoiceField(
        label=_("Urban community"),
        required=False,
        choices=[("", _("as the division's code says")), ("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        help_text=_("Every grid of an urban community needs a full-time worker (Article 15)."),
    )
    field_order = (
        "name", "kind", "region_id", "code", "valid_from", "households", "resident_population", "supervision_phone",
        "host_organ_id", "is_urban_override", "reason",
    )  # fmt: skip


class CountyForm(forms.Form):
    """In which county a new grid lies; asked where a post covers several."""

    county = forms.ChoiceField(label=_("County"), widget=forms.Select(attrs={"data-ui": "search"}))


class AssignForm(forms.Form):
    """Who works in a grid, as what, from when."""

    user_id = _key(_("Person"), help_text=_("People with a post on the ground in this township."))
    duty_role = forms.ChoiceField(
        label=_("Duty in the grid"), choices=DutyRole.choices, initial=DutyRole.WORKER
    )
    employment = forms.ChoiceField(label=_("Employment"), choices=Employment.choices)
    public_phone = forms.CharField(
        label=_("Published phone"),
        required=False,
        max_length=30,
        help_text=_("Shown to residents; blank: none is published."),
    )
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput(attrs=_DAY))
    valid_to = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs=_DAY),
        help_text=_("That day no longer counts."),
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class RuleForm(forms.Form):
    """What every version of a rule carries."""

    effective_from = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs=_DAY),
        initial=timezone.localdate,
        help_text=_("What began before keeps the rule it began under."),
    )
    reason = forms.CharField(label=_("Reason for the change"), max_length=300)


class LimitForm(RuleForm):
    """A time limit. The key fields are asked only for a new one."""

    stage = forms.ChoiceField(label=_("Stage"), choices=lambda: list(stage_labels().items()))
    category_code = forms.ChoiceField(
        label=_("Class"), required=False, widget=forms.Select(attrs={"data-ui": "search"})
    )
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[*ANY, *Urgency.choices])
    severity = forms.ChoiceField(label=_("Severity"), required=False, choices=[*ANY, *Severity.choices])
    amount = forms.IntegerField(label=_("Term"), min_value=1)
    unit = forms.ChoiceField(label=_("Counted in"), choices=TermUnit.choices)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Which text or decision says so.")
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence.choices)
    field_order = (
        "stage", "category_code", "urgency", "severity", "amount", "unit", "source", "confidence",
        "effective_from", "reason",
    )  # fmt: skip


class NumberForm(RuleForm):
    """One other number of the workflow; its code and unit are fixed by the product."""

    value = forms.DecimalField(label=_("Value"), required=False, max_digits=14, decimal_places=4)
    text = forms.CharField(label=_("Text"), required=False, max_length=200)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("Which text or decision says so.")
    )
    confidence = forms.ChoiceField(label=_("Confidence"), choices=Confidence.choices)
    field_order = ("value", "text", "source", "confidence", "effective_from", "reason")


class RouteForm(RuleForm):
    """The default unit of a class in an area."""

    category_code = forms.ChoiceField(
        label=_("Class of incident"), required=False, widget=forms.Select(attrs={"data-ui": "search"})
    )
    region_code = forms.ChoiceField(label=_("Area"), widget=forms.Select(attrs={"data-ui": "search"}))
    organ_id = _key(_("Default unit"))
    priority = forms.IntegerField(
        label=_("Priority"), min_value=1, max_value=99, initial=1, help_text=_("1 is proposed first.")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    source = forms.CharField(label=_("Source"), required=False, max_length=300)
    field_order = (
        "category_code", "region_code", "organ_id", "priority", "note", "source", "effective_from", "reason",
    )  # fmt: skip


class CategoryForm(RuleForm):
    """A class of incidents; ``code`` is asked only for a new one."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Begins with the code of the class above, e.g. HAZARD.FIRE.EXIT."),
    )
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=60)
    name_en = forms.CharField(label=_("English name"), max_length=80)
    article = forms.CharField(label=_("Articles"), required=False, max_length=60)
    default_severity = forms.ChoiceField(
        label=_("Usual severity"), choices=Severity.choices, initial=Severity.ORDINARY
    )
    order = forms.IntegerField(label=_("Order"), min_value=0, max_value=32767, initial=0)
    reportable = forms.BooleanField(label=_("Can be reported"), required=False, initial=True)
    needs_place = forms.BooleanField(label=_("Needs a place"), required=False, initial=True)
    is_clue = forms.BooleanField(label=_("Receipt only, content not stored"), required=False)
    field_order = (
        "code", "name", "name_en", "article", "default_severity", "order", "reportable", "needs_place",
        "is_clue", "effective_from", "reason",
    )  # fmt: skip


class DutyListForm(RuleForm):
    """A county's list: its document, and one duty per line under each of the five kinds of work."""

    title = forms.CharField(label=_("Title"), max_length=120)
    document = forms.CharField(
        label=_("Decision document"), max_length=200, help_text=_("Each publication cites its own document.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, label in WorkType.choices:
            self.fields[f"work_{code}"] = forms.CharField(
                label=label,
                max_length=4000,
                help_text=_("One duty per line."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        names = [f"work_{code}" for code in WorkType.values]
        self.order_fields(["title", "document", *names, "effective_from", "reason"])

    def lines(self, code: str) -> list[str]:
        """Return the duties of one kind of work."""
        return [line.strip() for line in self.cleaned_data[f"work_{code}"].splitlines() if line.strip()]


class MatterLineForm(forms.Form):
    """One matter that a grid handles."""

    category_code = forms.ChoiceField(label=_("Class of incident"), required=False)
    text = forms.CharField(label=_("Matter"), required=False, max_length=300)
    may_self_resolve = forms.BooleanField(label=_("May be resolved on the spot"), required=False)

    def clean(self) -> dict[str, Any]:
        """A line has both class and text, or neither."""
        data = super().clean() or {}
        if bool(data.get("category_code")) != bool(str(data.get("text", "")).strip()):
            self.add_error("text", _("Choose a class and write the matter, or leave both blank."))
        return data
