"""What is typed on a decision holds no number of a person: no table of risk names one."""

from __future__ import annotations

import dataclasses
from typing import Any

from disputes.services.screening import without_numbers

#: Short fields into which people put more than they ask for; other short ones hold numbers of papers.
_SHORT = frozenset({"assessor", "meeting", "owner", "place", "place_text", "team", "text", "title"})


def prepare(detail: Any, data: Any) -> Any:
    """Return an input whose texts are without phones and identity numbers of persons.

    A duty room's line is no mobile number, and stays.
    """
    typed = {
        field.name: without_numbers(getattr(data, field.name))
        for field in dataclasses.fields(data)
        if "input" in field.metadata
        and (field.metadata["input"].widget == "textarea" or field.name in _SHORT)
    }
    return dataclasses.replace(data, **typed)
