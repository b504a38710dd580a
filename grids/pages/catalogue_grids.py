"""Grids: the list with what Article 15 still lacks, one grid, its people, and their edits."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid, GridAssignment, GridKind
from grids.pages.catalogue_forms import AssignForm, GridForm, ReasonForm
from grids.pages.catalogue_new_grid import GridNew, grid_form
from grids.pages.lines import list_url
from grids.pages.period_forms import AsOfForm
from grids.queries.compliance import compliance_list, gap_name, gap_text
from grids.queries.grid_lists import (
    assignable_people,
    changes_of,
    gaps_in,
    listed_grids,
    staff_of,
)
from grids.queries.my_area import shapes_of
from grids.queries.planned import planned_for, told
from grids.rules.sizes import CountyCompliance, Gap, GapCode
from grids.services.grids import GridEdit, edit_grid, retire_grid
from grids.services.workers import AssignmentInput, assign_worker, end_assignment
from pingan.access.policy import allows, fetch
from pingan.access.queries import region_for
from pingan.common.errors import Forbidden, Invalid
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

ORDER = ("code", "pk")


def gap_labels() -> list[tuple[str, str]]:
    """Return every kind of gap with its sentence, for the filter."""
    return [(code.value, gap_name(code)) for code in GapCode if code is not GapCode.NO_DUTY_LIST]


class GridList(Page):
    """The grids of a division; a province or city first shows its counties."""

    duty = "grids.view"
    template_name = "grids/catalogue/grid_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        gap, kind = request.GET.get("gap", ""), request.GET.get("kind", "")
        gap = gap if gap in {code.value for code in GapCode} else ""
        kind = kind if kind in GridKind.values else ""
        text = request.GET.get("q", "").replace("\0", "").strip()[:60]
        compliance = gaps_in(self.actor, region) if region.level >= 3 else None
        form = AsOfForm(request.GET)
        day = form.day
        is_listing = bool(region.level >= 3 or gap or kind or text or day or form.errors)
        context: dict[str, Any] = {
            "region": region,
            "text": text,
            "form": form,
            "kinds": [(value, label, value == kind) for value, label in GridKind.choices],
            "gaps": [(value, label, value == gap) for value, label in gap_labels()],
            "compliance": compliance,
            "duty_gap": compliance is not None
            and any(missing.code is GapCode.NO_DUTY_LIST for _code, missing in compliance.gaps),
            "may_edit": self.actor.has("grids.manage"),
            "is_listing": is_listing,
        }
        if is_listing:
            rows = listed_grids(
                self.actor,
                prefix=region.prefix,
                kind=kind,
                text=text,
                gap=gap,
                compliance=compliance,
                on=day,
            )
            # What cannot be read finds nothing, as in every list.
            context |= self._page(request, rows.none() if form.errors else rows, compliance)
        else:
            counties = [line for line in compliance_list(self.actor) if line.code.startswith(region.prefix)]
            context["counties"] = [
                (line, f"?{urlencode({'region': line.code + '000000'})}") for line in counties
            ]
        return self.render(context)

    def _page(self, request: HttpRequest, rows: Any, compliance: CountyCompliance | None) -> dict[str, Any]:
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        missing: dict[str, list[tuple[Gap, str]]] = {}
        for code, gap in compliance.gaps if compliance is not None else ():
            missing.setdefault(code, []).append((gap, gap_text(gap)))
        return {
            "rows": [(grid, missing.get(grid.code, [])) for grid in page.rows],
            "total": rows.order_by().count(),
            "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
            "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
        }


class GridDetail(Page):
    duty = "grids.view"
    template_name = "grids/catalogue/grid_detail.html"
    kept_template_name = "grids/catalogue/grid_kept.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk)

    def show(
        self, pk: int, *, form: ReasonForm | None = None, opened: str = "", status: int = 200
    ) -> HttpResponse:
        grid = fetch(
            Grid, self.actor, pk, refine=lambda rows: rows.select_related("region__parent", "host_organ")
        )
        today = timezone.localdate()
        found = gaps_in(self.actor, grid.region)
        return self.render(
            {
                "grid": grid,
                "shapes": shapes_of((grid,), current=grid.pk),
                "staff": [
                    (row, row.valid_to is None or row.valid_to > today) for row in staff_of(self.actor, grid)
                ],
                "gaps": [(gap, gap_text(gap)) for code, gap in found.gaps if code == grid.code],
                "changes": told(changes_of(self.actor, grid), grid),
                "planned": planned_for(self.actor, grid),
                "may_edit": allows(self.actor, "edit", grid)
                and (grid.valid_to is None or grid.valid_to > today),
                "is_planned": grid.valid_from > today and grid.valid_to is None,
                "form": form or ReasonForm(),
                "opened": opened,
                "today": today,
                "incidents_url": list_url({"grid": str(grid.pk)}),
            },
            status=status,
        )


class GridEditPage(Page):
    duty = "grids.manage"
    template_name = "grids/catalogue/form.html"

    def _grid(self, pk: int) -> Grid:
        return fetch(Grid, self.actor, pk, "edit", refine=lambda rows: rows.select_related("region"))

    def _show(self, grid: Grid, form: GridForm, seen: str, status: int = 200) -> HttpResponse:
        back = reverse("grids:grid_detail", args=[grid.pk])
        crumbs = [{"label": _("Grids"), "url": reverse("grids:grid_list")}, {"label": grid.name, "url": back}]
        context = {"form": form, "title": grid.name, "seen_version": seen, "cancel_url": back}
        return self.render({**context, "crumbs": [*crumbs, {"label": _("Edit")}]}, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self._grid(pk)
        urban = {True: "yes", False: "no", None: ""}[grid.is_urban_override]
        names = ("name", "kind", "households", "resident_population", "supervision_phone", "host_organ_id")
        initial = {name: getattr(grid, name) for name in names}
        form = grid_form(grid.region, initial={**initial, "is_urban_override": urban})
        return self._show(grid, form, str(grid.version))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self._grid(pk)
        form = grid_form(grid.region, request.POST)
        seen = request.POST.get("seen_version", "")
        if form.is_valid():
            data = dict(form.cleaned_data)
            reason = data.pop("reason")
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
            try:
                edit_grid(
                    actor=self.actor, grid_id=pk, data=GridEdit(**data), reason=reason, seen_version=version
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The grid is changed; what stood there before stays readable."))
                return redirect("grids:grid_detail", pk=pk)
        return self._show(grid, form, seen, 422)


class GridRetire(GridDetail):
    duty = "grids.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                # a grid that was only planned is cancelled: it ends on the day on which it was to begin
                planned = max(timezone.localdate(), fetch(Grid, self.actor, pk, "edit").valid_from)
                retire_grid(actor=self.actor, grid_id=pk, reason=form.cleaned_data["reason"], on=planned)
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The grid and the assignments in it have ended."))
                return redirect("grids:grid_detail", pk=pk)
        return self.show(pk, form=form, opened="retire", status=422)


class GridAssign(Page):
    duty = "grids.manage"
    template_name = "grids/catalogue/form.html"

    def _form(self, grid: Grid, data: Any = None) -> AssignForm:
        form = AssignForm(data, initial={"valid_from": timezone.localdate()})
        choose(form, "user_id", [("", _("Choose…")), *assignable_people(grid)])
        return form

    def _show(self, grid: Grid, form: AssignForm, status: int = 200) -> HttpResponse:
        back = reverse("grids:grid_detail", args=[grid.pk])
        title = _("Assign a person")
        crumbs = [{"label": _("Grids"), "url": reverse("grids:grid_list")}, {"label": grid.name, "url": back}]
        context = {"form": form, "title": title, "lead": grid.name, "cancel_url": back}
        return self.render({**context, "crumbs": [*crumbs, {"label": title}]}, status=status)

    def _grid(self, pk: int) -> Grid:
        return fetch(Grid, self.actor, pk, "edit", refine=lambda rows: rows.select_related("region"))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self._grid(pk)
        return self._show(grid, self._form(grid))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        grid = self._grid(pk)
        form = self._form(grid, request.POST)
        if form.is_valid():
            try:
                assign_worker(actor=self.actor, grid_id=pk, data=AssignmentInput(**form.cleaned_data))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The person is assigned."))
                return redirect("grids:grid_detail", pk=pk)
        return self._show(grid, form, 422)


class AssignmentEnd(GridDetail):
    duty = "grids.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(GridAssignment, self.actor, pk)
        if not allows(self.actor, "edit", row):
            raise Forbidden()
        form = ReasonForm(request.POST)
        if form.is_valid():
            try:
                end_assignment(actor=self.actor, assignment_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The assignment has ended; it stays in the history."))
                return redirect("grids:grid_detail", pk=row.grid_id)
        return self.show(row.grid_id, form=form, opened=f"end-{pk}", status=422)


urlpatterns = [
    path("grids/", GridList.as_view(), name="grid_list"),
    path("grids/new/", GridNew.as_view(), name="grid_new"),
    path("grids/<int:pk>/", GridDetail.as_view(), name="grid_detail"),
    path("grids/<int:pk>/edit/", GridEditPage.as_view(), name="grid_edit"),
    path("grids/<int:pk>/retire/", GridRetire.as_view(), name="grid_retire"),
    path("grids/<int:pk>/assign/", GridAssign.as_view(), name="grid_assign"),
    path("grids/assignments/<int:pk>/end/", AssignmentEnd.as_view(), name="assignment_end"),
]
