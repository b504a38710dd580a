"""Hazards: list, page, actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.machine import Action
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.matters_kept import KEPT
from pingan.web.pages_matter_lists import list_addresses
from pingan.web.pages_matters import MatterAction
from pingan.web.tables import Column
from risk.machine.hazards import HAZARDS
from risk.models import Hazard, KeyPlace
from risk.models.choices import Grade
from risk.pages.details import RiskDetail
from risk.pages.hazard_timelines import WORDS
from risk.queries.hazard_filters import HazardFilterSet, tabs_of
from risk.queries.hazards import hazards_visible, orders_of, proposed_day
from risk.queries.recurrences import earlier_of
from risk.rules.domains import ARTICLES

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("domain", gettext_lazy("Domain")),
    Column("grade", pgettext_lazy("hazard", "Grade"), "severity"),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("unit", gettext_lazy("In the hands of")),
    Column("opened", gettext_lazy("Registered"), "opened_at"),
    Column("place", gettext_lazy("Key place"), is_usual=False),
    Column("source", gettext_lazy("Source"), is_usual=False),
    Column("again", gettext_lazy("Came back"), is_number=True, is_usual=False),
    Column("text", gettext_lazy("Description"), is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="hazards",
    columns=COLUMNS,
    filters=(*HazardFilterSet.base_filters, "tab"),
    title=gettext_lazy("Hazards"),
    list="risk:hazard_list",
    filter_fold="risk:hazard_filters",
    view_save="risk:hazard_view_save",
    view_delete="risk:hazard_view_delete",
    setting="risk:hazard_list_setting",
    export="risk:hazard_export",
)
TONES = {
    "registered": "yellow", "graded": "yellow", "rectifying": "blue", "rectified": "yellow", "handed_over": "red",
    "cleared": "green", "closed": "green", "rejected": "grey",
}  # fmt: skip


def badges(hazard: Hazard) -> Iterable[Badge]:
    """Return what stands out: major, listed, back again."""
    if hazard.grade == Grade.MAJOR:
        yield hazard.get_grade_display(), "red", "warning"
    if hazard.listed_at is not None:
        yield _("listed"), "outline", "flag"
    if hazard.recurrences:
        yield _("back again ×%(count)d") % {"count": hazard.recurrences}, "yellow", "refresh"


def cells(hazard: Hazard) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = hazard.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "domain": hazard.get_domain_display(),
        "grade": hazard.get_grade_display(),
        "state": None,
        "due": matter.next_due_at,
        "unit": str(matter.organ) if matter.organ else "",
        "opened": matter.opened_at,
        "place": hazard.place.name if hazard.place else "",
        "source": hazard.get_source_display(),
        "again": hazard.recurrences,
        "text": matter.text[:80],
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


def _links(actor: Actor) -> list[tuple[Any, str]]:
    return [(_("Key places"), reverse("risk:place_list"))] if actor.has("key_place.see") else []


LIST = MatterList(
    kind="hazard",
    place=PLACE,
    duty="hazard.see",
    detail="risk:hazard_detail",
    visible=hazards_visible,
    filterset=HazardFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones=TONES,
    texts={
        "nothing_fits": gettext_lazy("No hazard of your area fits this search and these filters."),
        "none_yet": gettext_lazy("No hazards yet"),
        "none_yet_text": gettext_lazy("Hazards that are registered in your area appear here."),
        "total": gettext_lazy("%(total)s hazards"),
        "none_open": gettext_lazy("No hazard is open"),
    },
    search_hint=gettext_lazy("Number, place, words"),
    selects=("state", "domain", "grade", "source", "light"),
    toggles=("listed", "recurrent", "overdue", "closed", "todo", "mine"),
    badges=badges,
    red_tabs=frozenset({"overdue"}),
    new_url="risk:hazard_new",
    new_label=gettext_lazy("Register a hazard"),
    new_duty="hazard.register",
    elsewhere=frozenset({"state", "due", "title", "domain", "grade", "text"}),
    links=_links,
    is_kept_offline=True,
)
_CRITERIA = {
    "needs_stop": gettext_lazy("work must stop, wholly or in part"),
    "beyond_unit": gettext_lazy("the unit cannot remove it by itself"),
    "exposed": gettext_lazy("people exposed"),
    "days": gettext_lazy("days needed"),
    "cost": gettext_lazy("cost (yuan)"),
    "recurrences": gettext_lazy("came back after clearing"),
}


def reasons(hazard: Hazard) -> list[dict[str, Any]]:
    """Return why a hazard has its grade, each criterion with threshold, source and version."""
    flags = {"needs_stop", "beyond_unit"}
    return [
        {
            "criterion": _CRITERIA.get(one["criterion"], one["criterion"]),
            "value": "" if one["criterion"] in flags else one["value"],
            "threshold": "" if one["criterion"] in flags else one["threshold"],
            "source": one["source"],
            "version": str(one["version"]).rpartition(".")[2],
        }
        for one in hazard.grade_reasons
    ]


def facts(hazard: Hazard) -> list[tuple[Any, Any]]:
    """Return the facts of a hazard in a few words each."""
    articles = _("Article %(article)s") % {"article": ARTICLES[hazard.domain]}
    found: list[tuple[Any, Any]] = [
        (_("Domain"), f"{hazard.get_domain_display()} · {articles}"),
        (_("Source"), hazard.get_source_display()),
    ]
    told = {
        _("Place in words"): hazard.place_text,
        _("Reported by the unit"): str(hazard.reporting_unit or ""),
        _("Number of the listing"): hazard.listing_number,
        _("Number of the rectification order"): hazard.order_number,
        _("Failed re-inspections"): hazard.failed_inspections or "",
        _("Not accepted"): hazard.reject_reason,
    }
    return [*found, *((label, value) for label, value in told.items() if value)]


class HazardDetail(RiskDetail):
    kept_template_name = KEPT
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("registered", "graded", "rectifying", "rectified", "cleared", "closed")
    action_name = "risk:hazard_action"
    parts = "risk/hazard/_parts.html"

    def particulars(self, detail: Hazard) -> Mapping[str, Any]:
        """Return what is particular to a hazard: grade and reasons, orders with their inspections, earlier ones."""
        place = visible_to(KeyPlace, self.actor).filter(pk=detail.place_id or 0).first()
        return {
            "hazard": detail,
            "grade": detail.get_grade_display(),
            "computed": detail.get_grade_computed_display(),
            "reasons": reasons(detail),
            "orders": orders_of(detail),
            "earlier": earlier_of(self.actor, detail) if detail.recurrences else [],
            "watched": place,
            "facts": facts(detail),
        }


class HazardAction(MatterAction):
    is_kept_offline = True
    spec = LIST
    duty = LIST.duty
    machine = HAZARDS
    words = WORDS

    def proposed(self, action: Action, detail: Hazard) -> dict[str, Any]:
        """Return what is known already: facts of the grade, the unit of the place, a day by the versioned numbers."""
        if action.name == "regrade":
            return {
                "exposed": detail.exposed,
                "days_needed": detail.days_needed,
                "cost": "" if detail.cost_yuan is None else f"{detail.cost_yuan:f}",
                "needs_stop": "yes" if detail.needs_stop else "no",
                "is_beyond_unit": "yes" if detail.is_beyond_unit else "no",
            }
        if action.name == "order":
            last = next(iter(orders_of(detail)), None)
            told = (
                {name: getattr(last, name) for name in ("measures", "owner", "plan")}
                | {"organ": last.organ_id, "money": f"{last.money_yuan:f}"}
                if last is not None
                else {"organ": detail.place.organ_id if detail.place else None}
            )
            return {**told, "due_on": proposed_day(detail, timezone.now())}
        return {}

    def hint(self, action: Action, detail: Hazard) -> str:
        """Return what must be known before anything is typed."""
        if action.name in {"grade", "regrade"}:
            return _("What nobody knows stays empty. The rules make the grade of it and say why.")
        if action.name == "order":
            return _("Five points are settled: measures, who, money, day and plan.")
        if action.name == "reinspect":
            return _(
                "Go there: the photo must be newer than the report, and another person's than who reported."
            )
        return ""


urlpatterns = [
    *list_addresses("risk/hazards/", LIST),
    path("risk/hazards/<int:pk>/", HazardDetail.as_view(), name="hazard_detail"),
    path("risk/hazards/<int:pk>/actions/<slug:name>/", HazardAction.as_view(), name="hazard_action"),
]
