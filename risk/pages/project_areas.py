"""The area of a project on the page of its decision, and everything that was found in it as a list of its own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import pgettext_lazy

from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.common.slots import matter_urls
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.web.listing import paged
from pingan.web.pages_matter_lists import MatterPage
from pingan.web.pages_matters import detail_at
from pingan.web.tables import page_of
from risk.machine.decisions import DECISIONS
from risk.models import FoundBy, MajorDecision
from risk.pages.decision_list import LIST
from risk.queries.area_filters import AreaFilterSet
from risk.queries.area_shapes import ground_of, place_in_words, shape_of
from risk.queries.project_areas import (
    area_of,
    counts_in,
    is_area,
    matters_in_area,
    months_of,
    number_of_months,
)

#: As many of the newest as the page of the decision shows.
MOST_SHOWN = 5
#: As many points as the map of an area shows.
MOST_POINTS = 200
ORDER = ("-opened_at", "-pk")
#: The parts of the list: key, label, filters.
PARTS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("all", pgettext_lazy("tab", "All"), {}),
    ("open", pgettext_lazy("tab", "Open"), {"open": "true"}),
    ("dispute", pgettext_lazy("tab", "Disputes"), {"kind": "dispute"}),
    ("incident", pgettext_lazy("tab", "Incidents"), {"kind": "incident"}),
    ("off", pgettext_lazy("tab", "Taken off"), {}),
)


def may_take_off(actor: Actor, decision: MajorDecision) -> bool:
    """Say whether the reader may take a matter off now."""
    action = DECISIONS.actions["take_off"]
    return decision.matter.state in action.from_ and allows(actor, action.verb, decision)


def lines(rows: Iterable[Matter], decision: MajorDecision, *, has_actions: bool) -> list[dict[str, Any]]:
    """Return matters of the area as lines, each with the way to take it off."""
    off_url = reverse("risk:decision_action", args=[decision.pk, "take_off"])
    found_by = dict(FoundBy.choices)
    shown = []
    for row in rows:
        url = matter_urls.get(row.kind)
        shown.append(
            {
                "matter": row,
                "url": url(row.pk) if url else "",
                "kind": machine_for(row.kind).label,
                "state": machine_for(row.kind).states[row.state],
                "found_by": found_by.get(row.found_by, ""),  # type: ignore[attr-defined]
                "reason": row.off_reason,  # type: ignore[attr-defined]
                "off_url": f"{off_url}?number={row.number}" if has_actions else "",
            }
        )
    return shown


def _points(rows: Iterable[Matter]) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        if row.longitude is None:
            continue
        url = matter_urls.get(row.kind)
        tone = "grey" if row.closed_at is not None else "red" if row.kind == "dispute" else "yellow"
        found.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
                "properties": {
                    "label": f"{row.number} {row.title}",
                    "url": url(row.pk) if url else "",
                    "tone": tone,
                },
            }
        )
    return found


def area_panel(actor: Actor, decision: MajorDecision) -> dict[str, Any]:
    """Return what the page of a decision shows of its area: place, map, counts, the newest matters."""
    area = area_of(decision)
    rows = matters_in_area(actor, decision)
    features = shape_of(area, decision.matter.title) if area else []
    return {
        "area": area,
        "place": place_in_words(decision, area),
        "is_area": area is not None or is_area(decision),
        "months": months_of(decision),
        "asked": number_of_months(decision),
        "counts": [(machine_for(kind).label, count, still) for kind, count, still in counts_in(rows)],
        "rows": lines(rows[:MOST_SHOWN], decision, has_actions=may_take_off(actor, decision)),
        "map": {"type": "FeatureCollection", "features": [*features, *_points(rows[:MOST_POINTS])]}
        if features
        else None,
        "url": reverse("risk:decision_area", args=[decision.pk]),
    }


def proposed_area(decision: MajorDecision) -> dict[str, Any]:
    """Return what stands in the form: the area as it is now."""
    area = area_of(decision)
    if area is None:
        return {}
    return {
        "boundary": json.dumps(area.boundary) if area.boundary else "",
        "regions": [region.code for region in area.regions.all()],
        "grids": [str(grid.pk) for grid in area.grids.all()],
    }


class DecisionArea(MatterPage):
    """Everything that was found in the area, within the reader's sight, and what was taken off with its reason."""

    spec = LIST
    duty = ""  # whoever does not see the decision is told that there is none
    template_name = "risk/decision/area.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        decision: MajorDecision = detail_at("decision", self.actor, pk)
        wanted = request.GET.get("show", "")
        key, _label, filters = next((part for part in PARTS if part[0] == wanted), PARTS[0])
        is_off = key == "off"
        rows = AreaFilterSet(filters, matters_in_area(self.actor, decision, taken_off=is_off)).qs
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        has_actions = not is_off and may_take_off(self.actor, decision)
        return self.render(
            {
                "matter": decision.matter,
                "panel": area_panel(self.actor, decision),
                "rows": lines(page.rows, decision, has_actions=has_actions),
                "is_off": is_off,
                "tabs": [
                    {"label": label, "url": f"?show={name}", "is_current": name == key}
                    for name, label, _filters in PARTS
                ],
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


class DecisionGround(MatterPage):
    """What lies behind a drawing, as GeoJSON: the grids of the division that the reader sees, or its outline."""

    spec = LIST
    duty = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        decision: MajorDecision = detail_at("decision", self.actor, pk)
        return JsonResponse(ground_of(self.actor, decision), content_type="application/geo+json")


urlpatterns = [
    path("risk/decisions/<int:pk>/area/", DecisionArea.as_view(), name="decision_area"),
    path("risk/decisions/<int:pk>/ground/", DecisionGround.as_view(), name="decision_ground"),
]
