"""The filters of dispute lists: one set of names for pages, API, map, export and saved views."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from disputes.models import Channel, Dispute
from disputes.models.choices import ChannelKind, DisputeSource, Level
from disputes.queries.types import type_names
from disputes.queries.waiting import flagged_q, registered_by_q, shows_red_q, waiting_for
from disputes.rules.levels import SEVERITIES
from disputes.rules.states import STATES as NAMED_STATES
from grids.queries.filter_fields import ChoicesFilter, KeyFilter, MomentFilter, YesNoFilter
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet, ordering_in
from grids.queries.searching import WordSearch, edge_of, is_wide
from pingan.access.policy import NOTHING
from pingan.common.text import has_searchable

STATES = tuple(NAMED_STATES.items())
ORDERINGS: Mapping[str, tuple[str, ...]] = {
    **MATTER_ORDERINGS,
    "level": ("matter__severity", "-pk"),
    "-level": ("-matter__severity", "-pk"),
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
    """Filters on ``Dispute`` rows that the caller took from ``disputes_visible``.

    No filter reads a party: a search, filter or order must not confirm a name to somebody who sees it masked.
    ``actor`` gives ``mine`` and ``todo`` their meaning.
    """

    kind = "dispute"
    orderings = ORDERINGS

    state = ChoicesFilter(choices=STATES, field_name="matter__state", label=_("State"))
    type = ChoicesFilter(choices=known_types, field_name="matter__class_code", label=_("Type"))
    level = ChoicesFilter(choices=Level.choices, method="by_level", label=_("Level"))
    source = ChoicesFilter(choices=DisputeSource.choices, label=_("Source"))
    channel = ChoicesFilter(choices=ChannelKind.choices, method="by_channel", label=_("Channel"))
    committee = KeyFilter(method="by_committee", label=_("Mediation committee"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    flagged = YesNoFilter(method="by_flag", label=_("With a red flag"))
    red = YesNoFilter(method="by_red", label=_("Red: not reviewed, or the police not told"))
    restricted = YesNoFilter(field_name="matter__is_restricted", label=_("Restricted to named persons"))
    mine = YesNoFilter(method="by_registrar", label=_("Registered by me"))
    todo = YesNoFilter(method="by_todo", label=_("Waits for me"))
    ordering = filters.ChoiceFilter(
        choices=[(name, name) for name in ORDERINGS], method="by_order", label=_("Order")
    )

    class Meta:
        model = Dispute
        fields: tuple[str, ...] = ()

    def page_rows(self) -> QuerySet[Dispute] | WordSearch:
        """Return the same rows for cutting one page out of them (``grids.queries.searching``)."""
        words = self.form.cleaned_data.get("q") if self.is_valid() else ""
        is_plain = not words or not has_searchable(words) or self.actor is None
        if is_plain or not is_wide(self.actor, "dispute.view_area"):  # type: ignore[arg-type]  # an actor by now
            return self.qs  # type: ignore[no-any-return]  # django-filter is untyped
        edge = edge_of(self.actor, "dispute")  # type: ignore[arg-type]
        return self.qs if edge is None else WordSearch(self.without_words(self.queryset), words, edge)

    def by_level(self, rows: QuerySet[Dispute], name: str, value: list[str]) -> QuerySet[Dispute]:
        """One or several levels; the matter keeps them as its severity, which indexes serve."""
        return rows.filter(matter__severity__in=[SEVERITIES[level] for level in value]) if value else rows

    def by_channel(self, rows: QuerySet[Dispute], name: str, value: list[str]) -> QuerySet[Dispute]:
        """Disputes whose path led through one of these channels."""
        if not value:
            return rows
        return rows.filter(Exists(Channel.objects.filter(dispute_id=OuterRef("pk"), kind__in=value)))

    def by_committee(self, rows: QuerySet[Dispute], name: str, value: int) -> QuerySet[Dispute]:
        """Disputes that the committee has in hand, or had."""
        had = Channel.objects.filter(dispute_id=OuterRef("pk"), committee_id=value)
        return rows.filter(Q(matter__organ_id=value) | Exists(had))

    def by_flag(self, rows: QuerySet[Dispute], name: str, value: object) -> QuerySet[Dispute]:
        """A sign was raised and not found unfounded."""
        return rows.filter(flagged_q()) if value else rows.exclude(flagged_q())

    def by_red(self, rows: QuerySet[Dispute], name: str, value: object) -> QuerySet[Dispute]:
        """The case shows red (invariant 10)."""
        return rows.filter(shows_red_q()) if value else rows.exclude(shows_red_q())

    def by_registrar(self, rows: QuerySet[Dispute], name: str, value: object) -> QuerySet[Dispute]:
        """Registered with the actor's own account."""
        own = NOTHING if self.actor is None else registered_by_q(self.actor)
        return rows.filter(own) if value else rows.exclude(own)

    def by_todo(self, rows: QuerySet[Dispute], name: str, value: object) -> QuerySet[Dispute]:
        """The next step is the actor's."""
        if self.actor is None:
            return rows.none()
        waiting = waiting_for(self.actor)
        return rows.filter(waiting) if value else rows.exclude(waiting)
