"""The border of a grid: drawn, its corners moved with those of its neighbours; every border it had, and back to one."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid
from grids.pages.editor_forms import BorderForm, ReasonOnly
from grids.pages.editor_operations import state_of
from grids.pages.editor_split import EditorPage, collection, faster, feature, version_in
from grids.queries.borders import MovedBorder, bordering, heavy_losses
from grids.queries.cuts import snap_metres
from grids.queries.operations import operations_of, versions_of
from grids.queries.planned import planned_for
from grids.services.borders import BordersInput, move_borders, preview_borders
from grids.services.boundaries import warning_text
from pingan.access.policy import allows, fetch
from pingan.common.errors import Invalid, NotFound, Stale
from pingan.web.forms import add_errors
from pingan.web.pages import Page


class GridBorder(EditorPage):
    """Draw or move the border; see what it does to the neighbours; then decide."""

    template_name = "grids/editor/border.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        held = self.held_back(grid)
        if held is not None:
            return held
        near = bordering(self.actor, grid, timezone.localdate())
        seen = _versions(grid, near)
        drawn = json.dumps(grid.boundary) if grid.boundary else ""
        initial = {"boundary": drawn, "neighbours_follow": True, "seen": seen}
        return self._show(grid, near, BorderForm(initial=initial), [])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        if self.overtaken(grid):
            return self._overtaken(pk)
        form = BorderForm(request.POST)
        changes: list[MovedBorder] = []
        is_preview = request.POST.get("step") == "preview"
        if is_preview:
            form.fields["reason"].required = False
        if form.is_valid():
            try:
                if not is_preview:
                    return self._move(grid, form)
                changes = self._changes(grid, form)
            except Invalid as error:
                add_errors(form, error)
            except Stale:
                return self._overtaken(pk)
        near = bordering(self.actor, grid, timezone.localdate())
        return self._show(grid, near, form, changes, status=200 if changes else 422)

    def _overtaken(self, pk: int) -> HttpResponse:
        """Show what was drawn on what holds now. Neighbours' corners were dragged on a ground that is gone."""
        grid = self.grid(pk)
        near = bordering(self.actor, grid, timezone.localdate())
        typed = self.request.POST.copy()
        typed["dragged"], typed["seen"] = "", _versions(grid, near)
        form = BorderForm(typed)
        changes: list[MovedBorder] = []
        why = self.overtaken(grid)
        is_valid = form.is_valid()
        form.add_error(None, why or faster())
        if is_valid and not why:
            try:
                changes = self._changes(grid, form)
            except Invalid as error:
                add_errors(form, error)
        return self._show(grid, near, form, changes, status=409)

    def _changes(self, grid: Grid, form: BorderForm) -> list[MovedBorder]:
        return preview_borders(self.actor, grid, self._input(form))

    def _input(self, form: BorderForm) -> BordersInput:
        given = form.cleaned_data
        return BordersInput(
            boundary=given["boundary"],
            reason=given.get("reason", ""),
            neighbours_follow=given["neighbours_follow"],
            dragged=given["dragged"],
            on=given["on"],
            seen_versions=given["seen"],
        )

    def _move(self, grid: Grid, form: BorderForm) -> HttpResponse:
        done = move_borders(actor=self.actor, grid_id=grid.pk, data=self._input(form))
        return self.done(done, _("The border is moved; the former one stays in the history."))

    def _show(
        self, grid: Grid, near: list[Grid], form: BorderForm, changes: list[MovedBorder], *, status: int = 200
    ) -> HttpResponse:
        stored = [
            feature(one.boundary, one.name, id=one.pk, is_own=one.pk == grid.pk)
            for one in (*near, grid)
            if one.boundary
        ]
        moved = {change.grid.pk: change.boundary for change in changes}
        edited = [{**one, "geometry": moved.get(one["properties"]["id"], one["geometry"])} for one in stored]
        context = {
            "form": form,
            "changes": changes,
            "losers": heavy_losses(changes, timezone.localdate()),
            "shapes": collection(stored),
            "edited": collection(edited),
            "is_drawn": grid.boundary is not None,
            "snap_m": snap_metres(grid.region.code, timezone.localdate()),
        }
        return self.render({**self.frame(grid, _("Border of the grid")), **context}, status=status)


def _versions(grid: Grid, near: list[Grid]) -> str:
    return ",".join(f"{one.pk}:{one.version}" for one in (grid, *near))


class GridHistory(Page):
    """Every version of a grid with its border; an earlier border can be taken up again as a new change."""

    duty = "grids.view"
    template_name = "grids/editor/history.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, chosen=version_in(request.GET.get("version", "")))

    def show(
        self, pk: int, *, chosen: int | None = None, form: ReasonOnly | None = None, status: int = 200
    ) -> HttpResponse:
        grid = fetch(Grid, self.actor, pk, refine=lambda rows: rows.select_related("region"))
        versions = versions_of(self.actor, grid)
        shown = next((one for one in versions if one.version == chosen), versions[0])
        back = reverse("grids:grid_detail", args=[grid.pk])
        crumbs = [{"label": _("Grids"), "url": reverse("grids:grid_list")}, {"label": grid.name, "url": back}]
        shapes = [feature(grid.boundary, _("present border"))] if grid.boundary else []
        if shown.boundary:
            label = _("version %(number)d") % {"number": shown.version}
            shapes.append(feature(shown.boundary, label, is_current=True))
        is_live = (
            allows(self.actor, "edit", grid) and grid.valid_to is None and not planned_for(self.actor, grid)
        )
        context: dict[str, Any] = {
            "grid": grid,
            "crumbs": [*crumbs, {"label": _("Borders and versions")}],
            "versions": versions,
            "shown": shown,
            "shapes": collection(shapes),
            "operations": [(one, *state_of(one)) for one in operations_of(self.actor, grid)],
            "may_restore": is_live and bool(shown.boundary) and shown.boundary != grid.boundary,
            "form": form or ReasonOnly(),
        }
        return self.render(context, status=status)


class GridRestore(GridHistory):
    """Take up the border of an earlier version, as a new change; neighbours stay as they are."""

    duty = "grids.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, version: int) -> HttpResponse:
        grid = fetch(Grid, self.actor, pk, "edit")
        former = next((one for one in versions_of(self.actor, grid) if one.version == version), None)
        if former is None or former.boundary is None:
            raise NotFound()
        form = ReasonOnly(request.POST)
        if form.is_valid():
            seen = version_in(request.POST.get("seen_version", ""))
            data = BordersInput(
                boundary=former.boundary,
                reason=form.cleaned_data["reason"],
                neighbours_follow=False,
                snaps=False,
                seen_versions={} if seen is None else {grid.pk: seen},
            )
            try:
                done = move_borders(actor=self.actor, grid_id=pk, data=data)
            except Invalid as error:
                add_errors(form, error)
            except Stale:
                form.add_error(None, faster())
                return self.show(pk, chosen=version, form=form, status=409)
            else:
                messages.success(request, _("The earlier border holds again."))
                for warning in done.warnings:
                    messages.warning(request, warning_text(warning))
                return redirect("grids:grid_detail", pk=pk)
        return self.show(pk, chosen=version, form=form, status=422)


urlpatterns = [
    path("grids/<int:pk>/border/", GridBorder.as_view(), name="grid_border"),
    path("grids/<int:pk>/history/", GridHistory.as_view(), name="grid_history"),
    path(
        "grids/<int:pk>/history/<int:version>/restore/",
        GridRestore.as_view(),
        name="grid_restore",
    ),
]
