"""Committees, the week, register and statistics at a desk and on a phone: nothing is cut off, the way leads on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone
from playwright.sync_api import expect

from disputes.models import DisputeType, MediationSession, Mediator, SessionMediator
from tests.browser.people import SIZES, Desk, words
from tests.factories.committees import given_committee, given_mediator
from tests.factories.disputes import act, begun, given_dispute, next_morning, step
from tests.factories.world import Place

PAGES = {
    "committees": "/mediation/committees/",
    "mediators": "/mediation/mediators/",
    "week": "/mediation/week/?show=all",
    "register": "/disputes/registers/",
    "statistics": "/disputes/statistics/",
    "statistics-area": "/disputes/statistics/?by=area&table=risks",
    "statistics-channels": "/disputes/statistics/?table=channels",
}


def given_busy_committee(place: Place) -> None:
    """Disputes in every stage, a session that has begun, one tomorrow, a village committee with a lawyer."""
    Mediator.objects.filter(pk=place.mediators[0].pk).update(name="陈秀英", phone="0797-6612345")
    place.mediators[0].specialities.set(DisputeType.objects.filter(code__in=["NEIGHBOUR", "HOUSING"]))
    village = given_committee(place.village)
    lawyer = given_mediator(village, name="刘文斌")
    lawyer.specialities.set(DisputeType.objects.filter(code="LABOR"))
    for state, kind in (("performing", "NEIGHBOUR"), ("closed", "WAGES"), ("unresolved", "LABOR")):
        given_dispute(place, state, type=kind, amount=None)
    for rows in (MediationSession.objects.all(), SessionMediator.objects.all()):
        rows.update(starts_at=F("starts_at") - timedelta(hours=3), ends_at=F("ends_at") - timedelta(hours=3))
    now = given_dispute(place, "mediating", type="TRAFFIC", flags=("threat",))
    begun(step(place, now, "plan_session"))
    later = given_dispute(place, "mediating", type="MEDICAL")
    act(
        place, later, "plan_session", "mediator", starts_at=next_morning() + timedelta(hours=2),
        room="调解室二", is_joint=True,
    )  # fmt: skip


@pytest.mark.parametrize("size", list(SIZES))
def test_every_page_fits_its_window(desk: Desk, size: str) -> None:
    here = desk.world.here
    given_busy_committee(here)
    page = desk.open_as(here.users["township_desk"], size=size)
    for name, address in {**PAGES, "committee": f"/mediation/committees/{here.committee.pk}/"}.items():
        page.goto(address)
        page.locator("html[data-ready]").wait_for()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} is {wide} px too wide"


def test_at_a_desk_no_number_of_a_table_lies_beyond_the_edge(desk: Desk) -> None:
    given_busy_committee(desk.world.here)
    page = desk.open_as(desk.world.here.users["township_desk"])
    for table in ("results", "channels", "risks"):
        page.goto(f"/disputes/statistics/?table={table}")
        frame = page.locator(".table-frame:has(> .figures)")
        assert frame.evaluate("one => one.scrollWidth - one.clientWidth") <= 0, table


def test_a_mediator_goes_from_the_week_to_the_record(desk: Desk) -> None:
    here = desk.world.here
    given_busy_committee(here)
    page = desk.open_as(here.users["mediator"], size="phone")
    page.goto("/mediation/week/")
    record = page.get_by_role("link", name=words("Record session"))
    expect(record).to_have_count(1)
    assert "/actions/hold_session/?session=" in str(record.get_attribute("href"))
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    page.get_by_role("link", name=words("Previous week")).click()
    expect(page.locator(f'.week__date time[datetime="{monday.isoformat()}"]')).to_be_attached()
    expect(page.get_by_role("link", name=words("Record session"))).to_have_count(0)


def test_a_number_of_the_table_opens_its_lines(desk: Desk) -> None:
    given_busy_committee(desk.world.here)
    page = desk.open_as(desk.world.here.users["township_desk"])
    page.goto("/disputes/statistics/")
    page.locator("tfoot a").first.click()
    expect(page.locator("#register tbody tr")).to_have_count(5)
    page.get_by_role("link", name=words("Statistics")).first.click()
    expect(page.locator("table.figures")).to_be_visible()
