"""Merging a grid with neighbours: choose them, look at what comes of it, then decide."""

from __future__ import annotations

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
from grids.services.splitting import MergeInput, Operated, merge_grids
from pingan.common.errors import Invalid, Stale
from pingan.web.forms import add_errors, choose


class GridMerge(EditorPage):
    """Choose neighbours; see the ground of all; say what the new grid is."""

    template_name = "grids/editor/merge.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        held = self.held_back(grid)
        if held is not None:
            return held
        asked = self._asked(grid, request.GET if "grids" in request.GET or "on" in request.GET else None)
        return self._step(grid, asked, None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid_to_change(pk)
        asked = self._asked(grid, request.POST)
        offered = {str(other.pk) for other, _metres in self.near}
        seen = {pair.partition(":")[0] for pair in request.POST.get("seen", "")[:2000].split(",")}
        if (set(request.POST.getlist("grids")) - offered) & seen:
            raise Stale()  # it was offered, and somebody changed it since
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

    def _step(self, grid: Grid, asked: MergeChoice, data: Any) -> HttpResponse:
        frame = self.frame(grid, _("Merge with neighbours"))
        own = [feature(grid.boundary, grid.name, is_current=True)] if grid.boundary else []
        around = [feature(other.boundary, other.name) for other, _metres in self.near]
        first = {**frame, "asked": asked, "shapes": collection([*around, *own]), "has_near": bool(around)}
        if not asked.is_bound or not asked.is_valid():
            return self.render(first, status=422 if asked.is_bound else 200)
        chosen = {int(key) for key in asked.cleaned_data["grids"]}
        grids = [grid, *(other for other, _metres in self.near if other.pk in chosen)]
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
        context = {
            "form": form,
            "fields": form.fields_of(0),
            "grids": grids,
            "area": area_m2(ground),
            "matters": len(open_points(self.actor, [one.pk for one in grids])),
            "shapes": collection([feature(dict(mapping(ground)), grid.name, is_current=True)]),
            "day": day,
            "seen": ",".join(f"{one.pk}:{one.version}" for one in grids),
        }
        if status == 422 and data is not None:
            context["seen"] = data.get("seen", "")
        return self.render({**first, **context}, status=status)

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
        pairs = [pair.partition(":")[::2] for pair in data.get("seen", "")[:2000].split(",")]
        seen = {int(key): version_in(version) for key, version in pairs if version_in(key) is not None}
        return merge_grids(
            actor=self.actor,
            data=MergeInput(
                grid_ids=tuple(one.pk for one in grids),
                region_id=form.cleaned_data["region-0"],
                result=form.pieces()[0],
                reason=form.cleaned_data["reason"],
                on=asked.cleaned_data["on"],
                seen_versions={key: version for key, version in seen.items() if version is not None},
            ),
        )


urlpatterns = [path("grids/<int:pk>/merge/", GridMerge.as_view(), name="grid_merge")]
