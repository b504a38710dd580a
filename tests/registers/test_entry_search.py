"""The search of entries finds what an entry says and its number, not only the unit that keeps it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.api.conftest import Api
from tests.factories.world import Place
from tests.registers.test_endings import exported, given_title

pytestmark = pytest.mark.django_db


def found(place: Place, words: str, **asked: str) -> list[int]:
    answer = Api(place.users["body_office"]).get("/register-entries/", q=words, **asked)
    return [one["id"] for one in answer.json()["results"]]


def test_a_title_is_found_by_who_holds_it_and_by_its_document(here: Place) -> None:
    """All titles of a county are kept by one unit: its name finds every one of them or none."""
    first, second = given_title(here, "积胜花园小区"), given_title(here, "桥头小区")
    assert found(here, "积胜") == [first.pk]
    assert sorted(found(here, "小区")) == [first.pk, second.pk]
    assert sorted(found(here, "康平安〔2026〕")) == [first.pk, second.pk]
    assert found(here, "没有这个") == []
    page = here.client("body_office").get(reverse("registers:entry_list"), {"q": "积胜"}).content.decode()
    assert "积胜花园小区" in page and "桥头小区" not in page
    rows = exported(
        here.client("body_office"), reverse("registers:entry_export"), definition="peace_titles", q="积胜"
    )
    assert [one["获称号的小区、企业或单位"] for one in rows] == ["积胜花园小区"]


def test_an_entry_is_found_by_its_number(here: Place) -> None:
    first, second = given_title(here, "积胜花园小区"), given_title(here, "桥头小区")
    assert found(here, f"{first.report_id}-{second.number}") == [second.pk]


def test_the_unit_still_finds_what_it_keeps(here: Place) -> None:
    row = given_title(here)
    assert found(here, row.report.unit_name) == [row.pk]


@pytest.mark.parametrize("words", ["holder", "community", "earlier", "%", "_", '"', "\\", "$", "values"])
def test_names_of_fields_codes_and_marks_are_no_words(here: Place, words: str) -> None:
    given_title(here)
    assert found(here, words) == []
