"""A change that waits for its day: told on its grids, nothing against it offered or taken, and always to be cancelled."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from grids.models import Grid, GridChange, GridOperation
from grids.services.borders import BordersInput, move_borders
from grids.services.due_operations import carry_out_due
from grids.services.grids import GridEdit, edit_grid, retire_grid
from grids.services.splitting import NewPiece, SplitInput, split_grid
from grids.services.undoing import undo_operation
from pingan.common.errors import Invalid
from tests.factories.world import Place, square

MIDDLE = {"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]}


@pytest.fixture
def office(here: Place) -> Client:
    return here.client("body_office")


@pytest.fixture
def day() -> date:
    return timezone.localdate() + timedelta(days=30)


def plan_split(here: Place, day: date) -> GridOperation:
    pieces = tuple(NewPiece(name, "basic_grid") for name in ("北网格", "南网格"))
    data = SplitInput(MIDDLE, pieces, "户数过多", on=day)
    return split_grid(actor=here.actor("body_office"), grid_id=here.grid.pk, data=data).operation


def plan_border(here: Place, day: date | None) -> GridOperation:
    data = BordersInput(square(114.60, 25.70, 0.015), "以路为界", on=day)
    return move_borders(actor=here.actor("body_office"), grid_id=here.grid.pk, data=data).operation


@pytest.mark.parametrize("plan", [plan_split, plan_border])
def test_a_planned_change_stands_on_the_page_of_its_grid(
    here: Place, office: Client, day: date, plan: Any
) -> None:
    operation = plan(here, day)
    page = office.get(f"/grids/{here.grid.pk}/")
    assert [one.pk for one in page.context["planned"]] == [operation.pk]
    text = page.content.decode()
    assert f"/grids/operations/{operation.pk}/" in text
    for way in ("border", "split", "merge", "retire"):
        assert f"/grids/{here.grid.pk}/{way}/" not in text
        if way != "retire":
            answer = office.get(f"/grids/{here.grid.pk}/{way}/")
            assert answer["Location"] == f"/grids/{here.grid.pk}/"


def test_the_history_calls_planned_what_is_planned(here: Place, office: Client, day: date) -> None:
    plan_split(here, day)
    shown = office.get(f"/grids/{here.grid.pk}/").context["changes"]
    done = str(GridChange.Action.RETIRE.label)
    history = office.get(f"/grids/{here.grid.pk}/history/")
    for words in (shown[0].words, history.context["versions"][0].action):
        assert words != done
        assert day.isoformat() in words
    assert [state for _one, state, _tone in history.context["operations"]]
    piece = Grid.objects.get(name="北网格")
    assert day.isoformat() in office.get(f"/grids/{piece.pk}/").context["changes"][0].words


def test_a_planned_change_is_not_announced_as_done(here: Place, office: Client, day: date) -> None:
    line = '{"type": "LineString", "coordinates": [[114.59, 25.71], [114.63, 25.71]]}'
    values = {
        "line": line, "on": day.isoformat(), "reason": "户数过多", "seen_version": "1",
        "name-0": "北网格", "kind-0": "basic_grid", "name-1": "南网格", "kind-1": "basic_grid",
    }  # fmt: skip
    office.post(f"/grids/{here.grid.pk}/split/", values)
    told = [str(one) for one in office.get("/grids/operations/").context["messages"]]
    assert [day.isoformat() in sentence for sentence in told] == [True]


@pytest.mark.parametrize("later", [None, 30, 40])
def test_no_second_change_is_taken_while_one_waits(here: Place, day: date, later: int | None) -> None:
    first = plan_border(here, day)
    on = timezone.localdate() + timedelta(days=later) if later else None
    for again in (plan_border, plan_split):
        with pytest.raises(Invalid) as refused:
            again(here, on)  # type: ignore[arg-type]
        assert day.isoformat() in str(refused.value.fields)
    with pytest.raises(Invalid):
        retire_grid(actor=here.actor("body_office"), grid_id=here.grid.pk, reason="撤并")
    undo_operation(actor=here.actor("body_office"), operation_id=first.pk, reason="不改了")
    assert plan_border(here, None).carried_out_at is not None


@pytest.mark.parametrize("plan", [plan_split, plan_border])
def test_a_change_that_waits_can_be_cancelled_whatever_was_edited(
    here: Place, office: Client, day: date, plan: Any
) -> None:
    operation = plan(here, day)
    actor = here.actor("body_office")
    edit_grid(actor=actor, grid_id=here.grid.pk, data=GridEdit(households=7), reason="核实")
    assert office.get(f"/grids/operations/{operation.pk}/").context["may_undo"]
    undo_operation(actor=actor, operation_id=operation.pk, reason="不改了")
    grid = Grid.objects.get(pk=here.grid.pk)
    assert (grid.valid_to, grid.households) == (None, 7)


def test_a_change_that_could_not_be_carried_out_says_why_and_can_be_cancelled(here: Place, day: date) -> None:
    operation = plan_border(here, day)
    actor = here.actor("body_office")
    edit_grid(actor=actor, grid_id=here.grid.pk, data=GridEdit(households=7), reason="核实")
    assert carry_out_due(day) == 0
    operation.refresh_from_db()
    assert here.grid.name in operation.refusal
    assert undo_operation(actor=actor, operation_id=operation.pk, reason="不改了").undone_at is not None
