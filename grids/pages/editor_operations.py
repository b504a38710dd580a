"""What was done to grids: the list with what still waits, one operation, undoing it, and placing what it left behind."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from grids.models import GridOperation, GridOperationPart
from grids.pages.editor_forms import ReasonOnly
from grids.pages.editor_split import collection, feature, version_in
from grids.queries.operations import MOST_MATTERS, left_behind, operations_visible, parts_of
from grids.services.operations import place_matters
from grids.services.undoing import undo_operation, why_not_undone
from pingan.access.policy import allows, fetch
from pingan.access.queries import region_for
from pingan.common.errors import Invalid
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

ORDER = ("-day", "-pk")


def state_of(operation: GridOperation) -> tuple[str, str]:
    """Return the state of an operation in words, and the tone of its badge."""
    if operation.undone_at is not None:
        return (_("undone") if operation.carried_out_at else _("cancelled before its day")), "grey"
    if operation.carried_out_at is not None:
        return _("carried out"), "green"
    if operation.refusal:
        return _("could not be carried out"), "yellow"
    return _("waits for its day"), "blue"


def _states() -> list[tuple[str, str]]:
    return [
        ("waiting", _("waits for its day")),
        ("done", _("carried out")),
        ("undone", _("undone")),
    ]


class OperationList(Page):
    """Splits, merges and moved borders of a division, those to come included."""

    duty = "grids.view"
    template_name = "grids/editor/operation_list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        state = request.GET.get("state", "")
        rows = operations_visible(self.actor, prefix=region.prefix, state=state)
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        lines = [(row, *state_of(row), *_names(row)) for row in page.rows]
        context = {
            "region": region,
            "lines": lines,
            "states": [(value, label, value == state) for value, label in _states()],
            "total": rows.order_by().count(),
            "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
            "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
        }
        return self.render(context)


def _names(operation: GridOperation) -> tuple[str, str]:
    parts = list(operation.parts.all())
    before = [part.grid.name for part in parts if part.side == GridOperationPart.Side.FROM]
    after = [part.grid.name for part in parts if part.side == GridOperationPart.Side.TO]
    comma = pgettext("between names", ", ")
    return comma.join(before), comma.join(after)


class OperationDetail(Page):
    """One operation: grids before and after on the map, matters that wait for a choice, and the way back."""

    duty = "grids.view"
    template_name = "grids/editor/operation_detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk)

    def show(
        self, pk: int, *, form: ReasonOnly | None = None, problem: str = "", status: int = 200
    ) -> HttpResponse:
        operation = fetch(
            GridOperation,
            self.actor,
            pk,
            refine=lambda rows: rows.select_related("region", "made_by", "undone_by"),
        )
        parts = parts_of(operation)
        may_edit = allows(self.actor, "edit", operation)
        refusal = why_not_undone(operation, parts) if may_edit else ""
        label, tone = state_of(operation)
        waiting = left_behind(self.actor, operation)
        before = [part for part in parts if part.side == GridOperationPart.Side.FROM]
        after = [part for part in parts if part.side == GridOperationPart.Side.TO]
        context = {
            "operation": operation,
            "crumbs": [
                {"label": _("Grids"), "url": reverse("grids:grid_list")},
                {"label": _("Changes of grids"), "url": reverse("grids:operation_list")},
                {"label": str(operation)},
            ],
            "state": label,
            "tone": tone,
            "before": before,
            "after": after,
            "shapes": collection(_shapes(operation, before, after)),
            "may_undo": may_edit and not refusal,
            "refusal": refusal if operation.undone_at is None else "",
            "waiting": list(waiting[:MOST_MATTERS]) if may_edit else [],
            "form": form or ReasonOnly(),
            "is_opened": form is not None,
            "problem": problem,
        }
        return self.render(context, status=status)


def _shapes(
    operation: GridOperation, before: list[GridOperationPart], after: list[GridOperationPart]
) -> list[dict[str, Any]]:
    if operation.kind == GridOperation.Kind.BORDERS:
        old = [(part.former.get("boundary"), part.grid.name) for part in before]
        new = [(part.planned, part.grid.name) for part in before]
    else:
        old = [(part.grid.boundary, part.grid.name) for part in before]
        new = [(part.grid.boundary, part.grid.name) for part in after]
    shown = [feature(boundary, name) for boundary, name in old if boundary]
    return [*shown, *(feature(boundary, name, is_current=True) for boundary, name in new if boundary)]


class OperationUndo(OperationDetail):
    duty = "grids.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ReasonOnly(request.POST)
        if form.is_valid():
            seen = version_in(request.POST.get("seen_version", ""))
            try:
                undo_operation(
                    actor=self.actor, operation_id=pk, reason=form.cleaned_data["reason"], seen_version=seen
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("It is undone: the grids are as they were before."))
                return redirect("grids:operation_detail", pk=pk)
        fetch(GridOperation, self.actor, pk, "edit")
        return self.show(pk, form=form, status=422)


class OperationPlace(OperationDetail):
    """Put matters without a point into one of the new grids."""

    duty = "grids.manage"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        keys = [version_in(text) for text in request.POST.getlist("matters")[:MOST_MATTERS]]
        try:
            moved = place_matters(
                actor=self.actor,
                operation_id=pk,
                grid_id=version_in(request.POST.get("grid", "")) or 0,
                matter_ids=[key for key in keys if key is not None],
            )
        except Invalid as error:
            words = " ".join(str(text) for texts in error.fields.values() for text in texts)
            return self.show(pk, problem=words, status=422)
        messages.success(request, _("%(count)d matters were moved.") % {"count": moved})
        return redirect("grids:operation_detail", pk=pk)


urlpatterns = [
    path("grids/operations/", OperationList.as_view(), name="operation_list"),
    path("grids/operations/<int:pk>/", OperationDetail.as_view(), name="operation_detail"),
    path("grids/operations/<int:pk>/undo/", OperationUndo.as_view(), name="operation_undo"),
    path("grids/operations/<int:pk>/place/", OperationPlace.as_view(), name="operation_place"),
]
