"""What the list shows, decided once for page, board and export alike: tab, filters, order, columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from disputes.models import Dispute
from disputes.queries.disputes import disputes_visible
from disputes.queries.filters import ORDERINGS, DisputeFilterSet, ordering_of
from disputes.queries.inboxes import ALL, tab_counts, tab_of, tabs_of
from disputes.queries.waiting import signs_among
from disputes.rules.states import STATES
from grids.queries.inboxes import COUNTED, Tab, provisional_among
from grids.queries.searching import WordSearch
from pingan.access.rules import Actor
from pingan.web.listing import ListPlace, ShownRow, errors_of, without_blanks
from pingan.web.matter_panels import light_of
from pingan.web.tables import Column, address

LIST = "disputes"
#: What an address of the list may carry, and a saved view keeps.
FILTERS = (*DisputeFilterSet.base_filters, "tab", "layout")
COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("type", gettext_lazy("Type")),
    Column("place", gettext_lazy("Place")),
    Column("level", gettext_lazy("Level"), "level"),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("unit", gettext_lazy("In the hands of")),
    Column("opened", gettext_lazy("Registered"), "opened_at"),
    Column("source", gettext_lazy("Source"), is_usual=False),
    Column("case", gettext_lazy("Case number"), is_usual=False),
    Column("amount", gettext_lazy("Amount in yuan"), is_number=True, is_usual=False),
    Column("people", gettext_lazy("People involved"), is_number=True, is_usual=False),
    Column("text", gettext_lazy("Description"), is_usual=False),
    Column("external", gettext_lazy("External number"), is_usual=False),
    Column("outcome", gettext_lazy("Outcome"), is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name=LIST,
    columns=COLUMNS,
    filters=FILTERS,
    title=gettext_lazy("Disputes"),
    list="disputes:dispute_list",
    filter_fold="disputes:dispute_filters",
    view_save="disputes:dispute_view_save",
    view_delete="disputes:dispute_view_delete",
    setting="disputes:dispute_list_setting",
    export="disputes:dispute_export",
)
TONES: Mapping[str, str] = {
    "registered": "yellow", "accepted": "blue", "mediating": "blue", "agreed": "yellow", "performing": "blue",
    "unresolved": "yellow", "referred": "blue", "resolved": "green", "closed": "green",
}  # fmt: skip
#: Said elsewhere on the narrow line: the title is made of type and place.
_ELSEWHERE = frozenset({"state", "due", "text", "type", "place", "level"})
LOCK = (gettext_lazy("restricted"), "outline", "lock")
#: By whether a sign of escalation waits for its review.
SIGNS = {
    True: (gettext_lazy("red flag: not reviewed"), "red", "flag"),
    False: (gettext_lazy("red flag"), "outline", "flag"),
}


@dataclass(frozen=True)
class Listed:
    """The rows of an address: which tab, which filters, in which order. ``errors`` blank: all were read."""

    tab: Tab
    filters: DisputeFilterSet
    rows: QuerySet[Dispute]
    order: tuple[str, ...]
    ordering: str
    errors: list[str]
    page_rows: QuerySet[Dispute] | WordSearch
    """The same rows, for cutting one page out of them."""


def current_tab(actor: Actor, query: QueryDict) -> Tab:
    """Return the part of the list that an address stands for."""
    # Who searches without having chosen a part means everything, not the part where the day begins.
    first = ALL.key if query.get("q") or query.get("layout") == "board" else tabs_of(actor)[0].key
    return tab_of(actor, query.get("tab", "") or first)


def listed(actor: Actor, query: QueryDict, now: datetime | None = None) -> Listed:
    """Return what an address of the list stands for; a filter that cannot be read finds nothing."""
    now = now or timezone.now()
    query = without_blanks(query)
    tab = current_tab(actor, query)
    filters = DisputeFilterSet(query, disputes_visible(actor), actor=actor, now=now)
    ordering = query.get("ordering", "") if query.get("ordering") in ORDERINGS else tab.ordering
    order = ordering_of({"ordering": ordering})
    errors = errors_of(filters.form)
    condition = tab.condition(actor, now)
    rows: QuerySet[Dispute] = filters.qs.filter(condition).order_by(*order)
    if errors:
        return Listed(tab, filters, rows.none(), order, ordering, errors, rows.none())
    page_rows = filters.page_rows().filter(condition).order_by(*order)
    return Listed(tab, filters, rows, order, ordering, errors, page_rows)


def shown_tabs(actor: Actor, current: str, now: datetime) -> list[dict[str, Any]]:
    """Return the parts of the list with how many disputes stand in each, ``current`` by its key."""
    counts = tab_counts(actor, now)
    return [
        {
            "label": tab.label,
            "url": f"{reverse(PLACE.list)}?tab={tab.key}",
            "is_current": tab.key == current,
            "badge": _badge(counts.get(tab.key, 0)),
            "is_red": tab.key in {"red", "clauses"},
        }
        for tab in tabs_of(actor)
    ]


def _badge(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count or "")


def place_of(dispute: Dispute) -> str:
    """Return where a dispute is: grid or division, and the words for the place."""
    matter = dispute.matter
    place = str(matter.grid.name if matter.grid else matter.region.name)
    return f"{place} · {dispute.place_text}" if dispute.place_text else place


def _cells(dispute: Dispute, columns: list[Column]) -> list[tuple[str, Any]]:
    matter = dispute.matter
    values: dict[str, Any] = {
        "number": matter.number,
        "type": str(dispute.type),
        "place": place_of(dispute),
        "level": dispute.get_level_display(),
        "state": None,
        "due": matter.next_due_at,
        "unit": str(matter.organ) if matter.organ else "",
        "opened": matter.opened_at,
        "source": dispute.get_source_display(),
        "case": dispute.case_number,
        "amount": "" if dispute.amount is None else f"{dispute.amount:,.2f}",
        "people": dispute.people_involved,
        "text": matter.text[:80],
        "external": dispute.external_number,
        "outcome": dispute.get_outcome_display(),
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }
    return [(column.key, values[column.key]) for column in columns]


def _badges(dispute: Dispute, *, sign: bool | None) -> tuple[tuple[Any, str, str], ...]:
    level = {"larger": "outline", "major": "yellow"}.get(dispute.level)
    marks = [(dispute.get_level_display(), level, "")] if level else []
    signs = [] if sign is None else [SIGNS[sign]]
    return (*signs, *([LOCK] if dispute.matter.is_restricted else []), *marks)


def shown_row(
    dispute: Dispute,
    columns: list[Column],
    query: QueryDict,
    now: datetime,
    *,
    is_provisional: bool,
    sign: bool | None,
    is_selectable: bool = False,
) -> ShownRow:
    """Return one line of the list; a restricted one is never selected together with others.

    ``sign``: whether its sign of escalation waits for a review, None: it has none.
    """
    matter = dispute.matter
    return ShownRow(
        pk=dispute.pk,
        url=reverse("disputes:dispute_detail", args=[dispute.pk]),
        title=matter.title,
        number=matter.number,
        snippet=matter.text[:60],
        light=light_of(matter, now) if matter.next_due_at else "",
        due_at=matter.next_due_at,
        is_provisional=is_provisional,
        state_label=STATES[matter.state],
        tone=TONES.get(matter.state, "grey"),
        cells=_cells(dispute, columns),
        push_url=address(query, open=str(dispute.pk)),
        badges=_badges(dispute, sign=sign),
        elsewhere=_ELSEWHERE,
        is_selectable=is_selectable and not matter.is_restricted,
    )


def shown_rows(
    disputes: Iterable[Dispute],
    columns: list[Column],
    query: QueryDict,
    now: datetime,
    *,
    is_selectable: bool = False,
) -> list[ShownRow]:
    """Return the lines of one page of the list."""
    found = list(disputes)
    keys = [row.pk for row in found]
    provisional = provisional_among(keys) if found else set()
    signs = signs_among(keys) if found else {}
    return [
        shown_row(
            row,
            columns,
            query,
            now,
            is_provisional=row.pk in provisional,
            sign=signs.get(row.pk),
            is_selectable=is_selectable,
        )
        for row in found
    ]
