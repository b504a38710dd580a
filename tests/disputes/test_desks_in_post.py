"""Where a township has nobody at its desk, the county's is told, named and reminded; a desk that changes hands goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from disputes.machine.sentences import NAMED
from disputes.models import Dispute
from disputes.queries.disputes import disputes_visible
from disputes.queries.recipients import desk_of
from disputes.services.readers import name_desks
from grids.queries.recipients import desk_of as desk_of_incident
from pingan.common.errors import Invalid
from pingan.common.models import OutboxEntry
from pingan.matters.models import Clock, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.services.reminding import remind_due
from pingan.org.models import Post
from tests.api.conftest import Api
from tests.api.test_disputes import NEW
from tests.factories.disputes import act, given_dispute, given_registration
from tests.factories.incidents import given_report
from tests.factories.org import LONG_AGO
from tests.factories.world import Place, _user

pytestmark = pytest.mark.django_db
VIOLENT = {**NEW, "type": "MARRIAGE_FAMILY", "flags": ["violence"], "flag_note": "动手打人"}


def leave(here: Place, *roles: str) -> None:
    """The posts of these roles end; nobody follows."""
    day = timezone.localdate() - timedelta(days=1)
    Post.objects.filter(user__in=[here.users[role] for role in roles]).update(held_to=day)


def follow(here: Place, role: str = "township_desk") -> int:
    """Somebody new takes up the post of a desk."""
    person = _user("follower", "后任")
    region = here.township if role == "township_desk" else here.county
    Post.objects.create(user=person, role=role, region=region, held_from=LONG_AGO)
    here.users["follower"] = person
    return person.pk


def county_of(here: Place) -> set[int]:
    """The dispatchers of the county: those of the small world's two townships."""
    return set(
        Post.objects.filter(role="county_dispatcher", region=here.county).values_list("user_id", flat=True)
    )


def told(dispute_id: int) -> set[int]:
    """Everybody to whom something about a matter was sent."""
    rows = OutboxEntry.objects.filter(payload__content__about=dispute_id)
    return {person for row in rows for person in row.payload["recipients"]}


def test_a_closed_dispute_of_a_township_without_a_desk_is_the_countys_at_once(here: Place) -> None:
    leave(here, "township_desk", "township_desk_b")
    made = Api(here.users["grid_worker"]).post("/disputes/", VIOLENT)
    assert made.status_code == 201, made.content
    dispute = Dispute.objects.get(pk=made.json()["id"])
    county = county_of(here)
    assert dispute.matter.is_restricted
    assert set(dispute.readers.values_list("user_id", flat=True)) == county | {here.users["grid_worker"].pk}
    assert told(dispute.pk) == county
    program = Api(here.users["county_dispatcher"])
    told_at = {"station": "朱坊派出所", "channel": "call_110", "told_at": timezone.now().isoformat()}
    for action, data in (("accept", {}), ("tell_police", told_at)):
        done = program.post(f"/disputes/{dispute.pk}/actions/{action}/", data)
        assert done.status_code == 200, done.content


@pytest.mark.parametrize("values", [{}, {"flags": ["boundary"]}, {"flags": ["violence"]}])
def test_the_county_hears_of_an_open_dispute_too(here: Place, values: dict[str, list[str]]) -> None:
    leave(here, "township_desk", "township_desk_b")
    made = Api(here.users["grid_worker"]).post("/disputes/", {**NEW, **values})
    assert told(made.json()["id"]) == county_of(here)


@pytest.mark.parametrize("flags", [("violence",), ("boundary",)])
def test_every_clock_runs_against_somebody(here: Place, flags: tuple[str, ...]) -> None:
    leave(here, "township_desk", "township_desk_b")
    dispute = given_registration(here, type="MARRIAGE_FAMILY", flags=flags)
    stages = set(Clock.objects.filter(matter_id=dispute.pk).values_list("stage", flat=True))
    assert {"dispute_accept", "flag_review"} <= stages
    OutboxEntry.objects.all().delete()
    remind_due(timezone.now() + timedelta(days=60))
    assert told(dispute.pk) == county_of(here)


