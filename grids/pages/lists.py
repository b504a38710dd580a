"""The triage inbox: a fast list with lights, tabs, filters, views; the detail beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.machine import INCIDENTS
from grids.models import Severity, Urgency
from grids.pages.bulk import BULK, DUTY
from grids.pages.listing import COLUMNS, LIST, PLACE, Listed, listed, shown_rows, shown_tabs
from grids.policy.incidents import VERBS
from grids.queries.categories import category_tree
from grids.queries.filters import STATES, IncidentFilterSet
from grids.queries.inboxes import ALL
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.matters.machine import Action
from pingan.org.queries import regions_in_force
from pingan.web.listing import chips_of, column_choice, open_row, orders_of, paged
from pingan.web.map_layers import map_url
from pingan.web.matters_kept import KEPT_LIST
from pingan.web.pages import Page
from pingan.web.pages_bulk import offered_in_bulk
from pingan.web.saved_views import ListSetting, address_of, setting_of
from pingan.web.tables import bounded_count, chosen_columns, page_of

TEXTS = {
    "nothing_fits": _("No incident of your area fits this search and these filters."),
    "none_yet": _("No incidents yet"),
    "none_yet_text": _("What is reported in your area appears here."),
}
YES_NO = (("true", _("Yes")), ("false", _("No")))
#: Folded away in the bar, so that their choices are read only when somebody opens it.
FOLDED = (
    "state", "category", "severity", "urgency", "source", "light", "region", "organ", "grid", "is_emergency",
    "opened_after", "opened_before", "overdue", "closed", "mine", "todo", "is_solved",
    "evaluated_solved", "satisfaction", "unplaced",
)  # fmt: skip
#: Carried by every post whose business the matters are, and by no administrator.
BUSINESS = "grids.view"


class IncidentList(Page):
    """All incidents that the actor may see, in the parts of this role's work.

    Administrators see no business: they are told so, an empty list would look like a quiet day.
    """

    duty = BUSINESS
    template_name = "grids/incident/list.html"
    kept_template_name = KEPT_LIST
    is_kept_by_question = True

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        setting = setting_of(self.actor, LIST)
        found = listed(self.actor, request.GET, now)
        columns = chosen_columns(COLUMNS, setting.columns)
        page = page_of(found.page_rows, order=found.order, cursor=request.GET.get("cursor", ""))
        open_id = open_row(request)
        self.also_kept = [reverse("grids:incident_detail", args=[row.pk]) for row in page.rows]
        total = bounded_count(found.rows) if page.rows or found.errors else None
        return self.render(
            {
                "rows": shown_rows(self.actor, page.rows, columns, request.GET, now),
                "columns": columns,
                "total": total,
                "total_words": _("%(total)s incidents") % {"total": total} if total else "",
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "is_table": setting.layout == "table",
                "open_id": open_id,
                "is_open_listed": open_id in {row.pk for row in page.rows},
                **self._head(request, found, setting, now),
            }
        )

    def _head(self, request: HttpRequest, found: Listed, setting: ListSetting, now: Any) -> dict[str, Any]:
        return {
            "found": found,
            "place": PLACE,
            "search_hint": _("Number, place, words"),
            "list_texts": TEXTS,
            "tabs": shown_tabs(self.actor, found.tab.key, now),
            "chips": chips_of(found.filters.form, IncidentFilterSet.base_filters, request.GET),
            "clear_url": f"?tab={found.tab.key}",
            "query": request.GET.get("q", ""),
            "map_url": map_url(self.actor, LIST, request.GET, found.tab.key),
            "query_string": request.GET.urlencode(),
            "kept": [(name, value) for name in FOLDED for value in request.GET.getlist(name) if value],
            "views": [(view, address_of(view)) for view in setting.views],
            "column_choice": column_choice(COLUMNS, setting.columns),
            "bulk_actions": offered_in_bulk(self.actor, DUTY, BULK),
            "bulk_url": reverse("grids:incident_bulk"),
            "may_export": self.actor.has("incident.export"),
            "is_all": found.tab.key == ALL.key,
            "action_keys": action_keys(self.actor),
            "orders": orders_of(COLUMNS, request.GET, found.ordering),
        }


def action_keys(actor: Actor) -> list[Action]:
    """Return the actions with a key that this post may ever take, for the help on the keyboard."""
    return [
        action
        for action in INCIDENTS.all_actions()
        if action.key and any(actor.has(permit.duty) for permit in VERBS[action.verb])
    ]


class FilterFold(Page):
    """The folded filters with their choices; fetched when the fold is opened."""

    duty = BUSINESS
    template_name = "web/list/_filters.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = listed(self.actor, request.GET).filters.form
        selects = [
            ("state", form.fields["state"].label, STATES),
            ("category", form.fields["category"].label, _categories(self.actor)),
            ("urgency", form.fields["urgency"].label, Urgency.choices),
            ("severity", form.fields["severity"].label, Severity.choices),
            *((name, form.fields[name].label, form.fields[name].choices) for name in ("source", "light")),
            ("region", form.fields["region"].label, _regions(self.actor)),
            ("organ", form.fields["organ"].label, _organs(self.actor)),
            *(
                (name, form.fields[name].label, YES_NO)
                for name in ("overdue", "is_emergency", "closed", "todo")
            ),
        ]
        return self.render(
            {
                "selects": [
                    (
                        name,
                        label,
                        [(str(k), v, str(k) in request.GET.getlist(name)) for k, v in pairs if k != ""],
                    )
                    for name, label, pairs in selects
                ],
                "days": [
                    (name, form.fields[name].label, request.GET.get(name, "")[:10])
                    for name in ("opened_after", "opened_before")
                ],
                "kept": [
                    (name, value)
                    for name in ("grid", "mine", "is_solved", "evaluated_solved", "satisfaction", "unplaced")
                    for value in request.GET.getlist(name)
                    if value
                ],
            }
        )


def _categories(actor: Actor) -> list[tuple[str, str]]:
    pairs = []
    for top in category_tree(actor, region_code=actor.region_code):
        pairs.append((top.category.code, str(top.category)))
        pairs += [(node.category.code, f"　{node.category}") for node in top.children]
    return pairs


def _regions(actor: Actor) -> list[tuple[str, str]]:
    """Return the divisions just below the post's own, to narrow the list by."""
    if actor.region_id is None or actor.level >= 5:
        return []
    rows = regions_in_force().filter(parent_id=actor.region_id, is_virtual=False).order_by("code")
    return list(rows.values_list("code", "name"))


def _organs(actor: Actor) -> list[tuple[int, str]]:
    if actor.level < 3:
        return []
    return [(organ.pk, str(organ)) for organ in units_for(actor.region_code)]


urlpatterns = [
    path("incidents/", IncidentList.as_view(), name="incident_list"),
    path("incidents/filters/", FilterFold.as_view(), name="incident_filters"),
]
