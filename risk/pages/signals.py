"""Signals: list, page with its chart, actions, the records behind one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from grids.queries.centres import grid_names
from pingan.access.rules import Actor
from pingan.common.slots import matter_urls
from pingan.matters.machine import machine_for
from pingan.web.context import NavigationItem
from pingan.web.listing import ListPlace, paged
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction, detail_at
from pingan.web.tables import Column, page_of
from risk.machine.signals import SIGNALS
from risk.models import Layer, Signal
from risk.pages.details import RiskDetail
from risk.pages.signal_words import WORDS, chart_for, facts_of, figure, figures_of, reason_of, short_reason
from risk.queries.signal_filters import SignalFilterSet, tabs_of
from risk.queries.signals import class_name_of, records_behind, sightings_of, signals_visible

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("layer", gettext_lazy("Layer")),
    Column("count", gettext_lazy("Counted"), is_number=True),
    Column("usual", gettext_lazy("Usual"), is_number=True),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("first", gettext_lazy("First seen")),
    Column("last", gettext_lazy("Last seen")),
    Column("nights", gettext_lazy("Nights"), is_number=True, is_usual=False),
    Column("method", gettext_lazy("Method"), is_usual=False),
    Column("rule", gettext_lazy("Rule"), is_usual=False),
    Column("opened", gettext_lazy("Found"), "opened_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="signals",
    columns=COLUMNS,
    filters=(*SignalFilterSet.base_filters, "tab"),
    title=gettext_lazy("Signals"),
    list="risk:signal_list",
    filter_fold="risk:signal_filters",
    view_save="risk:signal_view_save",
    view_delete="risk:signal_view_delete",
    setting="risk:signal_list_setting",
    export="risk:signal_export",
)
_LAYER_TONES = {"rule": "outline", "surge": "yellow", "cluster": "blue"}


def badges(signal: Signal) -> list[Badge]:
    """Return the layer as a badge, and what a confirmed signal became."""
    found: list[Badge] = [(signal.get_layer_display(), _LAYER_TONES[signal.layer], "chart")]
    if signal.outcome:
        found.append((signal.get_outcome_display(), "outline", ""))
    return found


def cells(signal: Signal) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = signal.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "layer": signal.get_layer_display(),
        "count": signal.figures.get("count"),
        "usual": figure(signal.figures["expected"]) if "expected" in signal.figures else "",
        "state": None,
        "due": matter.next_due_at,
        "first": f"{signal.first_night:%Y-%m-%d}",
        "last": f"{signal.last_night:%Y-%m-%d}",
        "nights": signal.nights,
        "method": signal.get_method_display(),
        "rule": signal.rule.name if signal.rule else "",
        "opened": matter.opened_at,
        "closed": matter.closed_at,
    }


def _links(actor: Actor) -> list[tuple[Any, str]]:
    pages = (
        ("signal.view_area", gettext_lazy("Rules"), "risk:screening_rule_list"),
        ("signal.runs", pgettext_lazy("screening", "Nights"), "risk:screening_run_list"),
        ("signal.view_area", gettext_lazy("Precision"), "risk:screening_precision"),
    )
    return [(label, reverse(name)) for duty, label, name in pages if actor.has(duty)]


LIST = MatterList(
    kind="signal",
    place=PLACE,
    duty="signal.view",
    detail="risk:signal_detail",
    visible=signals_visible,
    filterset=SignalFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones={"new": "yellow", "watched": "blue", "confirmed": "red", "dismissed": "grey", "ended": "green"},
    texts={
        "nothing_fits": gettext_lazy("No signal fits this search and these filters."),
        "none_yet": gettext_lazy("No signals"),
        "none_yet_text": gettext_lazy("What the nightly screening finds in your area appears here."),
        "total": gettext_lazy("%(total)s signals"),
        "none_open": gettext_lazy("No signal is open"),
    },
    search_hint=gettext_lazy("Number, class, place"),
    selects=("state", "layer", "method", "counted", "outcome", "light"),
    toggles=("reviewed", "warning_due", "overdue", "closed"),
    badges=badges,
    elsewhere=frozenset(
        {"state", "due", "title", "layer", "count", "usual", "first", "last", "nights", "method", "rule"}
    ),
    snippet=short_reason,
    links=_links,
)


def _zone(signal: Signal) -> list[tuple[Any, Any]]:
    """Return the grids of a cluster by name, those with most of its matters first."""
    if signal.layer != Layer.CLUSTER:
        return []
    names = grid_names(signal.grid_ids)
    return [(_("Grids"), "、".join(names[pk] for pk in signal.grid_ids if pk in names))]


class SignalDetail(RiskDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("new", "watched", "confirmed", "ended")
    action_name = "risk:signal_action"
    parts = "risk/signal/_parts.html"

    def particulars(self, detail: Signal) -> Mapping[str, Any]:
        """Return why it was made, its figures and chart, its nights, and the way to the records behind it."""
        name = class_name_of(detail.matter.class_code)
        nights = sightings_of(detail)
        return {
            "signal": detail,
            "reason": reason_of(detail, name),
            "figures": figures_of(detail, nights[-1] if nights else None),
            "drawn": chart_for(detail),
            "nights": [
                (one.night, one.figures.get("count"), figure(one.p_value)) for one in reversed(nights)
            ],
            "facts": [*facts_of(detail, name), *_zone(detail)],
            "records_url": reverse("risk:signal_records", args=[detail.pk]),
            "warning_url": self._warning_url(detail),
        }

    def _warning_url(self, detail: Signal) -> str:
        """Return where the warning that was asked for is drawn up; blank: none was, or not by this post."""
        is_asked = detail.outcome == Signal.Outcome.WARNING and detail.matter.closed_at is None
        may_draft = self.actor.has("warning.draft")
        return f"{reverse('risk:warning_new')}?source={detail.pk}" if is_asked and may_draft else ""


class SignalAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = SIGNALS
    words = WORDS


class SignalRecords(MatterPage):
    """The matters that a signal counted, as far as the reader may see them."""

    spec = LIST
    duty = LIST.duty
    template_name = "risk/signal/records.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        signal = detail_at("signal", self.actor, pk)
        rows = records_behind(self.actor, signal)
        page = page_of(rows, order=("-opened_at", "-pk"), cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "signal": signal,
                "matter": signal.matter,
                "reason": reason_of(signal, class_name_of(signal.matter.class_code)),
                "rows": [_line(row) for row in page.rows],
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


def _line(row: Any) -> dict[str, Any]:
    address = matter_urls.get(row.kind)
    return {
        "matter": row,
        "url": address(row.pk) if address else "",
        "state": machine_for(row.kind).states.get(row.state, row.state),
        "place": row.grid.name if row.grid else row.region.name,
    }


def signals_menu(actor: Actor) -> list[NavigationItem]:
    """Return the signals for everybody whose business they are."""
    if not actor.has(LIST.duty):
        return []
    url, also = reverse("risk:signal_list"), (reverse("risk:screening_rule_list").removesuffix("rules/"),)
    return [NavigationItem(pgettext_lazy("menu", "Signals"), url, "chart", "risk", also=also)]


urlpatterns = [
    *list_addresses("risk/signals/", LIST),
    path("risk/signals/<int:pk>/", SignalDetail.as_view(), name="signal_detail"),
    path("risk/signals/<int:pk>/records/", SignalRecords.as_view(), name="signal_records"),
    path("risk/signals/<int:pk>/actions/<slug:name>/", SignalAction.as_view(), name="signal_action"),
]
