"""The filters of dispute lists: one set of names for pages, API, map, export and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from disputes.models import Channel, Dispute, RedFlag
from disputes.models.choices import ChannelKind, DisputeSource, Level
from disputes.queries.types import type_names
from disputes.rules.states import STATES as NAMED_STATES
from grids.queries.filter_fields import ChoicesFilter, MomentFilter, YesNoFilter
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet, ordering_in

STATES = tuple(NAMED_STATES.items())
ORDERINGS: Mapping[str, tuple[str, ...]] = {
    **MATTER_ORDERINGS,
    "amount": ("amount", "pk"),
    "-amount": ("-amount", "-pk"),
}


def ordering_of(data: Any) -> tuple[str, ...]:
    """Return the columns of the order that was asked for; the usual one where none or an unknown one was."""
    return ordering_in(ORDERINGS, data)


def known_types() -> list[tuple[str, str]]:
    """Return the types in use and those that once were: old disputes keep theirs."""
    return list(type_names().items())


class DisputeFilterSet(MatterFilterSet):
    """Filters on ``Dispute`` rows that the caller took from ``disputes_visible``; no name of a party finds any."""

    kind = "dispute"
    orderings = ORDERINGS

    state = ChoicesFilter(choices=STATES, field_name="matter__state", label=_("State"))
    type = ChoicesFilter(choices=known_types, field_name="matter__class_code", label=_("Type"))
    level = ChoicesFilter(choices=Level.choices, label=_("Level"))
    source = ChoicesFilter(choices=DisputeSource.choices, label=_("Source"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    flagged = YesNoFilter(method="by_flags", label=_("With a red flag"))
    channel = ChoicesFilter(choices=ChannelKind.choices, method="by_channel", label=_("Open channel"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = ()

    def by_flags(self, rows: QuerySet[Dispute], name: str, value: object) -> QuerySet[Dispute]:
        """A sign was seen that nobody has found unfounded."""
        signs = RedFlag.objects.filter(dispute_id=OuterRef("pk")).exclude(review=RedFlag.Review.UNFOUNDED)
        return rows.filter(Exists(signs)) if value else rows.exclude(Exists(signs))

    def by_channel(self, rows: QuerySet[Dispute], name: str, value: list[str]) -> QuerySet[Dispute]:
        """The channel that is open now."""
        channels = Channel.objects.filter(dispute_id=OuterRef("pk"), state="open", kind__in=value)
        return rows.filter(Exists(channels)) if value else rows
