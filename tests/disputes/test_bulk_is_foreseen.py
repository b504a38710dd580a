"""Several disputes at once: who would take each is said before, who took it after; no sign is passed over."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from disputes.models import Channel, Dispute
from pingan.matters.models import Matter
from tests.factories.committees import given_mediator
from tests.factories.disputes import act, given_dispute, given_registration
from tests.factories.incidents import given_incident
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
SIGN = "有激化苗头尚未复核，请单独打开办理"
WAITS = "尚待受理，请先受理"


def _confirmation(client: Client, action: str, *disputes: Dispute) -> str:
    sent = {"action": action, "selected": [dispute.pk for dispute in disputes]}
    return client.post("/disputes/bulk/", sent).content.decode()


def _result(client: Client, action: str, page: str) -> str:
    rows = re.findall(r'name="row" value="([\d:]+)"', page)
    return client.post("/disputes/bulk/run/", {"action": action, "row": rows}).content.decode()


def _said_of(page: str, dispute: Dispute) -> str:
    found = re.search(rf"{dispute.matter.number}</span>(.*?)</li>", page, re.DOTALL)
    assert found
    return found[1]


def test_who_would_take_each_is_said_before_and_who_took_it_after(here: Place) -> None:
    given_mediator(here.committee, name="司徒调和")
    disputes = [given_dispute(here, "accepted") for _number in range(3)]
    desk = here.client("township_desk")
    before = _confirmation(desk, "mediate", *disputes)
    after = _result(desk, "mediate", before)
    took = {channel.dispute_id: channel.mediator for channel in Channel.objects.all()}
    assert len(set(took.values())) == 2  # the second goes to who has less in hand by then
    for dispute in disputes:
        name = f"{took[dispute.pk]} · {here.committee.organ}"
        assert name in _said_of(before, dispute)
        assert name in _said_of(after, dispute)


@pytest.mark.parametrize("action", ["accept", "mediate"])
def test_a_sign_that_nobody_reviewed_is_not_passed_over_in_bulk(here: Place, action: str) -> None:
    state = "registered" if action == "accept" else "accepted"
    plain, signed = (
        given_dispute(here, state),
        given_dispute(here, state, flags=("threat",), flag_note="扬言"),
    )
    desk = here.client("township_desk")
    before = _confirmation(desk, action, plain, signed)
    assert SIGN in _said_of(before, signed) and SIGN not in _said_of(before, plain)
    assert "1 件不办理" in before
    assert SIGN in _said_of(_result(desk, action, before), signed)
    assert Matter.objects.get(pk=signed.pk).state == state
    assert Matter.objects.get(pk=plain.pk).state != state
    assert SIGN not in _confirmation(desk, "remind", signed)


def test_what_waits_for_acceptance_is_not_handed_to_a_mediator(here: Place) -> None:
    waiting = given_registration(here)
    desk = here.client("township_desk")
    assert WAITS in _said_of(_confirmation(desk, "mediate", waiting), waiting)
    assert 'value="mediate"' not in desk.get("/disputes/?tab=accept").content.decode()
    assert 'value="mediate"' in desk.get("/disputes/?tab=all").content.decode()


def test_rows_say_in_words_that_a_sign_was_raised(here: Place) -> None:
    desk = here.client("township_desk")
    dispute = given_registration(here, flags=("boundary",), flag_note="争界址")
    for layout in ("split", "table"):
        desk.post("/disputes/setting/", {"layout": layout})
        assert desk.get("/disputes/?tab=all").content.decode().count("激化苗头待复核") == 1, layout
    assert "激化苗头待复核" in desk.get("/disputes/?layout=board").content.decode()
    pane = desk.get(f"/disputes/{dispute.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "激化苗头待复核" in pane
    flag = dispute.flags.get()
    act(here, dispute, "review_flag", "township_desk", flag=flag.pk, review="watch", note="持续关注")
    desk.post("/disputes/setting/", {"layout": "split"})
    page = desk.get("/disputes/?tab=all").content.decode()
    assert "激化苗头待复核" not in page and re.search(r"#flag.*?激化苗头", page, re.DOTALL)


def test_incidents_say_where_each_would_go(here: Place) -> None:
    incident = given_incident(here, "accepted")
    page = here.client("township_desk").post(
        "/incidents/bulk/", {"action": "dispatch", "selected": [incident.pk]}
    )
    line = re.search(rf"{incident.matter.number}</span>(.*?)</li>", page.content.decode(), re.DOTALL)
    assert line and ("#arrow-right" in line[1] or "#warning" in line[1])
