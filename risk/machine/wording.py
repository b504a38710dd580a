"""What is typed on a decision holds no number of a person: no table of risk names one."""

from __future__ import annotations

import dataclasses
from typing import Any

from disputes.services.screening import without_numbers


def prepare(detail: Any, data: Any) -> Any:
    """Return an input whose longer texts are without phones and identity numbers; short fields hold numbers of papers."""
    typed = {
        field.name: without_numbers(getattr(data, field.name))
        for field in dataclasses.fields(data)
        if "input" in field.metadata and field.metadata["input"].widget == "textarea"
    }
    return dataclasses.replace(data, **typed)
