"""What forms of pages share: refusals at their fields, choices that depend on who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from pingan.common.errors import Invalid, Unavailable


def add_errors(form: forms.Form, error: Invalid) -> None:
    """Put a rule's refusals at their fields; those of no field stand above the form."""
    for name, sentences in error.fields.items():
        field = name if name in form.fields else f"{name}_id"
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, str(sentence))


def refusal_of(error: Invalid | Unavailable) -> str:
    """Return why a file was not kept, in one line."""
    if isinstance(error, Unavailable):
        return str(error.message)
    return " ".join(str(text) for texts in error.fields.values() for text in texts)


def choose(form: forms.Form, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
    """Give a field of the form the choices that depend on who asks."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
