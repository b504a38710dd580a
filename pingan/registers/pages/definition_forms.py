"""The form of a definition: its own lines, and one small form per field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.rules import BUSINESS_ROLES
from pingan.common.errors import Invalid
from pingan.common.slots import register_findings, reporting_units
from pingan.common.versions import Confidence
from pingan.org.models import RegionLevel, Role
from pingan.registers.models import DefinitionKind, Period, RegisterDefinition
from pingan.registers.pages.definition_fields import FieldForm, endings_in, endings_typed, initial_of
from pingan.registers.rules.fields import MOST_FIELDS
from pingan.registers.services.definitions import ORDERING_LEVELS, DefinitionInput

#: Prefixes of the small forms: fields of the report, fields of a finding.
PARTS = {"fields": "a", "finding_fields": "b"}
_AUTO = {"autocomplete": "off"}


class DefinitionForm(forms.Form):
    code = forms.CharField(
        label=pgettext_lazy("register", "Code"),
        max_length=40,
        help_text=_("Small letters, digits and _; stays for ever."),
        widget=forms.TextInput(attrs=_AUTO),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=DefinitionKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Chinese name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=120)
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everybody who reports reads it."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("Article and document."))
    confidence = forms.ChoiceField(label=_("How sure it is"), choices=Confidence.choices)
    unit_kind = forms.ChoiceField(label=_("Who reports"), choices=())
    order_levels = forms.TypedMultipleChoiceField(
        label=_("Levels that may order it"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    order_roles = forms.MultipleChoiceField(
        label=_("Posts that may order it"), widget=forms.CheckboxSelectMultiple
    )
    period = forms.ChoiceField(label=_("Usual period"), required=False, choices=[("", "—"), *Period.choices])
    days_before_holidays = forms.IntegerField(
        label=_("Besides, working days before statutory holidays"),
        required=False,
        help_text=_("Blank: not before holidays."),
    )
    needs_review = forms.BooleanField(label=_("Reports are reviewed"), required=False, initial=True)
    due_working_days = forms.IntegerField(
        label=_("Working days to report"), required=False, help_text=_("Blank: the order names the day.")
    )
    warn_hours = forms.IntegerField(label=_("Hours of warning before the due time"), initial=24)
    retention_years = forms.IntegerField(label=_("Kept for years"), initial=10)
    retention_source = forms.CharField(label=_("Source of the time of keeping"), max_length=300)
    targets = forms.MultipleChoiceField(
        label=_("What a finding may become"), required=False, widget=forms.CheckboxSelectMultiple
    )
    endings = forms.CharField(
        label=_("How an entry of a register ends"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One per line: code=state in Chinese=state in English=action in Chinese=action in English; "
            "=reason behind it where a reason must be given. "
            "Blank: an entry is closed."
        ),
    )
    effective_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate
    )
    reason = forms.CharField(
        label=_("Reason for the change"), max_length=200, widget=forms.TextInput(attrs=_AUTO)
    )

    def __init__(self, *args: Any, like: RegisterDefinition | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found: dict[str, Any] = dict(self.fields)
        found["unit_kind"].choices = [(kind.key, kind.label) for kind in reporting_units.entries()]
        found["order_levels"].choices = [(level, RegionLevel(level).label) for level in ORDERING_LEVELS]
        found["order_roles"].choices = [
            (role, label) for role, label in Role.choices if role in BUSINESS_ROLES
        ]
        known = {target.key: target.label for target in register_findings.entries()}
        kept = {key: key for key in (like.targets if like is not None else ())}
        found["targets"].choices = list((kept | known).items())
        if like is not None:
            del self.fields["code"]
            self.initial.setdefault("endings", endings_typed(like.endings))
        if not found["targets"].choices:
            del self.fields["targets"]


def field_forms(part: str, rows: Sequence[Mapping[str, Any]], *, blank: int = 0) -> list[FieldForm]:
    """Return the small forms of kept fields, and empty ones behind them."""
    prefix = PARTS[part]
    kept = [FieldForm(prefix=f"{prefix}{place}", initial=initial_of(row)) for place, row in enumerate(rows)]
    return kept + [FieldForm(prefix=f"{prefix}{len(kept) + place}") for place in range(blank)]


def sent_forms(part: str, data: QueryDict) -> list[FieldForm]:
    """Return the small forms as they were sent."""
    text = data.get(f"{part}_count", "")
    count = min(int(text), MOST_FIELDS + 5) if text.isascii() and text.isdigit() and len(text) < 4 else 0
    return [FieldForm(data, prefix=f"{PARTS[part]}{place}") for place in range(count)]


def as_input(
    form: DefinitionForm,
    parts: Mapping[str, Sequence[FieldForm]],
    *,
    code: str,
    region_code: str,
    like: RegisterDefinition | None,
) -> tuple[DefinitionInput, str]:
    """Return what the service takes, and the reason."""
    data = dict(form.cleaned_data)
    reason = data.pop("reason")
    data["endings"] = endings_in(data["endings"])
    data.setdefault("targets", list(like.targets) if like is not None else [])
    documents = {}
    for part, forms_ in parts.items():
        for one in forms_:
            one.is_valid()
        documents[part] = [document for one in forms_ if (document := one.document()) is not None]
    data |= {"code": data.get("code", code), "region_code": region_code, **documents}
    if like is not None:
        data["purpose_en"] = like.purpose_en if like.purpose == data["purpose"] else ""
    return DefinitionInput(**data), reason


def put_errors(form: DefinitionForm, parts: Mapping[str, Sequence[FieldForm]], error: Invalid) -> None:
    """Put refusals at their lines; a fault of field 2 counts the fields that were not left out."""
    for at, sentences in error.fields.items():
        part, _dot, rest = at.partition(".")
        place, _dot, name = rest.partition(".")
        target: forms.Form = form
        if part in parts and place.isdigit():
            kept = [one for one in parts[part] if one.document() is not None]
            target, at = (kept[int(place)], name) if int(place) < len(kept) else (form, "")
        for sentence in sentences:
            target.add_error(at if at in target.fields else None, str(sentence))
