"""What is typed on a matter of assessment holds no number of a person: officials stand in their office alone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from assessment.rules.cases import without_name
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


def prepare_commendation(detail: Any, data: Any) -> Any:
    """Return an input as ``prepare`` does, in which the nominee's name is masked: it stands in its own column alone."""
    data = prepare(detail, data)
    name = str(detail.name or "")
    texts = {
        field.name: without_name(value, name)
        for field in fields(data)
        if isinstance(value := getattr(data, field.name), str)
    }
    return replace(data, **texts) if name else data
