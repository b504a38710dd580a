"""Methods and indicators in words, for pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.models import Indicator
from assessment.rules.methods import METHODS, Param


def numbers_in_words(method: str, params: Mapping[str, Any]) -> list[tuple[Any, str]]:
    """Return the numbers of a method, each after what it means; those that are not given are left out."""
    if method not in METHODS:
        return []
    known = ((one, params.get(one.code, one.default)) for one in METHODS[method].params)
    return [(one.label, _value(one, value)) for one, value in known if value not in (None, "", (), [])]


def _value(param: Param, value: Any) -> str:
    if param.kind == "yes_no":
        return _("Yes") if value else _("No")
    if param.kind == "steps" and isinstance(value, list | tuple):
        return _("; ").join(" → ".join(str(item) for item in pair) for pair in value)
    return str(value)


def shown_value(row: Indicator, name: str) -> str:
    """Return one column of an indicator as people read it."""
    value = getattr(row, name)
    if name == "params":
        return _("; ").join(f"{label} {text}" for label, text in numbers_in_words(row.method, value)) or "—"
    if name in {"source", "method"}:
        return str(getattr(row, f"get_{name}_display")()) or "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value) or "—"


def label_of(name: str) -> Any:
    """Return what a column of an indicator is called."""
    return Indicator._meta.get_field(name).verbose_name  # type: ignore[union-attr]  # never a reverse relation
