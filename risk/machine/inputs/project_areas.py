"""What the actions on a project's area ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.matters.machine import input_field
from risk.queries.area_shapes import grids_to_choose, regions_to_choose


def _regions(actor: Actor, decision: Any) -> Any:
    return regions_to_choose(actor, decision)


def _grids(actor: Actor, decision: Any) -> Any:
    return grids_to_choose(actor, decision)


@dataclass(frozen=True, kw_only=True)
class SetArea:
    """Where the project lies. What is left empty is taken away; all of it empty: the division is the area again."""

    boundary: str = input_field(
        _("Drawn area"), "geojson", default="", max_length=200_000,
        help=_("Tap the corners on the map one after the other, or paste GeoJSON (WGS-84)."),
    )  # fmt: skip
    regions: tuple[str, ...] = input_field(
        _("Divisions of the area"), "checkboxes", default=(), choices=_regions,
        help=_("Of a drawn area they count for matters without a point."),
    )  # fmt: skip
    grids: tuple[str, ...] = input_field(
        _("Grids of the area"), "checkboxes", default=(), choices=_grids,
        help=_("Grids that lie wholly inside a drawn area count without being chosen."),
    )  # fmt: skip
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class TakeOff:
    """A matter that was found by its place and has nothing to do with the project."""

    number: str = input_field(_("Number of the dispute or incident"), max_length=32)
    note: str = input_field(
        _("Reason"), "textarea", max_length=200, help=_("It is not linked again. Name no private persons.")
    )
