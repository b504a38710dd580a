"""What the database itself holds, whoever writes into it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pingan.office.models import Brief, BriefChange, BriefChart
from tests.factories.briefs import given_brief
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


def refused(name: str, change: Callable[[], object]) -> None:
    """Do it past every service, and demand that the database names this rule."""
    with pytest.raises(IntegrityError) as told, transaction.atomic():
        change()
    assert told.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def test_an_issued_brief_is_never_changed_or_deleted(here: Place) -> None:
    brief = given_brief(here, "issued")
    rows = Brief.objects.filter(pk=brief.pk)
    for change in ({"situation": "改"}, {"state": "drafted"}, {"issued_at": timezone.now()}, {"edition": 99}):
        refused("brief_stays", lambda change=change: rows.update(**change))
    refused("brief_stays", lambda: rows._raw_delete("default"))


def test_figures_charts_and_changes_stay_as_they_were(here: Place) -> None:
    brief = given_brief(here)
    BriefChart.objects.create(brief=brief, place=99, title="走势", svg="<svg/>")
    rows = Brief.objects.filter(pk=brief.pk)
    refused("brief_figures_stay", lambda: rows.update(figures={}))
    refused("brief_figures_stay", lambda: rows.update(counted_at=timezone.now()))
    refused("brief_charts_stay", lambda: BriefChart.objects.filter(brief=brief).update(svg=""))
    refused("brief_charts_stay", lambda: BriefChart.objects.filter(brief=brief)._raw_delete("default"))


def test_the_words_of_a_reviewed_brief_stay_until_it_is_given_back(here: Place) -> None:
    brief = given_brief(here, "reviewed")
    refused("brief_words_stay", lambda: Brief.objects.filter(pk=brief.pk).update(forecast="改"))
    change = BriefChange.objects.filter(brief=brief)[0]
    change.pk, change.edition = None, 90
    refused("brief_changes_of_drafts", lambda: change.save(force_insert=True))


def test_who_wrote_a_word_of_it_is_not_its_reviewer(here: Place) -> None:
    brief = given_brief(here)
    leader = here.users["leader"]
    BriefChange.objects.create(
        brief=brief, edition=2, section="forecast", after="平稳", made_by=leader, signature="领导",
        made_at=timezone.now(),
    )  # fmt: skip
    rows = Brief.objects.filter(pk=brief.pk)
    review = {"state": "reviewed", "reviewed_at": timezone.now(), "review_signature": "领导"}
    refused("brief_reviewed_by_another", lambda: rows.update(reviewed_by=leader, **review))
    refused("brief_two_people", lambda: rows.update(reviewed_by=here.users["body_office"], **review))
    refused("brief_reviewed_by_somebody", lambda: rows.update(state="reviewed"))


def test_nothing_is_issued_that_nobody_reviewed_or_without_its_paper(here: Place) -> None:
    brief = given_brief(here, "reviewed")
    rows = Brief.objects.filter(pk=brief.pk)
    issued = {"state": "issued", "issued_at": timezone.now(), "issued_by": here.users["leader"]}
    refused("brief_issued_as_document", lambda: rows.update(**issued))
    draft = Brief.objects.filter(pk=given_brief(here, back=1).pk)
    refused("brief_reviewed_first", lambda: draft.update(state="issued"))


def test_there_is_one_brief_per_body_and_period(here: Place) -> None:
    brief = given_brief(here)
    again = {"region": brief.region, "cadence": "weekly", "figures": {}, "counted_at": timezone.now()}
    same = {**again, "since": brief.since, "until": brief.until}
    refused("brief_version_once", lambda: Brief.objects.create(**same))
    refused(
        "brief_one_under_way",
        lambda: Brief.objects.create(**same, version=2, corrects=brief, reason="更正"),
    )
    refused("brief_correction_names_what", lambda: Brief.objects.create(**same, version=2))


@pytest.mark.parametrize(("cadence", "days"), [("weekly", 6), ("monthly", 30), ("quarterly", 91)])
def test_a_brief_covers_a_whole_period(here: Place, cadence: str, days: int) -> None:
    brief = given_brief(here)
    since = brief.since + timedelta(days=1)
    refused(
        "brief_of_a_whole_period",
        lambda: Brief.objects.create(
            region=brief.region, cadence=cadence, since=since, until=since + timedelta(days=days), figures={},
            counted_at=timezone.now(),
        ),
    )  # fmt: skip
