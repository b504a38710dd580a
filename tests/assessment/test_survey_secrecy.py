"""A code is good once whoever sends it when, and nothing in the house joins it to an answer."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils.module_loading import import_string

from assessment.models import CodeBatch, Survey, SurveyAnswer, SurveyCode
from assessment.services.survey_codes import digest_of, draw_codes
from pingan.audit.models import AuditEntry
from pingan.matters.models import Matter, TimelineEntry
from tests.api.test_concurrency import at_once
from tests.factories.surveys import Body, county, given_survey
from tests.factories.world import World, given_world

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = {
    "sex": "female",
    "age": "60_up",
    "setting": "urban",
    **{f"q{at}": 4 for at in range(1, 12)},
    "q3": 2,
}
MOMENTS = {"timestamp with time zone", "timestamp without time zone", "time without time zone"}


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    cache.clear()
    yield given_world()
    cache.clear()


def fielded(world: World, count: int) -> tuple[Body, Survey, list[str]]:
    """Return a survey in the field with codes of its first division."""
    body = county(world.here)
    survey = given_survey(body, "fielded")
    codes = draw_codes(actor=body.office, survey_id=survey.pk, region_code=body.codes[0], count=count)
    return body, survey, codes


def test_of_eight_who_send_one_code_at_the_same_moment_one_counts(world: World) -> None:
    _body, survey, (code, _other) = fielded(world, 2)
    answers = at_once(8, lambda n: Client().post(f"/survey/{code}/", {**SHEET, "q1": 1 + n % 5}))
    assert Counter(one.status_code for one in answers) == {302: 1, 404: 7}
    assert {one["Location"] for one in answers if one.status_code == 302} == {"/survey/thanks/"}
    told = {one.content.decode() for one in answers if one.status_code == 404}
    assert all("<h1" in page and survey.matter.title not in page for page in told)
    assert survey.answers.count() == 1
    assert SurveyCode.objects.filter(batch__survey=survey).count() == 1


def everything_kept() -> str:
    """Return every row of every table as text."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = []
        for name in names:
            cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{name}\" t")
            found.append(f"{name}\n{cursor.fetchone()[0]}")
    return "\n".join(found)


def books() -> tuple[Any, ...]:
    """Return everything that bears a moment and could have moved when somebody answered."""
    return (
        list(Matter.objects.order_by("pk").values_list("pk", "version", "updated_at", "timeline_head")),
        TimelineEntry.objects.count(),
        AuditEntry.objects.count(),
        list(CodeBatch.objects.order_by("pk").values()),
        list(Survey.objects.order_by("pk").values()),
    )


def test_no_row_of_the_house_joins_a_code_to_an_answer(world: World) -> None:
    _body, survey, codes = fielded(world, 12)
    before, digests = books(), [digest_of(code) for code in codes]
    assert all(digest in everything_kept() for digest in digests)
    arrived: list[int] = []
    for code in codes[:10]:
        sent = Client(headers={"user-agent": "Mozilla/5.0 (Zeuge)"}, REMOTE_ADDR="203.0.113.77")
        assert sent.post(f"/survey/{code}/", SHEET).status_code == 302
        arrived += survey.answers.exclude(pk__in=arrived).values_list("pk", flat=True)
    dump = everything_kept()
    # Neither a burnt code nor its digest, nor anything of who sent it, stands anywhere.
    for word in (*codes, *digests[:10], "203.0.113.77", "Zeuge"):
        assert word not in dump
    assert [digest in dump for digest in digests[10:]] == [True, True]
    # Nothing else moved, so that no moment tells which answer came when; keys tell no order.
    assert books() == before
    assert arrived != sorted(arrived)
    assert arrived != sorted(arrived, reverse=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "select data_type, column_default from information_schema.columns where table_name = %s",
            [SurveyAnswer._meta.db_table],
        )
        columns = cursor.fetchall()
    assert not {kind for kind, _default in columns} & MOMENTS
    assert not any(default for _kind, default in columns), "a counter or the clock fills a column"


def test_what_the_throttle_counts_names_no_address_and_no_code(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _body, _survey, (code,) = fielded(world, 1)
    seen: list[str] = []
    for name in ("incr", "add", "set", "get"):
        plain = getattr(cache, name)

        def noted(key: str, *given: Any, plain: Any = plain, **more: Any) -> Any:
            seen.append(f"{key} {given} {more}")
            return plain(key, *given, **more)

        monkeypatch.setattr(cache, name, noted)
    assert Client(REMOTE_ADDR="203.0.113.77").post(f"/survey/{code}/", SHEET).status_code == 302
    doors = [line for line in seen if "door:survey" in line]
    assert doors
    assert not [line for line in seen if "203.0.113" in line or code in line]
    # The window stands in the key, so that one address has another name in the next.
    assert all(re.fullmatch(r"door:survey:(60|3600):[0-9a-f]{24}", line.split(" ")[0]) for line in doors)


def test_no_line_of_the_log_tells_a_code(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form without its token and a fault are logged with their address; a code in it would tell who answered when."""
    _body, _survey, (code,) = fielded(world, 1)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(import_string(settings.LOGGING["filters"]["codes"]["()"])())
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["codes"]
    logging.getLogger().addHandler(handler)
    try:
        refused = Client(enforce_csrf_checks=True).post(f"/survey/{code}/", SHEET)
        assert refused.status_code == 403
        monkeypatch.setattr("assessment.pages.survey_public.take_by_code", lambda *_given: 1 // 0)
        broken = Client(raise_request_exception=False).post(f"/survey/{code}/", SHEET)
        assert broken.status_code == 500
    finally:
        logging.getLogger().removeHandler(handler)
    text = written.getvalue()
    assert text.count("/survey/…/") == 2
    assert code not in text
