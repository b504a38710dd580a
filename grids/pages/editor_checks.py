"""The check of the ground: each overlap and each gap of a division, on a list and on the map."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.pages.editor_split import collection, feature
from grids.pages.period_forms import AsOfForm
from grids.queries.ground_checks import GAP, OVERLAP, Fault, check_ground
from grids.queries.operations import map_of
from pingan.access.queries import region_for
from pingan.org.queries import children_of
from pingan.web.pages import Page
from pingan.web.tables import address

#: Faults on one page of the list.
SIZE = 25
#: Most grids drawn beneath the faults; a whole county would be grey with lines.
MOST_DRAWN = 600
COUNTY_LEVEL = 3
#: The rows of numbers bear their meaning in Chinese alone; here it is said in the reader's language.
_TOLERANCES = {
    "grid_check.overlap_m2": gettext_lazy("Overlaps below this pass for inexact drawing"),
    "grid_check.gap_m2": gettext_lazy("Gaps below this pass for inexact drawing"),
}


def place_in(text: str) -> int:
    """Return the page that an address names, beginning with one."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 6 else 1


class GroundCheckPage(Page):
    """Of a county or below; above it one first goes down to a county."""

    duty = "grids.view"
    template_name = "grids/editor/check.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        kind = request.GET.get("kind", "")
        kind = kind if kind in {OVERLAP, GAP} else ""
        today = timezone.localdate()
        form = AsOfForm({"on": request.GET.get("on") or today.isoformat()})
        day = form.day or today
        context: dict[str, Any] = {
            "region": region,
            "form": form,
            "is_county": region.level >= COUNTY_LEVEL,
            "kinds": [(OVERLAP, _("Overlaps"), kind == OVERLAP), (GAP, _("Gaps"), kind == GAP)],
            "inside": [
                (child, address(request.GET, region=child.code, page=None, spot=None))
                for child in children_of(region)
                if self.actor.covers(child.code)
            ],
        }
        # What cannot be read finds nothing, as in every list.
        if region.level >= COUNTY_LEVEL and not form.errors:
            context |= self._found(request, day, kind, region)
        return self.render(context)

    def _found(self, request: HttpRequest, day: date, kind: str, region: Any) -> dict[str, Any]:
        check = check_ground(self.actor, region, day, kind=kind)
        count = len(check.faults)
        pages = max(1, -(-count // SIZE))
        place = min(place_in(request.GET.get("page", "")), pages)
        faults = check.faults[(place - 1) * SIZE : place * SIZE]
        first = (place - 1) * SIZE + 1
        numbered = list(enumerate(faults, start=first))
        spot = place_in(request.GET.get("spot", "")) if request.GET.get("spot") else None
        alone = [(number, fault) for number, fault in numbered if number == spot]
        beneath = [
            feature(grid.boundary, f"{grid.name} {grid.code}")
            for _number, fault in alone
            for grid in fault.grids
        ]
        if not alone:
            ground, _whole = map_of(self.actor, prefix=region.prefix, on=day, most=MOST_DRAWN)
            beneath = ground["features"]
        spots = [
            feature(fault.boundary, f"{number}. {name_of(fault)}", is_current=True)
            for number, fault in alone or numbered
        ]
        return {
            "check": check,
            "tolerances": [(_TOLERANCES.get(one.code, one.note), one) for one in check.numbers],
            "lines": [
                (number, fault, name_of(fault), address(request.GET, spot=str(number)))
                for number, fault in numbered
            ],
            "whole_url": address(request.GET, spot=None) if alone else "",
            "total": count,
            "shapes": collection([*beneath, *spots]),
            "previous_url": address(request.GET, page=str(place - 1), spot=None) if place > 1 else None,
            "next_url": address(request.GET, page=str(place + 1), spot=None) if place < pages else None,
        }


def name_of(fault: Fault) -> str:
    """Return what a fault is, in words."""
    if fault.division is not None:
        return _("Gap in %(division)s") % {"division": fault.division.name}
    first, second = fault.grids
    return _("%(first)s and %(second)s overlap") % {"first": first.name, "second": second.name}


urlpatterns = [path("grids/check/", GroundCheckPage.as_view(), name="grid_check")]
