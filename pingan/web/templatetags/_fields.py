"""How a bound form field is shown: which template, which control, which ids describe it."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString

# A widget may name its own kind: `attrs={"data-ui": "cards"}`; classes are asked in this order otherwise.
_KINDS: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "cards"),
    (forms.CheckboxInput, "checkbox"),
    (forms.FileInput, "files"),
    (forms.Textarea, "textarea"),
    (forms.SplitDateTimeWidget, "plain"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.Select, "select"),
)
_NAMED: Final = frozenset(
    {"cards", "checks", "checkbox", "files", "photos", "textarea", "datetime", "date", "select", "search"}
    | {"plain", "hidden", "password", "area", "recording", "several"}
)
WIDE_KINDS: Final = frozenset(
    {"textarea", "files", "photos", "recording", "cards", "checks", "area", "several"}
)


def kind_of(bound: Any, wanted: str) -> str:
    """The name of a template in `components/field/`; an unknown wish is an error, not a guess."""
    asked = wanted or bound.field.widget.attrs.get("data-ui", "")
    if asked:
        if asked not in _NAMED:
            message = f"no field template named {asked!r}"
            raise ValueError(message)
        return str(asked)
    widget = bound.field.widget
    if isinstance(widget, forms.PasswordInput):
        return "password"
    return next((kind for cls, kind in _KINDS if isinstance(widget, cls)), "plain")


def described_by(bound: Any) -> str:
    """Ids of the help and error text of a field, in reading order ("" when it has neither)."""
    ids = []
    if bound.help_text:
        ids.append(f"{bound.auto_id}_helptext")
    if bound.errors:
        ids.append(f"{bound.auto_id}_error")
    return " ".join(ids)


def render_control(bound: Any, extra: str) -> SafeString:
    """The widget with aria-describedby, aria-invalid and maxlength set; `extra` adds further ids."""
    attrs: dict[str, Any] = {}
    ids = " ".join(part for part in (described_by(bound), extra) if part)
    if ids:
        attrs["aria-describedby"] = ids
    if bound.errors:
        attrs["aria-invalid"] = "true"
    rendered: SafeString = bound.as_widget(attrs=attrs)
    return rendered


def machine_time(bound: Any) -> str:
    """A bound date or time as HTML's machine format; text that did not parse comes back as typed."""
    value = bound.value()
    if isinstance(value, dt.datetime):
        if timezone.is_aware(value):
            value = timezone.localtime(value)
        if kind_of(bound, "") == "date":
            return value.date().isoformat()
        return value.replace(tzinfo=None).isoformat(timespec="minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if value is None else str(value)
