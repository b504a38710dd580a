"""Splitting a grid: draw a line, look at its pieces, say what each is, then decide. And what the editor's steps share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid
from grids.pages.editor_forms import LineForm, PiecesForm
from grids.queries.cuts import SplitPreview, people_on, split_preview
from grids.queries.planned import planned_for
from grids.services.borders import MovedBorders
from grids.services.boundaries import warning_text
from grids.services.operations import checked_start, demand_endless
from grids.services.splitting import Operated, SplitInput, split_grid
from pingan.access.policy import fetch
from pingan.common.errors import Invalid, Stale
from pingan.web.forms import add_errors
from pingan.web.pages import Page


def feature(boundary: Any, label: str, **properties: Any) -> dict[str, Any]:
    """Return a shape as the map component draws it."""
    return {"type": "Feature", "geometry": boundary, "properties": {"label": label, **properties}}


def collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    """Return shapes for the map component."""
    return {"type": "FeatureCollection", "features": features}


def faster() -> str:
    """Return what somebody is told whose form was overtaken; the form stays, with the versions that hold now."""
    return _(
        "Somebody changed this grid or a neighbour meanwhile. What you entered is kept; look, then send it again."
    )


def version_in(text: str) -> int | None:
    """Return the version that a form was shown with; None where the field holds none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


class EditorPage(Page):
    """Base of the steps around one grid."""

    duty = "grids.manage"

    def grid(self, pk: int) -> Grid:
        return fetch(Grid, self.actor, pk, "edit", refine=lambda rows: rows.select_related("region"))

    def held_back(self, grid: Grid) -> HttpResponse | None:
        """Return the way back to a grid that ends, or that a planned change holds: nothing new begins there."""
        if grid.valid_to is None and not planned_for(self.actor, grid):
            return None
        messages.info(
            self.request, _("This grid ends, or a change of it is planned: it cannot be changed now.")
        )
        return redirect("grids:grid_detail", pk=grid.pk)

    def overtaken(self, *grids: Grid) -> str:
        """Return what somebody is told whose form was shown for grids that cannot be changed any more; blank: they can."""
        try:
            demand_endless(grids, date.max)
        except Invalid as error:
            why = error.fields[""][0]
            return _("Somebody was faster. %(why)s What you entered is kept here.") % {"why": why}
        return ""

    def frame(self, grid: Grid, title: str) -> dict[str, Any]:
        back = reverse("grids:grid_detail", args=[grid.pk])
        crumbs = [{"label": _("Grids"), "url": reverse("grids:grid_list")}, {"label": grid.name, "url": back}]
        return {"grid": grid, "title": title, "crumbs": [*crumbs, {"label": title}], "back": back}

    def done(self, operated: Operated | MovedBorders, sentence: str) -> HttpResponse:
        operation = operated.operation
        if operation.carried_out_at is None:
            sentence = _("The change is planned for %(day)s. Until then it can be cancelled here.")
            sentence %= {"day": operation.day.isoformat()}
        messages.success(self.request, sentence)
        for warning in operated.warnings:
            messages.warning(self.request, warning_text(warning))
        return redirect("grids:operation_detail", pk=operation.pk)


class GridSplit(EditorPage):
    """Draw a line; see its pieces; say what each is."""

    template_name = "grids/editor/split.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        is_drawn = "line" in request.GET
        # Who has drawn a line is told beside it, and not led away from it.
        held = None if is_drawn else self.held_back(grid)
        if held is not None:
            return held
        asked = LineForm(request.GET if is_drawn else None)
        preview = self._preview(grid, asked)
        if preview is None:
            return self._draw(grid, asked)
        return self._choose(grid, asked, preview, self._form(grid, asked, preview))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self.grid(pk)
        asked = LineForm(request.POST)
        overtaken = self.overtaken(grid)
        preview = self._preview(grid, asked, is_checked=not overtaken)
        if preview is None:
            return self._draw(grid, asked, overtaken)
        form = self._form(grid, asked, preview, request.POST)
        status, seen_text = 422, request.POST.get("seen_version", "")
        is_valid = form.is_valid()
        if overtaken:
            form.add_error(None, overtaken)
            status = 409
        elif is_valid:
            data = SplitInput(
                line=asked.cleaned_data["line"],
                pieces=form.pieces(),
                reason=form.cleaned_data["reason"],
                on=asked.cleaned_data["on"],
            )
            try:
                done = split_grid(actor=self.actor, grid_id=pk, data=data, seen_version=version_in(seen_text))
            except Invalid as error:
                add_errors(form, error)
            except Stale:
                form.add_error(None, faster())
                status, seen_text = 409, str(self.grid(pk).version)
            else:
                return self.done(done, _("The grid is split."))
        return self._choose(grid, asked, preview, form, status=status, seen=seen_text)

    def _preview(self, grid: Grid, asked: LineForm, *, is_checked: bool = True) -> SplitPreview | None:
        """Return what the line makes of the grid; ``is_checked``: only if it can be changed on that day."""
        if not asked.is_bound or not asked.is_valid():
            return None
        try:
            day = asked.cleaned_data["on"] or timezone.localdate()
            if is_checked:
                day = checked_start([grid], day)
            return split_preview(self.actor, grid, asked.cleaned_data["line"], day)
        except Invalid as error:
            add_errors(asked, error)
            return None

    def _form(self, grid: Grid, asked: LineForm, preview: SplitPreview, data: Any = None) -> PiecesForm:
        return PiecesForm(
            data,
            proposals=[(piece.proposed_households, piece.proposed_population) for piece in preview.pieces],
            kind=grid.kind,
            people=people_on([grid], asked.cleaned_data["on"] or timezone.localdate()),
            names=[f"{grid.name}{number}" for number in range(1, len(preview.pieces) + 1)],
        )

    def _draw(self, grid: Grid, asked: LineForm, overtaken: str = "") -> HttpResponse:
        shown = [feature(grid.boundary, grid.name)] if grid.boundary else []
        context = {"form": asked, "shapes": collection(shown), "is_drawn": bool(shown)}
        status = 422 if asked.is_bound else 200
        if overtaken:
            asked.add_error(None, overtaken)
            status = 409
        return self.render({**self.frame(grid, _("Split the grid")), **context}, status=status)

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
            feature(
                piece.boundary,
                _("Piece %(number)d") % {"number": number},
                is_current=number == 1,
                is_labelled=True,
            )
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


urlpatterns = [path("grids/<int:pk>/split/", GridSplit.as_view(), name="grid_split")]
