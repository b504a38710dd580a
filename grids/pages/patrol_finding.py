"""The report form as it is opened from a patrol: on which walk, and where, something was found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from grids.models import PatrolPoint
from grids.rules.patrols import walk_reference
from pingan.access.policy import visible_to
from pingan.access.rules import Actor


class FoundOnPatrol(forms.Form):
    """The walk travels with the report; what cannot be read there is passed over."""

    patrol = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.HiddenInput(attrs={"autocomplete": "off", "data-patrol": "", "data-undrafted": ""}),
    )

    def clean_patrol(self) -> str:
        """Keep what names a walk."""
        text = str(self.cleaned_data.get("patrol", ""))
        return text if walk_reference(text) is not None else ""


def named_walk(query: QueryDict) -> str:
    """Return the walk, and the point on it, that an address names; blank: none."""
    text = query.get("patrol", "")[:60]
    return text if walk_reference(text) is not None else ""


def walk_url(actor: Actor, text: str) -> str:
    """Return the way back to the walk that goes on; where no plan can be told, to where walks begin."""
    reference = walk_reference(text)
    if reference is None:
        return ""
    point = visible_to(PatrolPoint, actor).filter(pk=reference.point_id or 0).first()
    return reverse("grids:patrol_walk", args=[point.plan_id]) if point else reverse("grids:patrol_start")


def found_on_patrol(actor: Actor, query: QueryDict) -> dict[str, Any]:
    """Return what the report form begins with where a patrol leads to it: the walk, the grid, the point's place."""
    text = named_walk(query)
    reference = walk_reference(text)
    if reference is None:
        return {}
    grid = query.get("grid", "")
    found: dict[str, Any] = {"patrol": text, "grid": grid if grid.isascii() and grid.isdigit() else ""}
    point = visible_to(PatrolPoint, actor).filter(pk=reference.point_id or 0).first()
    if point is not None:
        found |= {
            "place_text": point.name, "longitude": point.longitude, "latitude": point.latitude,
        }  # fmt: skip
    return found
