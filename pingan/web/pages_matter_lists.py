"""The list of one kind of matter: tabs, filters, saved views, columns, the detail beside it.

Each kind declares a ``MatterList``; these pages are the same for all of them.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from pingan.matters.machine import Action, machine_for
from pingan.web.listing import (
    chips_of,
    column_choice,
    open_row,
    orders_of,
    paged,
)
from pingan.web.map_layers import map_url
from pingan.web.matter_lists import MatterList, listed, shown_rows, shown_tabs
from pingan.web.matters_kept import KEPT_LIST
from pingan.web.pages import Page
from pingan.web.pages_lists import DeleteViewPage, ListSettingPage, SaveViewPage
from pingan.web.saved_views import address_of, setting_of
from pingan.web.tables import bounded_count, chosen_columns, page_of


def action_keys(kind: str) -> list[Action]:
    """Return the actions with a key, for the help on the keyboard."""
    return [action for action in machine_for(kind).all_actions() if action.key]


class MatterPage(Page):
    """A page of one kind of matter; administrators see no business and are told so."""

    spec: ClassVar[MatterList]


class MatterListPage(MatterPage):
    """All matters of the kind that the actor may see, in the parts of this role's work."""

    template_name = "web/matter/list.html"
    is_kept_by_question = True

    def get(self, request: HttpRequest) -> HttpResponse:
        now, spec = timezone.now(), self.spec
        setting = setting_of(self.actor, spec.place.name)
        found = listed(spec, self.actor, request.GET, now)
        columns = chosen_columns(spec.place.columns, setting.columns)
        page = page_of(found.rows, order=found.order, cursor=request.GET.get("cursor", ""))
        total = bounded_count(found.rows) if page.rows or found.errors else None
        open_id = open_row(request)
        self.also_kept = [reverse(spec.detail, args=[row.pk]) for row in page.rows]
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
                "map_url": map_url(self.actor, spec.place.name, request.GET, found.tab.key),
                "query_string": request.GET.urlencode(),
                "kept": [(n, value) for n in spec.folded for value in request.GET.getlist(n) if value],
                "views": [(view, address_of(view)) for view in setting.views],
                "column_choice": column_choice(spec.place.columns, setting.columns),
                "may_export": self.actor.has(f"{spec.kind}.export"),
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


class MatterFilterFold(MatterPage):
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


def _of(page: type[MatterPage], spec: MatterList) -> type[MatterPage]:
    """Return the page for one kind."""
    return type(f"{page.__name__}Of{spec.kind.title()}", (page,), {"spec": spec, "duty": spec.duty})


def _list_of(spec: MatterList) -> type[MatterPage]:
    """Return the list of one kind, with what a phone keeps of it."""
    page = _of(MatterListPage, spec)
    page.kept_template_name = KEPT_LIST if spec.is_kept_offline else ""
    return page


def list_addresses(prefix: str, spec: MatterList) -> list[URLPattern]:
    """Return the addresses of a kind's list and of a user's own settings of it."""
    place, duty = spec.place, spec.duty

    def name(full: str) -> str:
        return full.partition(":")[2]

    return [
        path(prefix, _list_of(spec).as_view(), name=name(place.list)),
        path(f"{prefix}filters/", _of(MatterFilterFold, spec).as_view(), name=name(place.filter_fold)),
        path(f"{prefix}views/", SaveViewPage.as_view(place=place, duty=duty), name=name(place.view_save)),
        path(
            f"{prefix}views/<int:pk>/delete/",
            DeleteViewPage.as_view(place=place, duty=duty),
            name=name(place.view_delete),
        ),
        path(f"{prefix}setting/", ListSettingPage.as_view(place=place, duty=duty), name=name(place.setting)),
    ]
