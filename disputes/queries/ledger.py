"""Disputes as a book of the ledger of a grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute
from disputes.queries.disputes import disputes_visible
from disputes.queries.filters import DisputeFilterSet
from disputes.queries.types import type_names
from disputes.rules.states import STATES
from grids.queries.ledger_books import MatterBook, Told
from pingan.access.rules import Actor


def _class_of() -> Callable[[str], str]:
    return str


def _tell(dispute: Dispute) -> Told:
    result: Any = dispute.get_outcome_display() if dispute.outcome else STATES[dispute.matter.state]
    return Told("disputes", str(dispute.type), str(result), str(dispute.get_source_display()))


def _is_for(actor: Actor) -> bool:
    return actor.has("dispute.register") or actor.has("dispute.view_area")


DISPUTE_BOOK = MatterBook(
    key="dispute",
    label=_("Disputes"),
    filters=DisputeFilterSet,
    visible=disputes_visible,
    list_name="disputes:dispute_list",
    class_filter="type",
    classes=type_names,
    class_of=_class_of,
    tell=_tell,
    is_for=_is_for,
    joined=("type",),
)
