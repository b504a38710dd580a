"""The timetable: what is over is drafted for every body that has people, once, through the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

import pingan.office.tasks  # noqa: F401 - registers the job
from pingan.common.models import OutboxEntry
from pingan.common.outbox import HANDLERS, deliver
from pingan.office.models import Brief
from pingan.office.rules.brief_facts import facts_of_json
from pingan.office.rules.brief_periods import last_ended
from pingan.office.services.brief_drafting import JOB, draft_due, draft_for
from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Post
from tests.factories.incidents import given_report, rewrite
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db


def _open_jobs() -> list[OutboxEntry]:
    return list(OutboxEntry.objects.filter(job=JOB, done_at=None).order_by("pk"))


def test_each_body_with_people_gets_its_three_drafts_once(world: World) -> None:
    refresh_summaries()
    assert draft_due() == 9, "two counties and the province, three cadences"
    assert draft_due() == 9, "asked again before the first were done"
    for entry in _open_jobs():
        assert deliver(entry.pk)
    assert Brief.objects.count() == 9
    assert Brief.objects.filter(state="drafted", created_by=None, version=1).count() == 9
    assert draft_due() == 0


def test_a_lost_or_doubled_job_changes_nothing(here: Place) -> None:
    refresh_summaries()
    week = last_ended("weekly", timezone.localdate())
    asked: dict[str, Any] = {
        "region_id": here.county.pk,
        "cadence": "weekly",
        "since": week.since.isoformat(),
    }
    assert draft_for(**asked) and not draft_for(**asked)
    HANDLERS[JOB](**asked)
    assert Brief.objects.count() == 1


def test_a_body_without_people_gets_no_draft(here: Place) -> None:
    refresh_summaries()
    Post.objects.filter(role="body_office", region=here.county).update(held_to=timezone.localdate())
    draft_due()
    assert here.county.pk not in {entry.payload["region_id"] for entry in _open_jobs()}


def test_nothing_is_drafted_from_sums_that_do_not_know_the_whole_period(here: Place) -> None:
    refresh_summaries()
    # Nobody has brought the sums up to date for a third of a year: the last week, month and quarter are not in them.
    with time_machine.travel(timezone.now() + timedelta(days=120), tick=False):
        assert draft_due() == 0


def test_a_draft_counts_what_the_board_counts_restricted_ones_too(here: Place) -> None:
    week = last_ended("weekly", timezone.localdate())
    moment = week.moments[0] + timedelta(hours=30)
    reports = [given_report(here) for _ in range(3)]
    rewrite(*(row.pk for row in reports), opened_at=moment)
    rewrite(reports[0].pk, is_restricted=True)
    refresh_summaries()
    draft_for(region_id=here.county.pk, cadence="weekly", since=week.since.isoformat())
    brief = Brief.objects.get()
    facts = facts_of_json(brief.figures)
    line = facts.line("incident.reported")
    assert line is not None and line.value.now.part == 3
    codes = [one.code for one in facts.lines]
    assert len(codes) == len(set(codes)), "what stands on several boards is told once"
    places = {place.name: place.tallies["incident.reported"].part for place in facts.places}
    assert places[here.township.name] == 3
    assert {row.matter.number for row in reports}.isdisjoint(set(str(brief.figures).split("'")))
    assert "上报" in brief.situation or "事件" in brief.situation
    assert brief.forecast == brief.measures == "", "what a person must judge is left to a person"
    titles = list(brief.charts.values_list("title", flat=True))
    assert titles and "走势" in titles[0]
    # Three of a class could point at somebody: no class is named.
    assert "较多的类别" not in brief.hot_spots
