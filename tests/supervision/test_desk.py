"""The desk lists what waits for a push, to whom it concerns, and urges several at once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from pingan.matters.models import Matter, TimelineEntry
from pingan.office.queries.desk import SIGNS
from tests.factories.disputes import given_dispute
from tests.factories.incidents import act, given_incident, step
from tests.factories.world import World, signed_in
from tests.supervision.staged import due_day, overdue, reminded

pytestmark = pytest.mark.django_db
DESK = "/office/supervision/"


def numbers(client: Client, **query: str) -> set[str]:
    answer = client.get(DESK, query)
    assert answer.status_code == 200, answer.content.decode()[:400]
    rows = re.findall(r'<span class="number-code">([A-Z]{2}[^<]+)</span></td>', answer.content.decode())
    return set(rows)


def test_what_is_overdue_waits_and_what_is_in_time_does_not(world: World) -> None:
    late, early = overdue(world.here), given_incident(world.here, "dispatched")
    office = world.here.client("body_office")
    assert numbers(office) == {late.matter.number} == numbers(office, tab="overdue")
    assert early.matter.number not in numbers(office)
    assert numbers(office, tab="petition") == set()


def test_each_sign_has_its_tab(world: World) -> None:
    here = world.here
    twice = given_incident(here, "returned")
    act(here, twice, "dispatch", "township_desk", organ=here.units["housing"].pk, note="改派")
    act(here, twice, "return", "unit_handler_2", note="不属于我单位职责")
    petition = given_dispute(here, "accepted")
    type(petition).objects.filter(pk=petition.pk).update(petition_count=1)
    office = here.client("body_office")
    assert numbers(office, tab="returned") == {twice.matter.number}
    assert twice.matter.number in numbers(office, tab="refused")
    assert numbers(office, tab="petition") == {petition.matter.number}
    assert numbers(office) == {twice.matter.number, petition.matter.number}


def test_the_signs_of_a_line_are_the_tabs_in_which_it_stands(world: World) -> None:
    here = world.here
    twice = given_incident(here, "returned")
    act(here, twice, "dispatch", "township_desk", organ=here.units["housing"].pk, note="改派")
    act(here, twice, "return", "unit_handler_2", note="不属于我单位职责")
    petition = given_dispute(here, "accepted")
    type(petition).objects.filter(pk=petition.pk).update(petition_count=1)
    overdue(here)
    office = here.client("body_office")
    lines = office.get(DESK).context["lines"]
    assert len(lines) == 3
    for tab, label in SIGNS.items():
        signed = {line["matter"].number for line in lines if label in line["signs"]}
        assert signed == numbers(office, tab=tab), tab


def test_what_is_restricted_is_a_line_or_a_number_and_never_both(world: World) -> None:
    dispute = given_dispute(world.here, "mediating", restriction="minor")
    past = timezone.now() - timedelta(days=3)
    Matter.objects.filter(pk=dispute.pk).update(next_due_at=past, next_warn_at=past, clock_paused=False)
    number, shown = dispute.matter.number, set()
    for role in ("body_office", "county_dispatcher", "township_desk", "leader"):
        page = world.here.client(role).get(DESK).context
        is_line = number in {line["matter"].number for line in page["lines"]}
        assert is_line is not (number in page["hidden"]), role
        shown.add(is_line)
    assert False in shown


def test_closed_matters_wait_no_longer(world: World) -> None:
    late = overdue(world.here, "answered")
    step(world.here, late, "close")
    assert numbers(world.here.client("body_office")) == set()


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("township_desk", {"here"}),
        ("county_dispatcher", {"here", "neighbour"}),
        ("leader", {"here", "neighbour"}),
    ],
)
def test_each_post_sees_its_own_area(world: World, role: str, sees: set[str]) -> None:
    late = {name: overdue(place).matter.number for name, place in world.places.items()}
    assert numbers(world.here.client(role)) == {late[name] for name in sees}
    assert numbers(signed_in(world.province_office)) == set(late.values())


def test_who_oversees_nothing_is_refused(world: World) -> None:
    for role in ("grid_worker", "unit_handler", "mediator"):
        assert world.here.client(role).get(DESK).status_code == 403
    assert signed_in(world.admins["system_admin"]).get(DESK).status_code == 403


def test_filters_stand_in_the_address_and_another_area_is_not_there(world: World) -> None:
    here, near = overdue(world.here), reminded(world.neighbour)
    office = world.here.client("body_office")
    assert numbers(office, region=world.here.township.code) == {here.matter.number}
    assert numbers(office, rung="none") == {here.matter.number}
    assert numbers(office, rung="remind") == {near.matter.number}
    assert numbers(office, kind="dispute") == set()
    assert numbers(office, kind="incident", q=here.matter.number) == {here.matter.number}
    assert numbers(office, organ=str(world.here.units["city_management"].pk)) == {
        here.matter.number,
        near.matter.number,
    }
    assert office.get(DESK, {"region": world.far.township.code}).status_code == 404
    said = office.get(DESK, {"rung": "no-such", "tab": "no-such"})
    assert said.status_code == 200 and "no-such" in said.content.decode()


def test_a_restricted_matter_is_a_number_alone(world: World) -> None:
    dispute = given_dispute(world.here, "mediating", restriction="minor")
    past = timezone.now() - timedelta(days=3)
    Matter.objects.filter(pk=dispute.pk).update(next_due_at=past, next_warn_at=past, clock_paused=False)
    page = world.here.client("body_office").get(DESK).content.decode()
    assert dispute.matter.number in page
    assert f"/disputes/{dispute.pk}/" not in page and dispute.matter.title not in page
    assert world.here.client("body_office").get(f"{DESK}{dispute.pk}/").status_code == 404
    far = world.far.client("body_office").get(DESK).content.decode()
    assert dispute.matter.number not in far


def test_pages_lose_and_repeat_nobody(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from pingan.office.pages import desk

    late = {overdue(world.here).matter.number for _turn in range(5)}
    cut = desk.page_of
    monkeypatch.setattr(desk, "page_of", lambda rows, **how: cut(rows, **{**how, "size": 2}))
    office = world.here.client("body_office")
    seen: list[set[str]] = []
    address = f"{DESK}?tab=overdue"
    while address:
        answer = office.get(address)
        seen.append({line["matter"].number for line in answer.context["lines"]})
        following = answer.context["next_url"]
        address = f"{DESK}{following}" if following else ""
        assert not following or "tab=overdue" in following
    assert [len(page) for page in seen] == [2, 2, 1] and set().union(*seen) == late


def test_many_are_urged_each_with_its_own_result(world: World) -> None:
    first, second = overdue(world.here), overdue(world.neighbour)
    foreign, closed = overdue(world.far), overdue(world.here, "answered")
    office = world.here.client("body_office")
    chosen = {"action": "remind", "selected": [str(first.pk), str(second.pk), str(foreign.pk)]}
    confirm = office.post(f"{DESK}remind/", chosen)
    text = confirm.content.decode()
    assert first.matter.number in text and second.matter.number in text and foreign.matter.number not in text
    rows = [f"{one.pk}:{one.matter.version}" for one in (first, second, foreign, closed)]
    step(world.here, closed, "close")
    done = office.post(f"{DESK}remind/run/", {"note": "请于三日内办结", "row": rows})
    assert (done.context["done"], done.context["refused"]) == (2, 2)
    assert TimelineEntry.objects.filter(action="remind").count() == 2
    assert TimelineEntry.objects.get(matter_id=first.pk, action="remind").note.text == "请于三日内办结"
    assert numbers(office, rung="remind") == {first.matter.number, second.matter.number}


def test_urging_needs_words_and_the_duty(world: World) -> None:
    late = overdue(world.here)
    row = f"{late.pk}:{late.matter.version}"
    silent = world.here.client("body_office").post(f"{DESK}remind/run/", {"note": " ", "row": [row]})
    assert silent.status_code == 422
    leader = world.here.client("leader").post(f"{DESK}remind/run/", {"note": "快", "row": [row]})
    assert leader.status_code == 403
    assert not TimelineEntry.objects.filter(action="remind").exists()


def test_a_repeat_urges_nobody_twice(world: World) -> None:
    late = overdue(world.here)
    office = world.here.client("body_office")
    given = {
        "note": "请办结",
        "row": [f"{late.pk}:{late.matter.version}"],
        "idempotency_key": "desk-0001-0001",
    }
    first, again = (office.post(f"{DESK}remind/run/", given) for _turn in range(2))
    assert first.context["done"] == again.context["done"] == 1
    assert TimelineEntry.objects.filter(action="remind").count() == 1


def test_the_ladder_names_who_when_which_document_and_its_receipt(world: World) -> None:
    here = world.here
    late = reminded(here)
    office, unit = here.client("body_office"), here.client("unit_handler")
    values = {"demand": "三日内办结", "due_at": due_day(), "version": str(late.matter.version)}
    sent = office.post(f"{DESK}{late.pk}/letter/", values)
    assert sent.status_code == 302, sent.content.decode()
    document = late.supervisions.get(step="letter").document
    assert world.here.client("leader").get(f"/documents/{document.pk}/").status_code == 200, (
        "it left the own house"
    )
    assert document is not None
    page = office.get(f"{DESK}{late.pk}/").content.decode()
    assert document.number in page and "hbody_office" in page
    served = unit.get(f"{DESK}received/").content.decode()
    assert document.number in served
    unit.post(f"/documents/receipts/{document.receipts.get().pk}/acknowledge/")
    [step_shown] = [
        one for _label, one, _passed in office.get(f"{DESK}{late.pk}/").context["steps"] if one.document
    ]
    assert step_shown.receipts[0].acknowledged_at is not None


def test_a_letter_before_any_reminder_needs_a_reason(world: World) -> None:
    late = overdue(world.here)
    office = world.here.client("body_office")
    bare = office.post(f"{DESK}{late.pk}/letter/", {"demand": "三日内办结", "due_at": due_day()})
    assert bare.status_code == 422 and "三日内办结" in bare.content.decode()
    assert not TimelineEntry.objects.filter(action="supervise").exists()
    said = {"demand": "三日内办结", "due_at": due_day(), "left_out": "险情紧迫"}
    assert office.post(f"{DESK}{late.pk}/letter/", said).status_code == 302
    page = office.get(f"{DESK}{late.pk}/")
    _label, _step, passed = page.context["steps"][0]
    assert passed != ""


def test_a_letter_that_somebody_else_overtook_is_kept_and_said(world: World) -> None:
    late = reminded(world.here)
    values = {"demand": "三日内办结", "due_at": due_day(), "version": str(late.matter.version - 1)}
    stale = world.here.client("body_office").post(f"{DESK}{late.pk}/letter/", values)
    assert stale.status_code == 409 and "三日内办结" in stale.content.decode()
    assert not TimelineEntry.objects.filter(action="supervise").exists()


def test_only_the_office_writes_letters_and_only_in_its_area(world: World) -> None:
    late = reminded(world.here)
    values = {"demand": "三日内办结", "due_at": due_day()}
    for role in ("township_desk", "leader", "auditor"):
        assert world.here.client(role).post(f"{DESK}{late.pk}/letter/", values).status_code == 403
    assert world.far.client("body_office").post(f"{DESK}{late.pk}/letter/", values).status_code == 404
    assert not TimelineEntry.objects.filter(action="supervise").exists()


def test_a_letter_that_could_go_to_nobody_is_not_asked_for(world: World) -> None:
    nobodys = overdue(world.here, "accepted")
    assert nobodys.matter.organ_id is None
    page = world.here.client("body_office").get(f"{DESK}{nobodys.pk}/").content.decode()
    assert "尚无责任单位" in page and f"{DESK}{nobodys.pk}/letter/" not in page
    assert f"{DESK}{nobodys.pk}/case/" not in page
    page = world.here.client("body_office").get(f"{DESK}{overdue(world.here).pk}/").content.decode()
    assert "/letter/" in page
