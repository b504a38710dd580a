"""Several disputes at once: each row is answered, restricted ones are taken up by themselves, nothing happens twice."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from disputes.models import Dispute, Mediator
from disputes.pages.bulk import BULK
from pingan.matters.models import Matter, TimelineEntry
from pingan.web import pages_bulk
from tests.factories.committees import given_mediator
from tests.factories.disputes import act, given_dispute, given_registration
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
ALONE = "限制查阅的纠纷只能单独办理"


def confirmed(client: Client, action: str, **values: object) -> list[str]:
    """Ask for an action and return the rows that the confirmation means."""
    page = client.post("/disputes/bulk/", {"action": action, **values})
    assert page.status_code == 200, page.content.decode()[:400]
    return re.findall(r'name="row" value="([\d:]+)"', page.content.decode())


def run(client: Client, action: str, *disputes: Dispute, **values: object) -> str:
    """Choose, confirm, act; return the page with the results."""
    rows = confirmed(client, action, selected=[dispute.pk for dispute in disputes])
    return client.post("/disputes/bulk/run/", {"action": action, "row": rows, **values}).content.decode()


def states(*disputes: Dispute) -> list[str]:
    return [Matter.objects.get(pk=dispute.pk).state for dispute in disputes]


def restricted(place: Place) -> Dispute:
    """A dispute about domestic violence: the desk that registered it is named, and sees it."""
    return given_registration(place, "township_desk", source="walk_in", restriction="domestic_violence")


def test_each_selected_row_is_accepted_or_says_why_not(world: World, here: Place) -> None:
    first, second = given_registration(here), given_registration(here)
    foreign = given_registration(world.neighbour)
    desk = here.client("township_desk")
    rows = confirmed(desk, "accept", selected=[first.pk, second.pk, foreign.pk, "x"])
    assert len(rows) == 2  # what lies outside is not even counted
    act(here, second, "accept", "township_desk_b")
    page = desk.post(
        "/disputes/bulk/run/", {"action": "accept", "row": [*rows, f"{foreign.pk}:1"]}
    ).content.decode()
    assert states(first, second, foreign) == ["accepted", "accepted", "registered"]
    assert page.count("badge--green") == 1 and page.count("badge--yellow") == 2
    assert foreign.matter.number not in page
    assert TimelineEntry.objects.filter(action="accept").count() == 2


def test_a_restricted_one_is_never_taken_together_with_others(here: Place) -> None:
    plain, hidden = given_registration(here), restricted(here)
    desk = here.client("township_desk")
    page = run(desk, "accept", plain, hidden)
    assert states(plain, hidden) == ["accepted", "registered"]
    assert page.count(ALONE) == 1 and hidden.matter.number in page  # this desk is a named reader
    act(here, hidden, "accept", "township_desk")
    for action in ("mediate", "remind", "comment"):
        assert ALONE in run(desk, action, hidden, note="请抓紧"), action
    assert states(hidden) == ["accepted"]
    assert not TimelineEntry.objects.filter(matter_id=hidden.pk, action__in=("remind", "comment")).exists()


def test_who_is_not_named_finds_no_restricted_one_in_bulk(here: Place) -> None:
    hidden = restricted(here)
    stranger = here.client("county_dispatcher")
    rows = confirmed(stranger, "remind", everything="1", query="tab=all")
    assert rows == []
    sent = {"action": "remind", "row": [f"{hidden.pk}:1"], "note": "请抓紧"}
    page = stranger.post("/disputes/bulk/run/", sent).content.decode()
    assert hidden.matter.number not in page and hidden.matter.title not in page
    assert page.count("badge--yellow") == 1


def test_the_list_offers_no_box_for_a_restricted_one(here: Place) -> None:
    plain, hidden = given_registration(here), restricted(here)
    desk = here.client("township_desk")
    for layout in ("split", "table"):
        desk.post("/disputes/setting/", {"layout": layout})
        page = desk.get("/disputes/?tab=all").content.decode()
        boxes = re.findall(r'name="selected" value="(\d+)"', page)
        assert boxes == [str(plain.pk)], layout
        assert hidden.matter.number in page
        for offer in BULK:
            assert f'name="action" value="{offer.name}"' in page
    leader = here.client("leader").get("/disputes/?tab=all").content.decode()
    assert plain.matter.number in leader
    assert 'name="selected"' not in leader and "inbox-bulk" not in leader


def test_each_goes_to_the_mediator_who_is_suggested_for_it(here: Place) -> None:
    ready, alone = given_dispute(here, "accepted"), given_dispute(here, "accepted", parties=())
    page = run(here.client("township_desk"), "mediate", ready, alone, note="请尽快联系双方")
    assert states(ready, alone) == ["mediating", "accepted"]
    channel = ready.channels.get()
    assert channel.mediator in here.mediators
    assert page.count("badge--yellow") == 1  # no parties yet: said at the row
    entry = TimelineEntry.objects.get(matter_id=ready.pk, action="mediate")
    assert entry.note.text == "请尽快联系双方"


def test_a_mediator_who_bears_the_name_of_a_party_is_passed_over(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    Mediator.objects.update(name="欧阳志远")  # the applicant's
    page = run(here.client("township_desk"), "mediate", dispute)
    assert states(dispute) == ["accepted"]
    assert "没有可承接的调解员" in page
    other = given_mediator(here.committee)
    run(here.client("township_desk"), "mediate", dispute)
    assert dispute.channels.get().mediator == other


def test_reminders_and_remarks_name_no_party(here: Place) -> None:
    disputes = [given_dispute(here, "accepted") for _number in range(2)]
    desk = here.client("township_desk")
    assert "badge--green" not in run(desk, "remind", *disputes)  # without a reason nobody is reminded
    run(desk, "remind", *disputes, note="请抓紧联系欧阳志远")
    run(desk, "comment", *disputes, note="已电话了解")
    for dispute in disputes:
        entries = {e.action: e for e in TimelineEntry.objects.filter(matter_id=dispute.pk)}
        assert entries["remind"].note.text == "请抓紧联系申请人甲"
        assert entries["comment"].note.text == "已电话了解"


def test_a_repeat_with_the_same_key_gives_the_same_answer(here: Place) -> None:
    dispute = given_registration(here)
    desk = here.client("township_desk")
    rows = confirmed(desk, "accept", selected=[dispute.pk])
    sent = {"action": "accept", "row": rows, "idempotency_key": "b1"}
    first, again = (desk.post("/disputes/bulk/run/", sent).content.decode() for _ in range(2))
    assert first.count("badge--green") == again.count("badge--green") == 1
    assert TimelineEntry.objects.filter(action="accept").count() == 1


def test_too_many_are_refused_before_anything_happens(here: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_bulk, "MOST", 1)
    for _ in range(2):
        given_registration(here)
    page = here.client("township_desk").post(
        "/disputes/bulk/", {"action": "accept", "everything": "1", "query": "tab=all"}
    )
    assert page.status_code == 422 and 'name="row"' not in page.content.decode()


def test_other_roles_and_other_actions_are_refused(here: Place) -> None:
    dispute = given_registration(here)
    sent = {"action": "accept", "row": [f"{dispute.pk}:1"], "selected": [dispute.pk]}
    for role in ("community_staff", "mediator", "leader", "grid_worker", "body_office"):
        client = here.client(role)
        assert client.post("/disputes/bulk/", sent).status_code == 403, role
        assert client.post("/disputes/bulk/run/", sent).status_code == 403, role
    desk = here.client("township_desk")
    for action in ("reject", "close", "restrict", "reveal", ""):
        assert desk.post("/disputes/bulk/run/", {**sent, "action": action}).status_code == 403, action
    assert states(dispute) == ["registered"]
