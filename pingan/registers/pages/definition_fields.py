"""One field of a definition as a small form, and its endings as lines that are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.registers.rules.fields import AGGREGATIONS, FIELD_TYPES

#: What a field keeps as it was typed, where something was.
_TEXTS = (
    "unit", "unit_en", "help", "help_en", "purpose", "minimum", "maximum", "numerator", "denominator", "at_most",
    "not_before",
)  # fmt: skip
_ENDING = ("code", "label", "label_en", "act", "act_en")
_REASON = "reason"


def endings_typed(documents: Sequence[Mapping[str, Any]]) -> str:
    """Return kept endings as they are typed, one per line."""
    lines = []
    for row in documents:
        parts = [str(row[name]) for name in _ENDING]
        lines.append("=".join([*parts, _REASON] if row.get("needs_reason") else parts))
    return "\n".join(lines)


def endings_in(text: str) -> list[dict[str, Any]]:
    """Read such lines; one that lacks something is left to the rules to refuse."""
    found = []
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("=")]
        if not any(parts):
            continue
        row: dict[str, Any] = dict(zip(_ENDING, parts, strict=False))
        if parts[len(_ENDING) :] == [_REASON]:
            row["needs_reason"] = True
        elif len(parts) > len(_ENDING):
            row["?"] = parts[len(_ENDING) :]
        found.append(row)
    return found


def _whole(text: str) -> int | str:
    """Return a whole number; what is none as it was typed, for the rules to refuse."""
    return int(text) if text.isascii() and text.isdigit() else text


class FieldForm(forms.Form):
    """One field; what contradicts itself is told by the rules, not here."""

    code = forms.CharField(label=pgettext_lazy("register", "Code"), required=False, max_length=40)
    label = forms.CharField(label=_("Chinese label"), required=False, max_length=60)
    label_en = forms.CharField(label=_("English label"), required=False, max_length=100)
    type = forms.ChoiceField(label=_("Type"), choices=list(FIELD_TYPES.items()))
    required = forms.BooleanField(label=_("Required"), required=False)
    unit = forms.CharField(label=_("Counted in"), required=False, max_length=20)
    unit_en = forms.CharField(label=_("Counted in (English)"), required=False, max_length=40)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line: code=中文=English"),
    )
    minimum = forms.CharField(label=_("At least"), required=False, max_length=20)
    maximum = forms.CharField(label=_("At most"), required=False, max_length=20)
    help = forms.CharField(label=_("Help"), required=False, max_length=200)
    help_en = forms.CharField(label=_("Help in English"), required=False, max_length=200)
    purpose = forms.CharField(label=_("Purpose of this field"), required=False, max_length=200)
    when = forms.CharField(
        label=_("Only if"),
        required=False,
        max_length=90,
        help_text=_("An earlier field and its value: code=value"),
    )
    aggregation = forms.ChoiceField(label=_("Added up"), choices=list(AGGREGATIONS.items()), required=False)
    numerator = forms.CharField(label=_("Part"), required=False, max_length=40)
    denominator = forms.CharField(label=_("Of the whole"), required=False, max_length=40)
    at_most = forms.CharField(
        label=_("Not more than"),
        required=False,
        max_length=40,
        help_text=_("Another field of numbers: its code"),
    )
    not_before = forms.CharField(
        label=_("Not before"),
        required=False,
        max_length=40,
        help_text=_("Another date of this form: its code"),
    )
    counts_findings = forms.BooleanField(
        label=_("Says how many were found: never fewer than the findings"), required=False
    )
    until_today = forms.BooleanField(
        label=_("A day on which something was done: none that has yet to come"), required=False
    )
    small_cells = forms.CharField(
        label=_("Not told below"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_(
            "Numbers of people from 1 up to below it are shown to nobody but who wrote or reviews them."
        ),
    )
    watched = forms.CharField(
        label=_("Watch this day: remind so many days before"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_(
            "Only a date of an entry; who keeps it and the desk above are reminded before and after it."
        ),
    )
    refers_to = forms.CharField(
        label=_("Names an entry of these registers"),
        required=False,
        max_length=220,
        help_text=_("Codes, with commas between; only for the type that names an entry."),
    )
    named_once = forms.BooleanField(
        label=_("Each entry is named once: one application, one title"), required=False
    )
    remove = forms.BooleanField(label=_("Take this field out"), required=False)

    def document(self) -> dict[str, Any] | None:
        """Return the field as the definition keeps it; None where it was left empty or taken out."""
        data = self.cleaned_data
        if data.get("remove") or not any(data.get(name) for name in ("code", "label", "label_en")):
            return None
        kept: dict[str, Any] = {"code": data.get("code", ""), "type": data.get("type", "")}
        kept |= {name: data.get(name, "") for name in ("label", "label_en")}
        kept |= {name: data[name] for name in _TEXTS if data.get(name)}
        kept |= {
            name: True
            for name in ("required", "counts_findings", "until_today", "named_once")
            if data.get(name)
        }
        if data.get("aggregation") not in ("", "none", None):
            kept["aggregation"] = data["aggregation"]
        if data.get("watched"):
            kept["watched"] = {"warn_days": _whole(data["watched"])}
        if data.get("small_cells"):
            kept["small_cells"] = _whole(data["small_cells"])
        if data.get("choices"):
            kept["choices"] = [
                line.strip().split("=") for line in data["choices"].splitlines() if line.strip()
            ]
        if data.get("refers_to"):
            kept["refers_to"] = data["refers_to"].replace("，", ",").replace(",", " ").split()
        if data.get("when"):
            kept["when"] = list(data["when"].partition("=")[::2])
        return kept


def initial_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a kept field as its small form shows it."""
    shown = dict(row)
    shown["choices"] = "\n".join("=".join(choice) for choice in row.get("choices", ()))
    shown["when"] = "=".join(row.get("when", ()))
    shown["refers_to"] = ", ".join(row.get("refers_to", ()))
    shown["watched"] = row["watched"].get("warn_days") if row.get("watched") else None
    return shown
