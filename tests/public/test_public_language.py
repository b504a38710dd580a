"""The other language of a public page: at the same address, with what was typed, and never at the cost of the code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from grids.models import PublicSubmission
from tests.factories.incidents import step
from tests.factories.submissions import given_submission, old_token, report_fields, send_report
from tests.factories.world import Place
from tests.public.test_reporting import ask, take

pytestmark = pytest.mark.django_db
DOORS = ("report", "mediation", "volunteer")


@pytest.fixture(autouse=True)
def _no_counts_of_other_tests() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def address(here: Place, door: str) -> str:
    return f"/public/{door}/?county={here.county.code[:6]}"


@pytest.mark.parametrize("door", DOORS)
def test_the_button_keeps_the_county_and_what_is_typed(here: Place, door: str) -> None:
    client = Client()
    page = client.get(address(here, door)).content.decode()
    assert f'formaction="{address(here, door)}"' in page and 'name="language" value="en"' in page
    typed: dict[str, Any] = {
        "form_number": (number := old_token()),
        "text": "半句话",
        "name": "张三",
        "services": "patrol",
    }
    answer = client.post(address(here, door), {**typed, "language": "en"})
    html = answer.content.decode()
    assert (
        answer.status_code == 200 and 'lang="en"' in html and answer.cookies["django_language"].value == "en"
    )
    assert "半句话" in html and "张三" in html and number in html and here.county.name in html
    assert "data-error-summary" not in html and not PublicSubmission.objects.exists()
    # The cookie holds from now on, and the way back is the same.
    assert 'lang="en"' in client.get(address(here, door)).content.decode()
    back = client.post(address(here, door), {**typed, "language": "zh-hans"}).content.decode()
    assert 'lang="zh-hans"' in back and "半句话" in back


def test_a_whole_form_in_the_other_language_is_sent_by_nobody_but_its_writer(here: Place) -> None:
    fields = report_fields(here)
    shown = Client().post(address(here, "report"), {**fields, "language": "en", "photos": "IMG_1.jpg"})
    html = shown.content.decode()
    assert shown.status_code == 200 and not PublicSubmission.objects.exists()
    assert f'value="{here.township.code}" selected' in html and "choose the photos again" in html
    # An unknown language is none: it is an ordinary sending.
    assert Client().post(address(here, "report"), {**fields, "language": "xx"}).status_code == 201


def test_where_nothing_is_typed_the_address_keeps_its_query(here: Place) -> None:
    page = Client().get("/public/report/?county=1").content.decode()
    assert 'name="next" value="/public/report/?county=1"' in page


def test_the_page_with_the_code_offers_nothing_that_throws_it_away(here: Place) -> None:
    sent = send_report(here)
    assert sent.status_code == 201 and "language" not in sent.content.decode()


def test_a_code_that_is_being_typed_stays(here: Place) -> None:
    code = given_submission(here).code
    html = ask(code, language="en").content.decode()
    assert 'lang="en"' in html and code in html and "public-form" in html
    assert (
        "查询码"
        in Client().get("/public/progress/").content.decode().partition("<label")[2].partition("</label>")[0]
    )


def test_a_second_rating_and_a_second_request_are_told_as_not_taken(here: Place) -> None:
    sent = given_submission(here)
    incident = take(here, sent.submission)
    for action in ("accept", "dispatch", "sign", "handle", "verify", "answer"):
        incident = step(here, incident, action)
    rating = {"solved": "no", "satisfaction": "dissatisfied"}
    assert "未予记录" not in ask(sent.code, "/public/progress/rate/", **rating).content.decode()
    again = ask(sent.code, "/public/progress/rate/", solved="yes", satisfaction="satisfied")
    assert again.status_code == 409 and "本次评价未予记录" in again.content.decode()
    step(here, incident, "close")
    review = {"reason": "灯还是不亮"}
    assert ask(sent.code, "/public/progress/review/", **review).status_code == 200
    again = ask(sent.code, "/public/progress/review/", **review)
    assert again.status_code == 409 and "本次复核申请未予记录" in again.content.decode()