def test_a_filled_desk_is_told_alone(here: Place) -> None:
    dispute = given_registration(here)
    desks = {here.users[name].pk for name in ("township_desk", "township_desk_b")}
    assert set(desk_of(dispute)) == desks == told(dispute.pk)


def test_an_incident_of_a_township_without_a_desk_is_told_to_the_county(here: Place) -> None:
    incident = given_report(here)
    assert set(desk_of_incident(incident)) == {here.users[n].pk for n in ("township_desk", "township_desk_b")}
    leave(here, "township_desk", "township_desk_b")
    assert set(desk_of_incident(incident)) == county_of(here)
    assert told(given_report(here).pk) == county_of(here)


def test_who_takes_over_the_desk_is_named_and_told(here: Place) -> None:
    dispute = given_registration(here, restriction="domestic_violence")
    leave(here, "township_desk", "township_desk_b")
    new = follow(here)
    assert desk_of(dispute) == () and not disputes_visible(here.actor("follower")).exists()
    OutboxEntry.objects.all().delete()
    assert name_desks(timezone.now()) == 1
    assert name_desks(timezone.now()) == 0
    assert desk_of(dispute) == (new,) and told(dispute.pk) == {new}
    assert [row.payload["content"]["title_msgid"] for row in OutboxEntry.objects.all()] == [NAMED]
    assert TimelineEntry.objects.filter(matter_id=dispute.pk, action="desk_named").count() == 1
    assert act(here, dispute, "accept", "follower").matter.state == "accepted"
    assert not list(chain_faults())
    page = here.client("follower").get(f"/disputes/{dispute.pk}/").content.decode()
    assert "值班" in page


def test_without_a_follower_the_county_is_named(here: Place) -> None:
    dispute = given_registration(here, restriction="minor")
    leave(here, "township_desk", "township_desk_b")
    assert name_desks(timezone.now()) == 1
    assert set(desk_of(dispute)) == county_of(here)


def test_nothing_is_named_while_one_at_a_desk_is_a_reader_nor_where_no_desk_is_filled(here: Place) -> None:
    dispute = given_registration(here, restriction="minor")
    leave(here, "township_desk_b")
    follow(here)
    assert name_desks(timezone.now()) == 0, "one of the desk is named still"
    leave(here, "township_desk", "follower")
    Post.objects.filter(user__in=county_of(here)).update(held_to=date(2025, 1, 1))
    assert name_desks(timezone.now()) == 0, "there is nobody to name"
    open_one = given_registration(here)
    assert {row.pk for row in Dispute.objects.filter(readers=None)} == {open_one.pk}
    assert dispute.readers.count() == 3


def test_a_closed_matter_is_handed_on_without_a_notice(here: Place) -> None:
    dispute = given_dispute(here, "closed", restriction="minor")
    leave(here, "township_desk", "township_desk_b")
    OutboxEntry.objects.all().delete()
    assert name_desks(timezone.now()) == 1
    assert told(dispute.pk) == set()
    assert disputes_visible(here.actor("county_dispatcher")).filter(pk=dispute.pk).exists()


def test_the_last_named_person_of_a_desk_is_not_ended(here: Place) -> None:
    dispute = given_registration(here, restriction="other")
    rows = {row.user_id: row.pk for row in dispute.readers.all()}
    first, last = (rows[here.users[name].pk] for name in ("township_desk_b", "township_desk"))
    act(here, dispute, "end_reader", "township_desk", reader=first, note="轮岗")
    with pytest.raises(Invalid) as refused:
        act(here, dispute, "end_reader", "township_desk", reader=last, note="轮岗")
    assert set(refused.value.fields) == {"reader"}
    act(
        here, dispute, "name_reader", "township_desk", user=here.users["county_dispatcher"].pk, note="上级承办",
    )  # fmt: skip
    act(here, dispute, "end_reader", "township_desk", reader=last, note="轮岗")
    worker = rows[here.users["grid_worker"].pk]
    act(here, dispute, "end_reader", "county_dispatcher", reader=worker, note="不再需要")
    assert desk_of(dispute) == (here.users["county_dispatcher"].pk,)
