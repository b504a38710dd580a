"""The exports of key places and of tasks: the rows of their lists, and what is known of each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.web.export_values import word_of, yes_no_of
from pingan.web.exports import ExportColumn, ListExport, register_export
from pingan.web.pages_exports import ExportListPage
from risk.models import KeyPlace, RiskTask
from risk.models.choices import Domain, Inspector, PlaceKind
from risk.pages.places import listed_places
from risk.pages.task_list import listed_tasks
from risk.queries.place_filters import PlaceFilterSet

PLACES = (
    ExportColumn("name", pgettext_lazy("thing", "Name"), ("name",), width=28),
    ExportColumn("kind", _("Kind of place"), ("kind",), word_of("kind", PlaceKind.choices)),
    ExportColumn("domain", _("Domain"), ("domain",), word_of("domain", Domain.choices)),
    ExportColumn("township", _("Township or subdistrict"), ("region__parent__name",), width=20),
    ExportColumn("division", _("Division"), ("region__name",), width=20),
    ExportColumn("place", _("Place in words"), ("place_text",), width=28),
    ExportColumn("unit", _("Responsible unit"), ("organ__name",), width=24),
    ExportColumn("operator", _("Managing or operating unit"), ("operator",), width=24),
    ExportColumn("last", _("Last inspected on"), ("last_inspected_on",)),
    ExportColumn("next", _("Next round by"), ("next_inspection_on",)),
    ExportColumn("hazards", _("Open hazards"), ("open_hazards",)),
    ExportColumn("closed", _("No longer watched since"), ("closed_on",)),
    ExportColumn("grid", pgettext_lazy("area", "Grid"), ("grid__name",), width=20),
    ExportColumn("inspector", _("Inspected by"), ("inspector",), word_of("inspector", Inspector.choices)),
    ExportColumn("plan", _("Has an emergency plan"), ("has_plan",), yes_no_of("has_plan")),
    ExportColumn("drill", _("Last drill on"), ("drilled_on",)),
)
_PLACES_SHOWN = [column.key for column in PLACES[:12]]
TASKS = (
    ExportColumn("title", pgettext_lazy("task", "What is to be done"), ("title",), width=36),
    ExportColumn("purpose", _("Purpose"), ("purpose",), word_of("purpose", RiskTask.Purpose.choices)),
    ExportColumn("unit", _("Unit"), ("organ__name",), width=24),
    ExportColumn("owner", _("Office in charge"), ("owner",), width=20),
    ExportColumn("number", _("Matter"), ("matter__number",), width=22),
    ExportColumn("matter", _("Title of the matter"), ("matter__title",), width=36),
    ExportColumn("due", _("Due on"), ("due_on",)),
    ExportColumn("state", _("State"), ("state",), word_of("state", RiskTask.State.choices)),
    ExportColumn("result", _("Result"), ("result",), width=48),
    ExportColumn("money", _("Money (yuan)"), ("money_yuan",)),
    ExportColumn("given", _("Given at"), ("created_at",)),
    ExportColumn("ended", _("Ended at"), ("ended_at",)),
)
_TASKS_SHOWN = [column.key for column in TASKS[:9]]


def _places(actor: Actor, query: QueryDict) -> QuerySet[Any]:
    rows = listed_places(actor, query).rows.filter(scope_q(KeyPlace, actor, "export"))
    return rows.select_related(None).defer(None)


def _tasks(actor: Actor, query: QueryDict) -> QuerySet[Any]:
    rows = listed_tasks(actor, query).rows.filter(scope_q(RiskTask, actor, "export"))
    return rows.select_related(None).defer(None)


def register_other_exports() -> None:
    """Make both exports known; called from ``ready()``."""
    filters = tuple(PlaceFilterSet.base_filters)
    register_export(ListExport("key-places", _("Key places"), "key_place.export", PLACES, _places, filters))
    register_export(
        ListExport("risk-tasks", _("Risk tasks"), "risk_task.export", TASKS, _tasks, ("part", "purpose"))
    )


class PlaceExport(ExportListPage):
    export_name = "key-places"
    back_url = reverse_lazy("risk:place_list")  # type: ignore[assignment]

    def shown_columns(self) -> list[str]:
        """Return what the list shows."""
        return _PLACES_SHOWN


class TaskExport(ExportListPage):
    export_name = "risk-tasks"
    back_url = reverse_lazy("risk:task_list")  # type: ignore[assignment]

    def shown_columns(self) -> list[str]:
        """Return what the list shows."""
        return _TASKS_SHOWN


urlpatterns = [
    path("risk/places/export/", PlaceExport.as_view(), name="place_export"),
    path("risk/tasks/export/", TaskExport.as_view(), name="task_export"),
]
