"""Briefs, walked through their states by the people of a place."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from pingan.office.models import Brief
from pingan.office.rules.brief_periods import last_ended
from pingan.office.services.brief_drafting import draft_brief
from pingan.office.services.brief_issuing import issue_brief
from pingan.office.services.brief_writing import review_brief, write_brief
from pingan.office.services.refreshing import refresh_summaries
from pingan.org.models import Organ
from tests.factories.org import given_organ
from tests.factories.world import Place

WORDS = {
    "forecast": "汛期将至，城乡结合部积水类诉求预计增加。",
    "measures": "由城市管理局牵头，本月底前完成排水口清淤。",
}


def given_office_below(place: Place) -> Organ:
    """Give the township of a place the office of its body, to which the county's briefs go."""
    known = Organ.objects.filter(region=place.township, kind=Organ.Kind.COORDINATING_OFFICE).first()
    name = f"{place.township.name}平安办"
    return known or given_organ(place.township, name, kind=Organ.Kind.COORDINATING_OFFICE)


def last_week() -> date:
    return last_ended("weekly", timezone.localdate()).since


def given_brief(place: Place, state: str = "drafted", *, cadence: str = "weekly", back: int = 0) -> Brief:
    """Return a brief of the county's body; ``back``: so many weeks before the last one. Issued to the township below."""
    given_office_below(place)
    refresh_summaries()
    day = last_ended(cadence, timezone.localdate()).since - timedelta(days=7 * back)
    office, leader = place.actor("body_office"), place.actor("leader")
    brief = draft_brief(actor=office, cadence=cadence, day=day)
    if state == "drafted":
        return brief
    write_brief(actor=office, pk=brief.pk, sections=WORDS)
    brief = review_brief(actor=leader, pk=brief.pk)
    return brief if state == "reviewed" else issue_brief(actor=leader, pk=brief.pk)
