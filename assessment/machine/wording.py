"""What is typed on a matter of assessment holds no number of a person: officials stand in their office alone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from disputes.services.screening import without_numbers
from pingan.common.text import in_plain_text


def prepare(detail: Any, data: Any) -> Any:
    """Return an input whose long texts are without phones and identity numbers; numbers of papers stay."""
    data = in_plain_text(data)
    texts = {
        field.name: without_numbers(getattr(data, field.name)).strip()[: field.metadata["input"].max_length]
        for field in fields(data)
        if "input" in field.metadata
        and field.metadata["input"].widget == "textarea"
        and getattr(data, field.name)
    }
    return replace(data, **texts)
