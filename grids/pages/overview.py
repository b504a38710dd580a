"""The office's overview: an area, the places inside it, and behind every number its list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.pages.lines import list_url
from grids.pages.period_forms import USUAL_DAYS, ReportedPeriodForm
from grids.queries.overview import FILTERS, Overview, Place, overview
from grids.rules.figures import FEWEST, Share
from pingan.web.pages import Page

#: Columns of counts: key, label, red where it is not zero.
COUNTS = (
    ("intake", _("Came in"), False),
    ("handling", _("In handling"), False),
    ("overdue", _("Overdue"), True),
    ("returned", _("Returned now"), False),
    ("closed", _("Closed"), False),
    ("solved", _("Found solved on verification"), False),
    ("said_solved", _("Solved, say reporters"), False),
    ("satisfied", _("Satisfied"), False),
)


@dataclass(frozen=True)
class Cell:
    """One number with its list; ``tone`` red only for what is overdue."""

    key: str
    label: Any
    value: int
    url: str
    tone: str
    share: Share | None
    """What part of those of whom it is known; None: a count that is no part."""


@dataclass(frozen=True)
class Row:
    """One place as it is shown."""

    place: Place
    url: str
    cells: list[Cell]
    gaps_url: str


def _row(place: Place, found: Overview) -> Row:
    period = {"opened_after": found.since.isoformat(), "opened_before": found.until.isoformat()}
    cells = []
    for key, label, is_alarm in COUNTS:
        value = getattr(place.tally, key)
        url = list_url({**place.place, **period, **FILTERS[key]})
        share = getattr(place.tally, f"{key}_share", None)
        cells.append(Cell(key, label, value, url, "red" if is_alarm and value else "", share))
    here = {"region": place.code, "from": found.since.isoformat(), "to": found.until.isoformat()}
    gaps = urlencode({"region": place.code, "gap": "no_full_time_worker"})
    return Row(
        place=place,
        url=f"{reverse('grids:overview')}?{urlencode(here)}" if place.can_open else "",
        cells=cells,
        gaps_url=f"{reverse('grids:grid_list')}?{gaps}",
    )


class OverviewPage(Page):
    duty = "overview.view"
    template_name = "grids/overview/page.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = ReportedPeriodForm(request.GET)
        since, until = form.period.since, form.period.until
        found = overview(
            self.actor, code=request.GET.get("region", "").strip()[:12], since=since, until=until
        )
        here = reverse("grids:overview")
        period = {"from": since.isoformat(), "to": until.isoformat()}
        rows = [_row(place, found) for place in found.places]
        columns = [
            {"label": _("Place")},
            *({"label": label, "is_number": True} for _key, label, _alarm in COUNTS[:5]),
            {"label": _("Closed on time"), "is_number": True},
            *({"label": label, "is_number": True} for _key, label, _alarm in COUNTS[5:]),
            {"label": _("Grid gaps"), "is_number": True},
        ]
        return self.render(
            {
                "found": found,
                "total": _row(found.total, found),
                "rows": rows,
                "columns": columns,
                "most": max((row.place.tally.intake for row in rows), default=0),
                "fewest": FEWEST,
                "crumbs": [
                    {"label": step.name, "url": f"{here}?{urlencode({'region': step.code, **period})}"}
                    for step in found.path
                ],
                "presets": _presets(found.region.code),
                "form": form,
            }
        )


def _presets(code: str) -> list[dict[str, Any]]:
    today = timezone.localdate()
    here = reverse("grids:overview")
    periods = (
        (_("Last 7 days"), today - timedelta(days=6)),
        (_("Last 30 days"), today - timedelta(days=USUAL_DAYS - 1)),
        (_("This year"), date(today.year, 1, 1)),
    )
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode({'region': code, 'from': since.isoformat(), 'to': today.isoformat()})}",
        }
        for label, since in periods
    ]


urlpatterns = [path("overview/", OverviewPage.as_view(), name="overview")]
