"""What the list of one kind of matter shows, decided once for page and pane: tab, filters, order, lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from pingan.access.rules import Actor
from pingan.matters.machine import machine_for
from pingan.matters.queries.tabs import (
    COUNTED,
    MATTER_ORDERINGS,
    Tab,
    ordering_in,
    provisional_among,
    tab_counts,
)
from pingan.web.listing import (
    ListPlace,
    ShownRow,
    errors_of,
    without_blanks,
)
from pingan.web.matter_panels import light_of
from pingan.web.tables import Column, address

Badge = tuple[Any, str, str]


def no_badges(detail: Any) -> Iterable[Badge]:
    """Return none."""
    return ()


@dataclass(frozen=True)
class MatterList:
    """What is particular to the list of one kind. ``selects`` are the folded filters with a choice, in their order.

    ``filterset`` takes data, rows, ``actor`` and ``now``. ``cells`` returns a value for each column key; ``place``
    must be named after the kind (``warnings``).
    """

    kind: str
    place: ListPlace
    duty: str
    detail: str
    visible: Callable[[Actor], QuerySet[Any]]
    filterset: type[Any]
    tabs_of: Callable[[Actor], tuple[Tab, ...]]
    cells: Callable[[Any], Mapping[str, Any]]
    tones: Mapping[str, str]
    texts: Mapping[str, Any]
    search_hint: Any
    selects: tuple[str, ...]
    toggles: tuple[str, ...]
    days: tuple[str, ...] = ("opened_after", "opened_before")
    badges: Callable[[Any], Iterable[Badge]] = no_badges
    red_tabs: frozenset[str] = frozenset()
    new_url: str = ""
    new_label: Any = ""
    new_duty: str = ""
    elsewhere: frozenset[str] = frozenset({"state", "due", "title"})
    snippet: Callable[[Any], str] = field(default=lambda detail: str(detail.matter.text[:60]))
    """The line under the title."""
    links: Callable[[Actor], list[tuple[Any, str]]] = field(default=lambda actor: [])
    """Other pages of the kind, beside its list: label and address."""
    is_kept_offline: bool = False
    """A phone may keep the first rows of it: title, number, state and term name nobody, and neither does a kept row."""

    @property
    def folded(self) -> tuple[str, ...]:
        """Return the filters of the fold."""
        return (*self.selects, *self.toggles, *self.days)

    def current_tab(self, actor: Actor, query: QueryDict) -> Tab:
        """Return the part of the list that an address stands for; who searches means everything."""
        tabs = self.tabs_of(actor)
        wanted = query.get("tab", "") or (tabs[-1].key if query.get("q") else tabs[0].key)
        return next((tab for tab in tabs if tab.key == wanted), tabs[-1])


@dataclass(frozen=True)
class Listed:
    """The rows of an address. ``errors`` blank: all filters were read."""

    tab: Tab
    filters: Any
    rows: QuerySet[Any]
    order: tuple[str, ...]
    ordering: str
    errors: list[str]


def listed(spec: MatterList, actor: Actor, query: QueryDict, now: datetime) -> Listed:
    """Return what an address of the list stands for; a filter that cannot be read finds nothing."""
    query = without_blanks(query)
    tab = spec.current_tab(actor, query)
    filters = spec.filterset(query, spec.visible(actor), actor=actor, now=now)
    ordering = query.get("ordering", "") if query.get("ordering") in MATTER_ORDERINGS else tab.ordering
    order = ordering_in(MATTER_ORDERINGS, {"ordering": ordering})
    errors = errors_of(filters.form)
    rows = filters.qs.none() if errors else filters.qs.filter(tab.condition(actor, now)).order_by(*order)
    return Listed(tab, filters, rows, order, ordering, errors)


def shown_tabs(spec: MatterList, actor: Actor, current: str, now: datetime) -> list[dict[str, Any]]:
    """Return the parts of the list with how many matters stand in each, ``current`` by its key."""
    tabs = spec.tabs_of(actor)
    counts = tab_counts(spec.visible(actor), actor, tabs, now, kind=spec.kind)
    return [
        {
            "label": tab.label,
            "url": f"{reverse(spec.place.list)}?tab={tab.key}",
            "is_current": tab.key == current,
            "badge": _badge(counts.get(tab.key, 0)),
            "is_red": tab.key in spec.red_tabs,
        }
        for tab in tabs
    ]


def _badge(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count or "")


def shown_row(
    spec: MatterList,
    detail: Any,
    columns: list[Column],
    query: QueryDict,
    now: datetime,
    *,
    is_provisional: bool = False,
) -> ShownRow:
    """Return one line of the list."""
    matter = detail.matter
    cells = spec.cells(detail)
    return ShownRow(
        pk=detail.pk,
        url=reverse(spec.detail, args=[detail.pk]),
        title=matter.title,
        number=matter.number,
        snippet=spec.snippet(detail),
        light=light_of(matter, now) if matter.next_due_at else "",
        due_at=matter.next_due_at,
        is_provisional=is_provisional,
        state_label=machine_for(spec.kind).states[matter.state],
        tone=spec.tones.get(matter.state, "grey"),
        cells=[(column.key, cells[column.key]) for column in columns],
        push_url=address(query, open=str(detail.pk)),
        badges=tuple(spec.badges(detail)),
        elsewhere=spec.elsewhere,
    )


def shown_rows(
    spec: MatterList, details: Iterable[Any], columns: list[Column], query: QueryDict, now: datetime
) -> list[ShownRow]:
    """Return the lines of one page of the list."""
    found = list(details)
    provisional = provisional_among([row.pk for row in found]) if found else set()
    return [shown_row(spec, row, columns, query, now, is_provisional=row.pk in provisional) for row in found]
