"""What is written about a hazard: no numbers of persons in what is typed, and its title in the product's first language."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from django.conf import settings
from django.utils import translation

from disputes.rules.redaction import redacted
from pingan.common.text import in_plain_text
from risk.models import Hazard
from risk.models.choices import Domain
from risk.rules.hazards import title_of

_TYPED = frozenset({"text", "textarea"})
#: Numbers of papers may have as many digits as an identity number.
_EXACT = frozenset({"number", "order_number"})


def without_numbers(text: str) -> str:
    """Return what was typed without phones and identity numbers: risk attaches to places and matters (domain.md §9.1)."""
    return redacted(text, ())


def prepare(hazard: Hazard, data: Any) -> Any:
    """Take them out of every text of an action's input before any guard reads it."""
    data = in_plain_text(data)
    texts = {
        field.name: without_numbers(getattr(data, field.name))[: field.metadata["input"].max_length]
        for field in fields(data)
        if "input" in field.metadata
        and field.metadata["input"].widget in _TYPED
        and field.name not in _EXACT
        and getattr(data, field.name)
    }
    return replace(data, **texts)


def composed_title(domain: str, place_name: str) -> str:
    """Return the title of a hazard as the books keep it, whoever registers it in whatever language."""
    with translation.override(settings.LANGUAGE_CODE):
        return title_of(str(Domain(domain).label), place_name)


def place_of_title(hazard: Hazard) -> str:
    """Return where a hazard is, in the words of its title."""
    matter = hazard.matter
    if hazard.place is not None:
        return hazard.place.name
    return hazard.place_text or str(matter.grid.name if matter.grid else matter.region.name)
