"""Imports are taken back in the order opposite to that in which they came: each stands on the one before."""

from __future__ import annotations

import pytest

from grids.models import Grid
from grids.services.grid_import_writes import grid_importer
from pingan.common.errors import Invalid
from pingan.imports.models import ImportRecord
from pingan.imports.rules.plans import Options
from pingan.imports.services import apply_import, plan_import, undo_import
from tests.factories.grid_files import as_csv, given_line, lattice
from tests.factories.grids import given_catalogue
from tests.factories.world import World

pytestmark = pytest.mark.django_db
IMPORTER, OPTIONS = grid_importer("网格"), Options("年度网格调整")


@pytest.fixture
def here(world: World) -> World:
    given_catalogue()
    given_line(world.here.county)
    return world


def brought_in(world: World, name: str) -> ImportRecord:
    rows = [
        {**row, "name": name, "code": row["community"] + "70" + row["code"][-1]}
        for row in lattice([world.here.village], 2)
    ]
    actor, content = world.here.actor("body_office"), as_csv(rows)
    plan = plan_import(actor=actor, importer=IMPORTER, content=content, options=OPTIONS)
    assert plan.is_good, plan.faults
    return apply_import(actor=actor, importer=IMPORTER, content=content, options=OPTIONS, seen=plan.digest)


def taken_back(world: World, record: ImportRecord) -> None:
    undo_import(actor=world.here.actor("body_office"), record_id=record.pk, reason="文件有误")


def names() -> list[tuple[str, bool]]:
    codes = Grid.objects.filter(code__regex="70[12]$")
    return [(grid.name, grid.valid_to is None) for grid in codes.order_by("code")]


def test_an_import_is_taken_back_once_the_later_ones_that_touched_its_rows_are(here: World) -> None:
    first = brought_in(here, "甲")
    second = brought_in(here, "乙")
    third = brought_in(here, "丙")
    with pytest.raises(Invalid):
        taken_back(here, second)
    taken_back(here, third)
    fourth = brought_in(here, "丁")
    with pytest.raises(Invalid):
        taken_back(here, second)
    taken_back(here, fourth)
    assert names() == [("乙", True)] * 2
    taken_back(here, second)
    assert names() == [("甲", True)] * 2
    taken_back(here, first)
    assert names() == [("甲", False)] * 2


def test_what_a_hand_changed_between_two_imports_still_keeps_the_first(here: World) -> None:
    first = brought_in(here, "甲")
    Grid.objects.filter(code__regex="70[12]$").update(version=2, name="手改")
    second = brought_in(here, "乙")
    taken_back(here, second)
    with pytest.raises(Invalid):
        taken_back(here, first)
    assert names() == [("手改", True)] * 2


def test_the_later_imports_in_the_way_are_named_with_a_link_and_one_word_names_the_act(here: World) -> None:
    first, second, third = (brought_in(here, name) for name in ("甲", "乙", "丙"))
    client = here.here.client("county_dispatcher")
    answer = client.post(f"/imports/{first.pk}/", {"reason": "文件有误"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"请按顺序先撤销导入：{third.pk}，{second.pk}。" in page or f"{third.pk}、{second.pk}" in page
    assert page.index(f'href="/imports/{third.pk}/"') < page.index(f'href="/imports/{second.pk}/"')
    for record in (third, second, first):
        assert client.post(f"/imports/{record.pk}/", {"reason": "文件有误"}).status_code == 302
    done = client.get(f"/imports/{first.pk}/").content.decode()
    assert "已撤销" in done and "收回" not in done and "撤回" not in done + page
