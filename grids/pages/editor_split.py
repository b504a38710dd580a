"""Splitting a grid and merging it with neighbours: draw or choose, look at what comes of it, then decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.geometry import mapping

from grids.models import Grid
from grids.pages.editor_forms import LineForm, MergeChoice, PiecesForm
from grids.queries.cuts import (
    SplitPreview,
    mergeable_with,
    open_points,
    people_on,
    split_preview,
    united,
)
from grids.rules.geometry import area_m2
from grids.services.boundaries import warning_text
from grids.services.splitting import MergeInput, Operated, SplitInput, merge_grids, split_grid
from pingan.access.policy import fetch
from pingan.common.errors import Invalid
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page


def feature(boundary: Any, label: str, **properties: Any) -> dict[str, Any]:
    """Return a shape as the map component draws it."""
    return {"type": "Feature", "geometry": boundary, "properties": {"label": label, **properties}}


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return shapes for the map component."""
    return {"type": "FeatureCollection", "features": features}


def version_in(text: str) -> int | None:
    """Return the version that a form was shown with; None where the field holds none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class EditorPage(Page):
    """Base of the steps around one grid."""

    duty = "grids.manage"

    def grid(self, pk: int) -> Grid:
        return fetch(Grid, self.actor, pk, "edit", refine=lambda rows: rows.select_related("region"))

    def frame(self, grid: Grid, title: str) -> dict[str, Any]:
        back = reverse("grids:grid_detail", args=[grid.pk])
        crumbs = [{"label": _("Grids"), "url": reverse("grids:grid_list")}, {"label": grid.name, "url": back}]
        return {"grid": grid, "title": title, "crumbs": [*crumbs, {"label": title}], "back": back}

    def done(self, operated: Operated, sentence: str) -> HttpResponse:
        messages.success(self.request, sentence)
        for warning in operated.warnings:
            messages.warning(self.request, warning_text(warning))
        return redirect("grids:operation_detail", pk=operated.operation.pk)


class GridSplit(EditorPage):
    """Draw a line; see its pieces; say what each is."""

    template_name = "grids/editor/split.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        asked = LineForm(request.GET if "line" in request.GET else None)
        preview = self._preview(grid, asked)
        if preview is None:
            return self._draw(grid, asked)
        return self._choose(grid, asked, preview, self._form(grid, asked, preview))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        asked = LineForm(request.POST)
        preview = self._preview(grid, asked)
        if preview is None:
            return self._draw(grid, asked)
        form = self._form(grid, asked, preview, request.POST)
        if form.is_valid():
            data = SplitInput(
                line=asked.cleaned_data["line"],
                pieces=form.pieces(),
                reason=form.cleaned_data["reason"],
                on=asked.cleaned_data["on"],
            )
            seen = version_in(request.POST.get("seen_version", ""))
            try:
                done = split_grid(actor=self.actor, grid_id=pk, data=data, seen_version=seen)
            except Invalid as error:
                add_errors(form, error)
            else:
                return self.done(done, _("The grid is split."))
        seen_text = request.POST.get("seen_version", "")
        return self._choose(grid, asked, preview, form, status=422, seen=seen_text)

    def _preview(self, grid: Grid, asked: LineForm) -> SplitPreview | None:
        if not asked.is_bound or not asked.is_valid():
            return None
        day = asked.cleaned_data["on"] or timezone.localdate()
        try:
            return split_preview(self.actor, grid, asked.cleaned_data["line"], day)
        except Invalid as error:
            add_errors(asked, error)
            return None

    def _form(self, grid: Grid, asked: LineForm, preview: SplitPreview, data: Any = None) -> PiecesForm:
        day = asked.cleaned_data["on"] or timezone.localdate()
        return PiecesForm(
            data,
            proposals=[(piece.proposed_households, piece.proposed_population) for piece in preview.pieces],
            kind=grid.kind,
            people=people_on([grid], day),
            names=[f"{grid.name}{number}" for number in range(1, len(preview.pieces) + 1)],
        )

    def _draw(self, grid: Grid, asked: LineForm) -> HttpResponse:
        shown = [feature(grid.boundary, grid.name)] if grid.boundary else []
        context = {"form": asked, "shapes": collection(shown), "is_drawn": bool(shown)}
        return self.render(
            {**self.frame(grid, _("Split the grid")), **context}, status=422 if asked.is_bound else 200
        )

    def _choose(
        self,
        grid: Grid,
        asked: LineForm,
        preview: SplitPreview,
        form: PiecesForm,
        *,
        status: int = 200,
        seen: str = "",
    ) -> HttpResponse:
        shapes = [
            feature(piece.boundary, _("Piece %(number)d") % {"number": number}, is_current=number == 1)
            for number, piece in enumerate(preview.pieces, start=1)
        ]
        context = {
            "form": form,
            "asked": asked,
            "pieces": list(zip(preview.pieces, form.sets, strict=True)),
            "unplaced": preview.unplaced,
            "shapes": collection(shapes),
            "seen_version": seen or str(grid.version),
            "day": asked.cleaned_data["on"] or timezone.localdate(),
        }
        return self.render({**self.frame(grid, _("Split the grid")), **context}, status=status)


class GridMerge(EditorPage):
    """Choose neighbours; see the ground of all; say what the new grid is."""

    template_name = "grids/editor/merge.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        asked = self._asked(grid, request.GET if "grids" in request.GET or "on" in request.GET else None)
        return self._step(grid, asked, None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        return self._step(grid, self._asked(grid, request.POST), request.POST)

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
        day = asked.cleaned_data["on"] or timezone.localdate()
        try:
            ground = united(grids, day)
        except Invalid as error:
            add_errors(asked, error)
            return self.render(first, status=422)
        form = self._form(grids, day, data)
        if data is not None and form.is_valid():
            try:
                return self.done(self._merge(grids, asked, form, data), _("The grids are merged."))
            except Invalid as error:
                add_errors(form, error)
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
        if data is not None:
            context["seen"] = data.get("seen", "")
        return self.render({**first, **context}, status=200 if data is None else 422)

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


urlpatterns = [
    path("grids/<int:pk>/split/", GridSplit.as_view(), name="grid_split"),
    path("grids/<int:pk>/merge/", GridMerge.as_view(), name="grid_merge"),
]
