"""The list of one kind of matter of risk: tabs, filters, saved views, columns, the detail beside it.

Each kind declares a ``RiskList``; these pages are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from grids.queries.inboxes import COUNTED, Tab, provisional_among, tab_counts
from grids.queries.matter_filters import MATTER_ORDERINGS, MatterFilterSet, ordering_in
from pingan.access.rules import Actor
from pingan.matters.machine import Action, machine_for
from pingan.web.listing import (
    ListPlace,
    ShownRow,
    chips_of,
    column_choice,
    errors_of,
    open_row,
    orders_of,
    paged,
    without_blanks,
)
from pingan.web.matter_panels import light_of
from pingan.web.pages import Page
from pingan.web.pages_lists import DeleteViewPage, ListSettingPage, SaveViewPage
from pingan.web.saved_views import address_of, setting_of
from pingan.web.tables import Column, address, bounded_count, chosen_columns, page_of

Badge = tuple[Any, str, str]


def no_badges(detail: Any) -> Iterable[Badge]:
    """Return none."""
    return ()


@dataclass(frozen=True)
class RiskList:
    """What is particular to the list of one kind. ``selects`` are the folded filters with a choice, in their order.

    ``cells`` returns a value for each column key; ``place`` must be named after the kind (``warnings``).
    """

    kind: str
    place: ListPlace
    duty: str
    detail: str
    visible: Callable[[Actor], QuerySet[Any]]
    filterset: type[MatterFilterSet]
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
    links: Callable[[Actor], list[tuple[Any, str]]] = field(default=lambda actor: [])
    """Other pages of the kind, beside its list: label and address."""

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
    filters: MatterFilterSet
    rows: QuerySet[Any]
    order: tuple[str, ...]
    ordering: str
    errors: list[str]


def listed(spec: RiskList, actor: Actor, query: QueryDict, now: datetime) -> Listed:
    """Return what an address of the list stands for; a filter that cannot be read finds nothing."""
    query = without_blanks(query)
    tab = spec.current_tab(actor, query)
    filters = spec.filterset(query, spec.visible(actor), actor=actor, now=now)
    ordering = query.get("ordering", "") if query.get("ordering") in MATTER_ORDERINGS else tab.ordering
    order = ordering_in(MATTER_ORDERINGS, {"ordering": ordering})
    errors = errors_of(filters.form)
    rows = filters.qs.none() if errors else filters.qs.filter(tab.condition(actor, now)).order_by(*order)
    return Listed(tab, filters, rows, order, ordering, errors)


def shown_tabs(spec: RiskList, actor: Actor, current: str, now: datetime) -> list[dict[str, Any]]:
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
    spec: RiskList,
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
        snippet=matter.text[:60],
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
    spec: RiskList, details: Iterable[Any], columns: list[Column], query: QueryDict, now: datetime
) -> list[ShownRow]:
    """Return the lines of one page of the list."""
    found = list(details)
    provisional = provisional_among([row.pk for row in found]) if found else set()
    return [shown_row(spec, row, columns, query, now, is_provisional=row.pk in provisional) for row in found]


def action_keys(kind: str) -> list[Action]:
    """Return the actions with a key, for the help on the keyboard."""
    return [action for action in machine_for(kind).all_actions() if action.key]


class RiskPage(Page):
    """A page of one kind of matter of risk; administrators see no business and are told so."""

    spec: ClassVar[RiskList]


class RiskListPage(RiskPage):
    """All matters of the kind that the actor may see, in the parts of this role's work."""

    template_name = "risk/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        now, spec = timezone.now(), self.spec
        setting = setting_of(self.actor, spec.place.name)
        found = listed(spec, self.actor, request.GET, now)
        columns = chosen_columns(spec.place.columns, setting.columns)
        page = page_of(found.rows, order=found.order, cursor=request.GET.get("cursor", ""))
        total = bounded_count(found.rows) if page.rows or found.errors else None
        open_id = open_row(request)
        return self.render(
            {
                "spec": spec,
                "found": found,
                "place": spec.place,
                "search_hint": spec.search_hint,
                "list_texts": spec.texts,
                "tabs": shown_tabs(spec, self.actor, found.tab.key, now),
                "chips": chips_of(found.filters.form, spec.filterset.base_filters, request.GET),
                "clear_url": f"?tab={found.tab.key}",
                "query": request.GET.get("q", ""),
                "query_string": request.GET.urlencode(),
                "kept": [(n, value) for n in spec.folded for value in request.GET.getlist(n) if value],
                "views": [(view, address_of(view)) for view in setting.views],
                "column_choice": column_choice(spec.place.columns, setting.columns),
                "may_export": False,
                "new_url": reverse(spec.new_url) if spec.new_url and self.actor.has(spec.new_duty) else "",
                "links": spec.links(self.actor),
                "action_keys": action_keys(spec.kind),
                "orders": orders_of(spec.place.columns, request.GET, found.ordering),
                "rows": shown_rows(spec, page.rows, columns, request.GET, now),
                "columns": columns,
                "total": total,
                "total_words": spec.texts["total"] % {"total": total} if total else "",
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "is_table": setting.layout == "table",
                "open_id": open_id,
                "open_url": reverse(spec.detail, args=[open_id]) if open_id else "",
                "is_open_listed": open_id in {row.pk for row in page.rows},
            }
        )


class RiskFilters(RiskPage):
    """The folded filters with their choices; fetched when the fold is opened."""

    template_name = "web/list/_filters.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = listed(self.spec, self.actor, request.GET, timezone.now()).filters.form
        names = (*self.spec.selects, *self.spec.toggles)
        return self.render(
            {
                "selects": [
                    (name, form.fields[name].label, _pairs(form, name, request.GET)) for name in names
                ],
                "days": [(n, form.fields[n].label, request.GET.get(n, "")[:10]) for n in self.spec.days],
                "kept": [],
            }
        )


def _pairs(form: Any, name: str, query: QueryDict) -> list[tuple[str, Any, bool]]:
    pairs = getattr(form.fields[name], "choices", ())
    chosen = query.getlist(name)
    return [(str(key), label, str(key) in chosen) for key, label in pairs if key not in {"", None}]


def list_addresses(prefix: str, spec: RiskList) -> list[URLPattern]:
    """Return the addresses of a kind's list and of a user's own settings of it."""
    place, duty = spec.place, spec.duty

    def name(full: str) -> str:
        return full.partition(":")[2]

    return [
        path(prefix, RiskListPage.as_view(spec=spec, duty=duty), name=name(place.list)),
        path(f"{prefix}filters/", RiskFilters.as_view(spec=spec, duty=duty), name=name(place.filter_fold)),
        path(f"{prefix}views/", SaveViewPage.as_view(place=place, duty=duty), name=name(place.view_save)),
        path(
            f"{prefix}views/<int:pk>/delete/",
            DeleteViewPage.as_view(place=place, duty=duty),
            name=name(place.view_delete),
        ),
        path(f"{prefix}setting/", ListSettingPage.as_view(place=place, duty=duty), name=name(place.setting)),
    ]
