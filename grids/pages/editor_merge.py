"""Merging a grid with neighbours: choose them, look at what comes of it, then decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from grids.models import Grid
from grids.pages.editor_forms import MergeChoice, PiecesForm
from grids.pages.editor_split import EditorPage, collection, faster, feature, version_in
from grids.queries.cuts import mergeable_with, open_points, people_on, united
from grids.rules.geometry import area_m2
from grids.services.operations import checked_start
from grids.services.splitting import MOST_MERGED, MergeInput, Operated, merge_grids
from pingan.common.errors import Invalid, Stale
from pingan.web.forms import add_errors, choose


class GridMerge(EditorPage):
    """Choose neighbours; see the ground of all; say what the new grid is."""

    template_name = "grids/editor/merge.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        is_chosen = "grids" in request.GET
        held = None if is_chosen else self.held_back(grid)
        if held is not None:
            return held
        asked = self._asked(grid, request.GET if is_chosen or "on" in request.GET else None)
        return self._step(grid, asked)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        asked = self._asked(grid, request.POST)
        offered = {str(other.pk) for other, _metres in self.near}
        seen = _seen(request.POST)
        gone = [
            key for key in request.POST.getlist("grids") if key not in offered and version_in(key) in seen
        ]
        if gone or self.overtaken(grid):
            return self._overtaken(grid, asked, [self.grid(int(key)) for key in gone[:MOST_MERGED]])
        return self._step(grid, asked, request.POST)

    def _asked(self, grid: Grid, data: Any) -> MergeChoice:
        asked = MergeChoice(data)
        self.near = mergeable_with(self.actor, grid, timezone.localdate())
        pairs = [
            (
                str(other.pk),
                _("%(grid)s (%(code)s, %(metres)d m of common border)")
                % {"grid": other.name, "code": other.code, "metres": metres},
            )
            for other, metres in self.near
        ]
        choose(asked, "grids", pairs)
        return asked

    def _first(self, grid: Grid, asked: MergeChoice) -> dict[str, Any]:
        own = [feature(grid.boundary, grid.name, is_current=True)] if grid.boundary else []
        around = [feature(other.boundary, other.name) for other, _metres in self.near]
        shapes = collection([*around, *own])
        frame = self.frame(grid, _("Merge with neighbours"))
        return {**frame, "asked": asked, "shapes": shapes, "has_near": bool(around)}

    def _chosen(self, grid: Grid, keys: Iterable[str]) -> list[Grid]:
        wanted = set(keys)
        return [grid, *(other for other, _metres in self.near if str(other.pk) in wanted)]

    def _step(self, grid: Grid, asked: MergeChoice, data: Any = None) -> HttpResponse:
        first = self._first(grid, asked)
        if not asked.is_bound or not asked.is_valid():
            return self.render(first, status=422 if asked.is_bound else 200)
        grids = self._chosen(grid, asked.cleaned_data["grids"])
        try:
            day = checked_start(grids, asked.cleaned_data["on"])
            ground = united(grids, day)
        except Invalid as error:
            add_errors(asked, error)
            return self.render(first, status=422)
        form = self._form(grids, day, data)
        status = 200 if data is None else 422
        if data is not None and form.is_valid():
            try:
                return self.done(self._merge(grids, asked, form, data), _("The grids are merged."))
            except Invalid as error:
                add_errors(form, error)
            except Stale:
                form.add_error(None, faster())
                status = 409
        context = {**first, **self._second(grids, form, day, ground)}
        if status == 422 and data is not None:
            context["seen"] = data.get("seen", "")
        return self.render(context, status=status)

    def _overtaken(self, grid: Grid, asked: MergeChoice, gone: list[Grid]) -> HttpResponse:
        """Show what was typed again; what is left of the choice can be sent again without the grids that are gone."""
        data = self.request.POST
        left = self._chosen(grid, data.getlist("grids"))
        day = timezone.localdate()
        asked.is_valid()
        form = self._form([*left, *gone], asked.cleaned_data.get("on") or day, data)
        form.is_valid()
        form.add_error(None, self.overtaken(grid, *gone) or faster())
        shown = left if len(left) > 1 and not self.overtaken(grid) else [*left, *gone]
        try:
            ground = united(shown, day)
        except Invalid:
            ground = None
        context = {**self._first(grid, asked), **self._second(shown, form, day, ground)}
        return self.render(context, status=409)

    def _second(self, grids: list[Grid], form: PiecesForm, day: date, ground: Any) -> dict[str, Any]:
        """Return what shows the new grid. ``ground`` None: the old ones have none in common any more."""
        first = grids[0].name
        shapes = [feature(one.boundary, one.name, is_current=True) for one in grids if one.boundary]
        if ground is not None:
            shapes = [feature(dict(mapping(ground)), first, is_current=True)]
        return {
            "form": form,
            "fields": form.fields_of(0),
            "grids": grids,
            "chosen": [one.pk for one in grids[1:]],
            "area": None if ground is None else area_m2(ground),
            "matters": len(open_points(self.actor, [one.pk for one in grids])),
            "shapes": collection(shapes),
            "day": day,
            "seen": ",".join(f"{one.pk}:{one.version}" for one in grids),
        }

    def _form(self, grids: list[Grid], day: Any, data: Any) -> PiecesForm:
        def total(column: str) -> int | None:
            counts = [getattr(one, column) for one in grids]
            return None if None in counts else sum(counts)

        regions = {one.region_id: one.region.name for one in grids}
        form = PiecesForm(
            data,
            proposals=[(None, None)],
            kind=grids[0].kind,
            people=people_on(grids, day),
            names=[grids[0].name],
            regions=list(regions.items()),
            shows_grid=True,
        )
        form.fields["households-0"].initial = total("households")
        form.fields["resident_population-0"].initial = total("resident_population")
        return form

    def _merge(self, grids: list[Grid], asked: MergeChoice, form: PiecesForm, data: Any) -> Operated:
        return merge_grids(
            actor=self.actor,
            data=MergeInput(
                grid_ids=tuple(one.pk for one in grids),
                region_id=form.cleaned_data["region-0"],
                result=form.pieces()[0],
                reason=form.cleaned_data["reason"],
                on=asked.cleaned_data["on"],
                seen_versions=_seen(data),
            ),
        )


def _seen(data: Any) -> dict[int, int]:
    """Return the versions that the form was shown with, by grid."""
    pairs = [pair.partition(":")[::2] for pair in data.get("seen", "")[:2000].split(",")]
    found = {version_in(key): version_in(version) for key, version in pairs}
    return {key: version for key, version in found.items() if key is not None and version is not None}


urlpatterns = [path("grids/<int:pk>/merge/", GridMerge.as_view(), name="grid_merge")]
