"""A kept value as a person reads it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from pingan.registers.rules.fields import FieldSpec
from pingan.registers.rules.references import HIDDEN
from pingan.registers.rules.values import is_blank


def shown_value(spec: FieldSpec, value: Any, language: str) -> str:
    """Return a kept value as a person reads it; blank where nothing was given."""
    if is_blank(value):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if spec.type == "entry":  # a key says nothing; who may see the entry is shown its number by the door
        return value if isinstance(value, str) else HIDDEN
    if isinstance(value, list):
        if spec.type == "file":
            return str(len(value))
        return "、".join(spec.choice_label(str(code), language) for code in value)
    text = spec.choice_label(str(value), language) if spec.type == "choice" else str(value)
    unit = spec.unit_in(language)
    return f"{text} {unit}".strip() if spec.is_number else text
