"""Who confirms a preview that somebody overtook sees the new one, with what is wrong, and keeps the file."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from grids.models import Grid
from grids.services.grids import retire_grid
from pingan.access.rules import system_actor
from pingan.common.errors import Conflict
from pingan.imports.models import ImportRecord
from tests.factories.grid_files import as_csv, given_line, lattice
from tests.factories.grids import given_catalogue, given_grid, square
from tests.factories.world import World

pytestmark = pytest.mark.django_db
SAID = {"reason": "年度网格调整", "coordinates": "wgs84"}
PAGE = "/grids/import/"


def previewed(world: World) -> tuple[Any, dict[str, Any]]:
    given_catalogue()
    given_line(world.here.county)
    (row,) = lattice([world.here.village], 1)
    row |= {"code": row["community"] + "701", "kind": "dedicated_grid"}
    client = world.here.client("body_office")
    file = SimpleUploadedFile("网格.csv", as_csv([row]))
    page = client.post(PAGE, {"file": file, **SAID})
    assert page.status_code == 200, page.context["plan"].faults
    return client, {"kept": page.context["kept"], "seen": page.context["plan"].digest, **SAID}


def in_the_way(world: World) -> Grid:
    return given_grid(world.here.village, kind="dedicated_grid", boundary=square(115.0, 25.51, 0.3))


def test_a_row_that_became_faulty_is_named_in_the_new_preview(world: World) -> None:
    client, values = previewed(world)
    in_the_way(world)
    answer = client.post(PAGE, values)
    assert answer.status_code == 422 and answer.context["kept"] == values["kept"]
    assert [(fault.line, fault.kind) for fault in answer.context["plan"].faults] == [(2, "overlap")]
    page = answer.content.decode()
    assert '<span class="number-code">2</span>' in page and "预览之后" in page
    # What was said of the file stands in the form again: whoever corrects it types nothing twice.
    assert answer.context["form"]["reason"].value() == SAID["reason"]
    assert not ImportRecord.objects.exists()


def test_the_kept_file_is_looked_at_again_once_the_ground_is_free_and_brought_in(world: World) -> None:
    client, values = previewed(world)
    other = in_the_way(world)
    refused = client.post(PAGE, values)
    retire_grid(actor=system_actor(), grid_id=other.pk, reason="误设")
    again = client.post(PAGE, {"kept": refused.context["kept"], "again": "1", **SAID})
    assert again.status_code == 200 and again.context["plan"].is_good
    assert not ImportRecord.objects.exists()
    seen = again.context["plan"].digest
    assert client.post(PAGE, {"kept": again.context["kept"], "seen": seen, **SAID}).status_code == 302
    assert ImportRecord.objects.count() == 1


def test_a_row_that_stands_otherwise_now_is_shown_and_can_be_brought_in(world: World) -> None:
    client, values = previewed(world)
    code = lattice([world.here.village], 1)[0]["community"] + "701"
    given_grid(world.here.village, code=code, name="先设的网格", kind="dedicated_grid", valid_from=None)
    answer = client.post(PAGE, values)
    kinds = {fault.kind for fault in answer.context["plan"].faults}
    assert answer.status_code == 422 and kinds == {"moved_day"}


def test_who_meets_the_other_only_while_writing_gets_the_new_preview(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, values = previewed(world)

    def meets(*_args: Any, **_more: Any) -> None:
        raise Conflict("同时")

    monkeypatch.setattr(Grid.objects, "bulk_create", meets)
    answer = client.post(PAGE, values)
    assert answer.status_code == 409 and answer.context["kept"] == values["kept"]
    assert not ImportRecord.objects.exists()
