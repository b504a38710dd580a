"""Coverage of patrols, and behind every number its list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.pages.patrol_lines import cells_of, standing_badge
from grids.pages.period_forms import PeriodForm
from grids.queries.patrol_coverage import coverage, coverage_of_plans, unplanned_in
from grids.queries.patrols import (
    OccasionFilterSet,
    PatrolFilterSet,
    PlanFilterSet,
    PointFilterSet,
    occasions_visible,
    patrols_visible,
    plans_visible,
    unvisited_points,
)
from pingan.access.queries import region_for
from pingan.common.periods import Period
from pingan.web.pages import Page
from pingan.web.tables import address, bounded_count, page_of


class PatrolCoverage(Page):
    """A division and the places inside it: due, done, missed, points nobody visited, grids without a plan."""

    duty = "patrol.view_area"
    template_name = "grids/patrol/coverage.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeriodForm(request.GET)
        period = form.period
        found = coverage(self.actor, code=request.GET.get("region", "")[:12], period=period)
        here, days = reverse("grids:patrol_coverage"), {"since": period.since, "until": period.until}
        plans = f"{reverse('grids:patrol_plans')}?{urlencode({'region': found.region.code, **days})}"
        rows = [
            (place, f"{here}?{urlencode({'region': place.code, **days})}", self._cells(place, period))
            for place in found.places
        ]
        total = self._cells(found.total, period)
        context = {
            "found": found,
            "form": form,
            "total": total,
            "rows": rows,
            "columns": [
                {"label": _("Place")},
                *({"label": cell.label, "is_number": True} for cell in total),
                {"label": _("Last patrol")},
            ],
            "plans_url": plans,
            "may_plan": self.actor.has("patrol.plan"),
            "crumbs": [
                {"label": step.name, "url": f"{here}?{urlencode({'region': step.code, **days})}"}
                for step in found.path
            ],
        }
        return self.render(context)

    def _cells(self, place: Any, period: Period) -> list[Any]:
        return cells_of(place.numbers, {"region": place.code}, period)


class _List(Page):
    """A list with the filters of its address; what was not understood yields nothing rather than everything."""

    duty = "patrol.view"
    template_name = "grids/patrol/list.html"
    title: Any = ""
    nothing: Any = ""
    order: tuple[str, ...] = ("pk",)
    filters: Any = None
    row_template = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        form = PeriodForm(request.GET)
        self.period = form.period
        found = self.filters(request.GET, self.rows())
        is_read = found.is_valid() and not form.errors
        rows = found.qs if is_read else self.rows().none()
        page = page_of(rows, order=self.order, cursor=request.GET.get("cursor", ""))
        context = {
            "title": self.title,
            "nothing": self.nothing if is_read else _("A filter could not be read"),
            "lines": self.lines(page.rows),
            "row_template": self.row_template,
            "total": bounded_count(rows),
            "form": form,
            "kept": [
                (key, request.GET[key])
                for key in ("region", "grid", "plan", "standing")
                if request.GET.get(key)
            ],
            "may_see_area": self.actor.has("patrol.view_area"),
            "may_plan": self.actor.has("patrol.plan"),
            "may_walk": self.actor.has("patrol.walk"),
            "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
            "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
        }
        return self.render(context)

    def rows(self) -> Any:
        """Return what may be seen, before the filters."""
        raise NotImplementedError

    def lines(self, rows: list[Any]) -> list[Any]:
        """Return what a line shows of each row."""
        return rows


class PlanList(_List):
    """Plans by grid, each with its numbers in the period."""

    title = gettext_lazy("Patrol plans")
    nothing = gettext_lazy("No plan fits these filters.")
    order = ("grid__code", "pk")
    filters = PlanFilterSet
    row_template = "grids/patrol/_plan_row.html"

    def rows(self) -> Any:
        return plans_visible(self.actor)

    def lines(self, rows: list[Any]) -> list[Any]:
        today = timezone.localdate()
        found = []
        for one in coverage_of_plans(self.actor, rows, self.period):
            numbers = {
                name: getattr(one, name) for name in ("due", "done", "open", "missed", "unvisited", "walks")
            }
            cells = cells_of(numbers, {"plan": str(one.plan.pk)}, self.period)
            found.append((one, cells, one.plan.runs_on(today)))
        return found


class OccasionList(_List):
    """Periods in which patrols are due."""

    title = gettext_lazy("Patrols due")
    nothing = gettext_lazy("Nothing was due here on these days.")
    order = ("-pk",)
    filters = OccasionFilterSet
    row_template = "grids/patrol/_occasion_row.html"

    def rows(self) -> Any:
        touches = {"period_to__gte": self.period.since, "period_from__lte": self.period.until}
        return occasions_visible(self.actor).filter(**touches)

    def lines(self, rows: list[Any]) -> list[Any]:
        today = timezone.localdate()
        return [(row, *standing_badge(row, today)) for row in rows]


class PointList(_List):
    """Points that nobody visited in the period."""

    title = gettext_lazy("Points not visited")
    nothing = gettext_lazy("Every point was visited in these days.")
    order = ("plan__grid__code", "plan_id", "order", "pk")
    filters = PointFilterSet
    row_template = "grids/patrol/_point_row.html"

    def rows(self) -> Any:
        return unvisited_points(self.actor, self.period.since, self.period.until)


class PatrolList(_List):
    """Patrols that were walked: those of the area, for a worker the own ones."""

    title = gettext_lazy("Patrols walked")
    nothing = gettext_lazy("No patrol was recorded here in these days.")
    order = ("-ended_at", "-pk")
    filters = PatrolFilterSet
    row_template = "grids/patrol/_walk_row.html"

    def rows(self) -> Any:
        days = (self.period.since, self.period.until)
        return patrols_visible(self.actor).filter(walked_on__range=days)


class UnplannedList(Page):
    """Grids in which no plan runs today."""

    duty = "patrol.view_area"
    template_name = "grids/patrol/unplanned.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        rows = unplanned_in(self.actor, region.code)
        page = page_of(rows, order=("code", "pk"), cursor=request.GET.get("cursor", ""))
        context = {
            "region": region,
            "rows": page.rows,
            "total": bounded_count(rows),
            "may_plan": self.actor.has("patrol.plan"),
            "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
            "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
        }
        return self.render(context)


urlpatterns = [
    path("patrols/", PatrolCoverage.as_view(), name="patrol_coverage"),
    path("patrols/plans/", PlanList.as_view(), name="patrol_plans"),
    path("patrols/due/", OccasionList.as_view(), name="patrol_due"),
    path("patrols/points/", PointList.as_view(), name="patrol_points"),
    path("patrols/walks/", PatrolList.as_view(), name="patrol_walks"),
    path("patrols/unplanned/", UnplannedList.as_view(), name="patrol_unplanned"),
]
