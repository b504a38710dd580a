"""What is typed on a decision holds no number of a person: no table of risk names one."""

from __future__ import annotations

import dataclasses
from typing import Any

from disputes.services.screening import without_numbers

#: Short fields into which people put more than they ask for; other short ones hold numbers of papers.
_SHORT = frozenset({"assessor", "meeting", "owner", "place", "place_text", "team", "text", "title"})
#: What a warning tells its addressees: the number of a duty room belongs there.
_TOLD = frozenset({"scope_text", "watch", "measures"})


def prepare(detail: Any, data: Any) -> Any:
    """Return an input whose texts are without phones and identity numbers of persons."""
    return _prepared(data, frozenset())


def prepare_warning(detail: Any, data: Any) -> Any:
    """Return the same for a warning, whose own words are read by whoever must act and may name a number to call."""
    return _prepared(data, _TOLD)


def _prepared(data: Any, kept: frozenset[str]) -> Any:
    typed = {
        field.name: without_numbers(getattr(data, field.name))
        for field in dataclasses.fields(data)
        if "input" in field.metadata
        and field.name not in kept
        and (field.metadata["input"].widget == "textarea" or field.name in _SHORT)
    }
    return dataclasses.replace(data, **typed)
