"""The filters of dispute lists: one set of names for pages, API, export and saved views."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.models import Channel, Dispute
from disputes.models.choices import ChannelKind, DisputeSource, Level
from disputes.queries.types import type_names
from disputes.queries.waiting import flagged_q, registered_by_q, shows_red_q, waiting_for
from disputes.rules.levels import SEVERITIES
from disputes.rules.states import STATES
from grids.queries.filter_fields import (
    ChoicesFilter,
    CodeFilter,
    KeyFilter,
    MomentFilter,
    YesNoFilter,
    region_q,
)
from grids.queries.filters import LIGHTS
from grids.queries.searching import WordSearch, edge_of, is_wide
from grids.queries.waiting import light_q
from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.common.text import ZhQuery, has_searchable

#: What a list may be sorted by, with the columns that make the order total.
ORDERINGS: Mapping[str, tuple[str, ...]] = {
    "-opened_at": ("-matter__opened_at", "-pk"),
    "opened_at": ("matter__opened_at", "pk"),
    "next_due_at": ("matter__next_due_at", "pk"),
    "-next_due_at": ("-matter__next_due_at", "-pk"),
    "level": ("matter__severity", "-pk"),
    "-level": ("-matter__severity", "-pk"),
    "state": ("matter__state", "-pk"),
    "-state": ("-matter__state", "-pk"),
    "number": ("matter__number", "pk"),
    "-number": ("-matter__number", "-pk"),
    "closed_at": ("matter__closed_at", "pk"),
    "-closed_at": ("-matter__closed_at", "-pk"),
    "updated_at": ("matter__updated_at", "pk"),
    "-updated_at": ("-matter__updated_at", "-pk"),
}
DEFAULT_ORDERING = "-opened_at"


def ordering_of(data: Any) -> tuple[str, ...]:
    """Return the columns of the order that was asked for; the usual one where none or an unknown one was."""
    wanted = data.get("ordering", "") if data is not None else ""
    return ORDERINGS.get(wanted, ORDERINGS[DEFAULT_ORDERING])


class DisputeFilterSet(filters.FilterSet):  # type: ignore[misc]
    """Filters on ``Dispute`` rows that the caller took from ``disputes_visible``.

    No filter reads a party: a search, filter or order must not confirm a name to somebody who sees it masked.
    ``actor`` gives ``mine`` and ``todo`` their meaning; ``now`` (default: the present) decides the lights.
    ``only`` leaves out the filters that nobody asked for, where no form is shown.
    """

    q = filters.CharFilter(method="by_text", max_length=100, label=_("Search"))
    state = ChoicesFilter(choices=tuple(STATES.items()), field_name="matter__state", label=_("State"))
    type = ChoicesFilter(
        choices=lambda: list(type_names().items()), field_name="matter__class_code", label=_("Type")
    )
    level = ChoicesFilter(choices=Level.choices, method="by_level", label=_("Level"))
    source = ChoicesFilter(choices=DisputeSource.choices, label=_("Source"))
    channel = ChoicesFilter(choices=ChannelKind.choices, method="by_channel", label=_("Channel"))
    region = CodeFilter(method="by_region", label=_("Division"))
    committee = KeyFilter(method="by_committee", label=_("Mediation committee"))
    light = ChoicesFilter(choices=LIGHTS, method="by_light", label=_("Traffic light"))
    overdue = YesNoFilter(method="by_overdue", label=_("Overdue"))
    opened_after = MomentFilter(field_name="matter__opened_at", lookup_expr="gte", label=_("Registered from"))
    opened_before = MomentFilter(
        field_name="matter__opened_at", lookup_expr="lt", ends=True, label=_("Registered until")
    )
    closed = YesNoFilter(
        field_name="matter__closed_at", lookup_expr="isnull", exclude=True, label=_("Closed")
    )
    red_flag = YesNoFilter(method="by_flag", label=_("With a red flag"))
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

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet[Dispute] | None = None,
        *,
        actor: Actor | None = None,
        now: datetime | None = None,
        only: Collection[str] | None = None,
        **kwargs: Any,
    ) -> None:
        if only is not None:
            known = type(self).base_filters
            self.__dict__["base_filters"] = {name: one for name, one in known.items() if name in only}
        super().__init__(data, queryset, **kwargs)
        self.actor = actor
        self.now = now or timezone.now()

    def filter_queryset(self, queryset: QuerySet[Dispute]) -> QuerySet[Dispute]:
        """Apply the filters; the kind opens the indexes of the matter table, which begin with it."""
        rows = self._without_words(queryset)
        words = self.form.cleaned_data.get("q")
        return self.by_text(rows, "q", words) if words else rows

    def _without_words(self, queryset: QuerySet[Dispute]) -> QuerySet[Dispute]:
        rows = queryset.filter(matter__kind="dispute").order_by(*ordering_of(self.form.cleaned_data))
        for name, value in self.form.cleaned_data.items():
            if name != "q":
                rows = self.filters[name].filter(rows, value)
        return rows

    def page_rows(self) -> QuerySet[Dispute] | WordSearch:
        """Return the same rows for cutting one page out of them (``grids.queries.searching``)."""
        words = self.form.cleaned_data.get("q") if self.is_valid() else ""
        is_plain = not words or not has_searchable(words) or self.actor is None
        if is_plain or not is_wide(self.actor, "dispute.view_area"):  # type: ignore[arg-type]  # an actor by now
            return self.qs  # type: ignore[no-any-return]  # django-filter is untyped
        edge = edge_of(self.actor, "dispute")  # type: ignore[arg-type]
        return self.qs if edge is None else WordSearch(self._without_words(self.queryset), words, edge)

    def by_text(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        """Words of the title, the description, the place, or the beginning of a number."""
        if not has_searchable(value):
            return rows.none()
        return rows.filter(matter__search=ZhQuery(value))

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

    def by_region(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        """A division with everything inside; outside the actor's area the list is simply empty."""
        return rows.filter(region_q(value))

    def by_light(self, rows: QuerySet[Dispute], name: str, value: list[str]) -> QuerySet[Dispute]:
        """One or several traffic lights."""
        wanted = NOTHING
        for light in value:
            wanted |= light_q(light, self.now)
        return rows.filter(wanted) if value else rows

    def by_overdue(self, rows: QuerySet[Dispute], name: str, value: object) -> QuerySet[Dispute]:
        """The red light, or any other."""
        red = light_q("red", self.now)
        return rows.filter(red) if value else rows.exclude(red)

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

    def by_order(self, rows: QuerySet[Dispute], name: str, value: str) -> QuerySet[Dispute]:
        """``filter_queryset`` has sorted already; unknown names were refused by the choices."""
        return rows
