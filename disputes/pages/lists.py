"""The dispute desk's list: tabs, filters, views, the detail beside it; and the board by stage."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.machine import DISPUTES
from disputes.models.choices import ChannelKind, DisputeSource, Level
from disputes.pages.bulk import offered_on
from disputes.pages.listing import COLUMNS, LIST, PLACE, Listed, listed, shown_rows, shown_tabs
from disputes.policy.disputes import VERBS
from disputes.queries.filters import DisputeFilterSet
from disputes.queries.inboxes import ALL, Stage, board_of
from disputes.queries.mediators import committees_in_reach
from disputes.queries.types import type_choices
from disputes.rules.states import STATES
from pingan.access.rules import Actor
from pingan.matters.machine import Action
from pingan.org.queries import regions_in_force
from pingan.web.listing import chips_of, column_choice, open_row, orders_of, paged
from pingan.web.map_layers import map_url
from pingan.web.pages import Page
from pingan.web.pages_lists import DeleteViewPage, ListSettingPage, SaveViewPage
from pingan.web.saved_views import ListSetting, address_of, setting_of
from pingan.web.tables import address, bounded_count, chosen_columns, page_of

YES_NO = (("true", _("Yes")), ("false", _("No")))
#: Folded away in the bar, so that their choices are read only when somebody opens it.
SELECTS = ("state", "type", "level", "source", "channel", "light", "region", "committee")
TOGGLES = ("overdue", "flagged", "restricted", "closed", "todo", "mine")
DAYS = ("opened_after", "opened_before")
FOLDED = (*SELECTS, *TOGGLES, *DAYS, "red", "unplaced")
TEXTS = {
    "nothing_fits": _("No dispute of your area fits this search and these filters."),
    "none_yet": _("No disputes yet"),
    "none_yet_text": _("What is registered in your area appears here."),
}


class DisputePage(Page):
    """A page of the dispute desk.

    Administrators see no business: they are told so, an empty list would look like a quiet day.
    """

    duty = "mediation.view"


class DisputeList(DisputePage):
    """All disputes that the actor may see, in the parts of this role's work, or as a board by stage."""

    template_name = "disputes/dispute/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        setting = setting_of(self.actor, LIST)
        found = listed(self.actor, request.GET, now)
        context = self._head(request, found, setting, now)
        if request.GET.get("layout") == "board":
            stages = [] if found.errors else board_of(found.rows)
            return self.render({**context, "is_board": True, "stages": self._board(request, stages, now)})
        columns = chosen_columns(COLUMNS, setting.columns)
        page = page_of(found.page_rows, order=found.order, cursor=request.GET.get("cursor", ""))
        total = bounded_count(found.rows) if page.rows or found.errors else None
        open_id = open_row(request)
        offers = offered_on(found.tab, self.actor)
        return self.render(
            {
                **context,
                "rows": shown_rows(page.rows, columns, request.GET, now, is_selectable=bool(offers)),
                "columns": columns,
                "bulk_actions": offers,
                "bulk_url": reverse("disputes:dispute_bulk"),
                "total": total,
                "total_words": _("%(total)s disputes") % {"total": total} if total else "",
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "is_table": setting.layout == "table",
                "open_id": open_id,
                "is_open_listed": open_id in {row.pk for row in page.rows},
            }
        )

    def _head(self, request: HttpRequest, found: Listed, setting: ListSetting, now: Any) -> dict[str, Any]:
        return {
            "found": found,
            "place": PLACE,
            "search_hint": _("Number, case, mediator, words"),
            "list_texts": TEXTS,
            "tabs": shown_tabs(self.actor, found.tab.key, now),
            "chips": chips_of(found.filters.form, DisputeFilterSet.base_filters, request.GET),
            "clear_url": f"?tab={found.tab.key}",
            "query": request.GET.get("q", ""),
            "map_url": map_url(self.actor, LIST, request.GET, found.tab.key),
            "query_string": request.GET.urlencode(),
            "kept": [(name, value) for name in FOLDED for value in request.GET.getlist(name) if value],
            "views": [(view, address_of(view)) for view in setting.views],
            "column_choice": column_choice(COLUMNS, setting.columns),
            "may_export": self.actor.has("dispute.export"),
            "may_register": self.actor.has("dispute.register"),
            "is_all": found.tab.key == ALL.key,
            "action_keys": action_keys(self.actor),
            "orders": orders_of(COLUMNS, request.GET, found.ordering),
            "board_url": address(request.GET, layout="board", tab=ALL.key, open=None),
            "rows_url": address(request.GET, layout=None),
        }

    def _board(self, request: HttpRequest, stages: list[Stage], now: Any) -> list[dict[str, Any]]:
        """Return the columns with their cards; each leads to the list of all that stand in it."""
        shown = []
        for stage in stages:
            query = request.GET.copy()
            query.setlist("state", stage.states)
            shown.append(
                {
                    "stage": stage,
                    "cards": shown_rows(stage.rows, [], request.GET, now) if stage.rows else [],
                    "url": address(query, layout=None, tab=ALL.key, open=None, ordering="next_due_at"),
                }
            )
        return shown


def action_keys(actor: Actor) -> list[Action]:
    """Return the actions with a key that this post may ever take, for the help on the keyboard."""
    return [
        action
        for action in DISPUTES.all_actions()
        if action.key and any(actor.has(permit.duty) for permit in VERBS[action.verb])
    ]


class FilterFold(DisputePage):
    """The folded filters with their choices; fetched when the fold is opened."""

    template_name = "web/list/_filters.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = listed(self.actor, request.GET).filters.form
        choices: dict[str, Any] = {
            "state": STATES.items(),
            "type": type_choices(),
            "level": Level.choices,
            "source": DisputeSource.choices,
            "channel": ChannelKind.choices,
            "light": form.fields["light"].choices,
            "region": _regions(self.actor),
            "committee": [(row.pk, str(row)) for row in committees_in_reach(self.actor)],
            **dict.fromkeys(TOGGLES, YES_NO),
        }
        return self.render(
            {
                "selects": [
                    (
                        name,
                        form.fields[name].label,
                        [
                            (str(key), label, str(key) in request.GET.getlist(name))
                            for key, label in pairs
                            if key != ""
                        ],
                    )
                    for name, pairs in choices.items()
                ],
                "days": [(name, form.fields[name].label, request.GET.get(name, "")[:10]) for name in DAYS],
                "kept": [
                    (n, value) for n in ("red", "unplaced") for value in request.GET.getlist(n) if value
                ],
            }
        )


def _regions(actor: Actor) -> list[tuple[str, str]]:
    """Return the divisions just below the post's own, to narrow the list by."""
    if actor.region_id is None or actor.level >= 5:
        return []
    rows = regions_in_force().filter(parent_id=actor.region_id, is_virtual=False).order_by("code")
    return list(rows.values_list("code", "name"))


urlpatterns = [
    path("disputes/", DisputeList.as_view(), name="dispute_list"),
    path("disputes/filters/", FilterFold.as_view(), name="dispute_filters"),
    path("disputes/views/", SaveViewPage.as_view(place=PLACE), name="dispute_view_save"),
    path("disputes/views/<int:pk>/delete/", DeleteViewPage.as_view(place=PLACE), name="dispute_view_delete"),
    path("disputes/setting/", ListSettingPage.as_view(place=PLACE), name="dispute_list_setting"),
]
