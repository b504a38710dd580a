"""Hazards as a book of the ledger of a grid."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from grids.queries.ledger_books import MatterBook, Told
from pingan.access.rules import Actor
from risk.models import Hazard
from risk.models.choices import Domain
from risk.queries.hazard_filters import HazardFilterSet
from risk.queries.hazards import hazards_visible
from risk.rules.hazards import STATES


def _class_of() -> Callable[[str], str]:
    return str


def _classes() -> Mapping[str, Any]:
    return dict(Domain.choices)


def _tell(hazard: Hazard) -> Told:
    return Told(
        "hazards",
        str(hazard.get_domain_display()),
        str(STATES[hazard.matter.state]),
        str(hazard.get_source_display()),
    )


def _is_for(actor: Actor) -> bool:
    return actor.has("hazard.see")


HAZARD_BOOK = MatterBook(
    key="hazard",
    label=_("Hazards"),
    filters=HazardFilterSet,
    visible=hazards_visible,
    list_name="risk:hazard_list",
    class_filter="domain",
    classes=_classes,
    class_of=_class_of,
    tell=_tell,
    is_for=_is_for,
)
