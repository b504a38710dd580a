"""What is typed on a case or commendation holds no phone and no identity number: officials stand in their office alone."""

from __future__ import annotations

import dataclasses
from typing import Any

from disputes.services.screening import without_numbers


def prepare(detail: Any, data: Any) -> Any:
    """Return an input whose long texts are without phones and identity numbers of persons."""
    typed = {
        field.name: without_numbers(getattr(data, field.name))
        for field in dataclasses.fields(data)
        if "input" in field.metadata and field.metadata["input"].widget == "textarea"
    }
    return dataclasses.replace(data, **typed)
