"""A day that cannot be one is said at its field and kept as it was typed; nothing is shown in its place silently."""

from __future__ import annotations

import re

import pytest

from tests.factories.world import World

pytestmark = pytest.mark.django_db
PATROLS = (
    "/patrols/", "/patrols/plans/", "/patrols/due/", "/patrols/points/", "/patrols/walks/",
)  # fmt: skip
#: page, the two names of its days
PERIODS = [
    *((page, "since", "until") for page in PATROLS),
    *((page, "from", "to") for page in ("/overview/", "/ledger/months/", "/office/")),
]
WRONG = ["2026-02-30", "heute", "1026-05-01"]


def inputs(text: str) -> dict[str, str]:
    return {found[1]: found[0] for found in re.findall(r'(<input[^>]*name="([a-z]+)"[^>]*>)', text)}


@pytest.mark.parametrize(("door", "since", "until"), PERIODS)
@pytest.mark.parametrize("typed", WRONG)
def test_an_impossible_day_of_a_period_is_told_at_its_field(
    world: World, door: str, since: str, until: str, typed: str
) -> None:
    answer = world.here.client("township_desk").get(door, {since: typed, until: "2026-05-31"})
    text = answer.content.decode()
    assert answer.status_code == 200
    field = inputs(text)[since]
    assert f'value="{typed}"' in field and 'aria-invalid="true"' in field
    assert f'id="id_{since}_error"' in text and f'aria-describedby="id_{since}_error"' in field
    assert 'value="2026-05-31"' in inputs(text)[until] and "aria-invalid" not in inputs(text)[until]


@pytest.mark.parametrize(("door", "since", "until"), PERIODS)
def test_an_end_before_the_beginning_is_told_at_the_end(
    world: World, door: str, since: str, until: str
) -> None:
    query = {since: "2026-05-31", until: "2026-05-01"}
    text = world.here.client("township_desk").get(door, query).content.decode()
    assert 'value="2026-05-01"' in inputs(text)[until] and f'id="id_{until}_error"' in text
    assert 'type="date"' in inputs(text)[until]


@pytest.mark.parametrize("door", ["/patrols/", "/overview/", "/office/"])
def test_numbers_of_other_days_than_those_asked_for_say_so(world: World, door: str) -> None:
    client = world.here.client("township_desk")
    words = "以下数字的起止日期为"
    assert words not in client.get(door).content.decode()
    assert words in client.get(door, {"since": "heute", "from": "heute"}).content.decode()


@pytest.mark.parametrize("door", ["/grids/", "/grids/check/"])
@pytest.mark.parametrize("typed", WRONG)
def test_an_impossible_day_of_grids_is_told_and_finds_nothing(world: World, door: str, typed: str) -> None:
    answer = world.here.client("county_dispatcher").get(door, {"on": typed})
    text = answer.content.decode()
    field = inputs(text)["on"]
    assert answer.status_code == 200
    assert f'value="{typed}"' in field and 'aria-invalid="true"' in field and 'id="id_on_error"' in text
    assert world.here.grid.code not in text


def test_a_day_of_grids_is_kept_where_it_is_one(world: World) -> None:
    text = world.here.client("township_desk").get("/grids/", {"on": "2026-05-31"}).content.decode()
    assert 'value="2026-05-31"' in inputs(text)["on"] and world.here.grid.code in text
