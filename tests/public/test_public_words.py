"""What the public pages say to people: how to open what is closed, what is missing, and nothing that sounds like blame."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from pingan.web.public_forms import new_token
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
DOORS = ("report", "mediation", "volunteer")


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.parametrize("door", DOORS)
def test_everything_that_opens_shows_that_it_does(here: Place, door: str) -> None:
    for address in (f"/public/{door}/", f"/public/{door}/?county={here.county.code[:6]}", "/public/"):
        page = Client().get(address).content.decode()
        heads = re.findall(r"<summary[^>]*>(.{0,60})", page, re.S)
        assert heads and all("<svg" in head for head in heads), (address, heads)


@pytest.mark.parametrize("door", DOORS)
def test_who_leaves_fields_empty_is_told_of_them_and_not_of_being_quick(here: Place, door: str) -> None:
    address = f"/public/{door}/?county={here.county.code[:6]}"
    answer = Client().post(address, {"form_number": new_token()})
    assert answer.status_code == 422
    assert "很快" not in answer.content.decode() and "打字" not in answer.content.decode()


def test_a_whole_form_that_comes_at_once_is_asked_for_a_second_look_in_kind_words(here: Place) -> None:
    values = {"form_number": new_token(), "text": "路灯不亮", "region": here.township.code}
    answer = Client().post(f"/public/report/?county={here.county.code[:6]}", values)
    page = answer.content.decode()
    assert answer.status_code == 422 and "请您再核对一遍" in page and "打字" not in page


def test_no_line_of_the_summary_begins_with_a_colon(here: Place) -> None:
    answer = Client().post(f"/public/volunteer/?county={here.county.code[:6]}", {"form_number": new_token()})
    summary = answer.content.decode().partition("data-error-summary")[2].partition("</ul>")[0]
    assert summary.count("：</a>") == summary.count("</a>") >= 4
