"""``perform``: refusals in their order, one entry per success, nothing left of a failure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from pingan.access.rules import Actor, system_actor
from pingan.common.errors import Busy, DomainError, Forbidden, IllegalAction, Invalid, NotFound, Stale
from pingan.common.models import OutboxEntry
from pingan.matters.machine import available_actions
from pingan.matters.models import Clock, Matter, TimelineEntry
from pingan.matters.queries import chain_faults
from pingan.matters.services import Performed, perform
from pingan.web.errors import status_of
from tests.factories.world import World
from tests.matters.toy import ACCIDENTS, KIND, Boat, Paint, given_boat


def do(actor: Actor, boat: Boat, action: str, **extra: Any) -> Performed:
    return perform(actor=actor, kind=KIND, matter_id=boat.pk, action=action, **extra)


@dataclass(frozen=True)
class Traces:
    """Everything that a refusal must leave alone."""

    matter: dict[str, Any]
    boat: str
    entries: int
    outbox: int
    clocks: list[Any]

    @classmethod
    def of(cls, boat: Boat) -> Traces:
        return cls(
            Matter.objects.values().get(pk=boat.pk),
            Boat.objects.get(pk=boat.pk).colour,
            TimelineEntry.objects.count(),
            OutboxEntry.objects.count(),
            list(Clock.objects.values().order_by("pk")),
        )


def refusal(boat: Boat, actor: Actor, action: str, **extra: Any) -> DomainError:
    """Perform, demand a refusal, and demand that nothing was written."""
    before = Traces.of(boat)
    with pytest.raises(DomainError) as caught:
        do(actor, boat, action, **extra)
    assert Traces.of(boat) == before
    return caught.value


def test_refusals_come_in_one_order_whatever_else_is_wrong(boats: World, desk: Actor) -> None:
    """404 before 412 before 409 before 403 before 422: each later fault is present as well."""
    boat = given_boat(desk, boats.here.village)
    everything_wrong = {"seen_version": 99, "data": Paint(colour="none")}
    outside = boats.neighbour.actor("township_desk")
    looker = boats.here.actor("auditor")
    assert type(refusal(boat, outside, "paint", **everything_wrong)) is NotFound
    assert type(refusal(boat, looker, "raise", **everything_wrong)) is Stale
    assert type(refusal(boat, looker, "raise", data=Paint(colour="none"))) is IllegalAction
    assert type(refusal(boat, looker, "paint", data=Paint(colour="none"))) is Forbidden
    assert type(refusal(boat, desk, "paint", data=Paint(colour="none"))) is Invalid
    codes = [status_of(kind("")) for kind in (NotFound, Stale, IllegalAction, Forbidden)]
    assert [*codes, status_of(Invalid({}))] == [404, 412, 409, 403, 422]


def test_a_refusal_says_what_would_help(boats: World, desk: Actor) -> None:
    boat = given_boat(desk, boats.here.village)
    assert refusal(boat, desk, "paint", seen_version=7, data=Paint(colour="blue")).details == {
        "version": 1,
        "seen": 7,
    }
    assert refusal(boat, desk, "raise").details == {"state": "folded", "legal": ["launch", "paint"]}
    assert refusal(boat, boats.here.actor("auditor"), "raise").details["legal"] == []
    wrong = refusal(boat, desk, "paint", data=Paint(colour="none"))
    assert isinstance(wrong, Invalid)
    assert wrong.fields == {"colour": ["A boat needs a colour."]}


def test_an_unknown_action_and_an_unknown_row_look_alike(boats: World, desk: Actor) -> None:
    boat = given_boat(desk, boats.here.village)
    unknown = refusal(boat, desk, "explode")
    with pytest.raises(NotFound) as missing:
        perform(actor=desk, kind=KIND, matter_id=2**62, action="launch")
    assert str(unknown.message) == str(missing.value.message)
    with pytest.raises(NotFound):
        perform(actor=desk, kind=KIND, matter_id=2**70, action="launch")


def test_an_action_that_is_not_offered_is_not_possible_whoever_asks(boats: World, desk: Actor) -> None:
    boat = given_boat(desk, boats.here.village)
    do(desk, boat, "paint", data=Paint(colour="red"))
    refused = refusal(boat, desk, "launch")
    assert type(refused) is IllegalAction
    assert str(refused.message) == "Red boats stay ashore."
    boat.refresh_from_db()
    assert [action.name for action in available_actions(desk, boat)] == ["paint"]


def test_what_only_the_system_does_nobody_else_may(boats: World, desk: Actor) -> None:
    boat = given_boat(desk, boats.here.village)
    do(desk, boat, "launch")
    assert type(refusal(boat, desk, "drift")) is IllegalAction
    assert do(system_actor(), boat, "drift").matter.state == "sunk"
    entry = TimelineEntry.objects.filter(matter_id=boat.pk).latest("seq")
    assert (entry.actor_user_id, entry.actor_post_id) == (None, None)


def test_a_success_writes_one_entry_one_version_and_its_notice_once(boats: World, desk: Actor) -> None:
    boat = given_boat(desk, boats.here.village)
    before = OutboxEntry.objects.count()
    done = do(desk, boat, "launch", seen_version=1)
    matter = Matter.objects.get(pk=boat.pk)
    assert (matter.state, matter.version, matter.timeline_count) == ("afloat", 2, 2)
    assert (done.entry.from_state, done.entry.to_state, done.entry.seq) == ("folded", "afloat", 2)
    assert done.entry.actor_label == f"{desk.name}（{desk.post_label}）"
    sent = OutboxEntry.objects.order_by("pk")[before:]
    assert [row.job for row in sent] == ["notify.deliver"]
    assert sent[0].payload["content"]["key"] == f"matter:{boat.pk}:2:0"
    assert list(chain_faults()) == []


def test_closing_and_coming_back_is_seen_in_the_columns(boats: World, desk: Actor) -> None:
    boat = given_boat(desk, boats.here.village)
    do(desk, boat, "launch")
    closed = do(desk, boat, "wreck").matter
    assert closed.closed_at is not None
    assert closed.next_due_at is None
    assert do(desk, boat, "raise").matter.closed_at is None


@pytest.mark.parametrize("accident", [Invalid({"": "leak"}), RuntimeError("leak"), OperationalError("leak")])
def test_an_effect_that_fails_leaves_nothing(boats: World, desk: Actor, accident: Exception) -> None:
    boat = given_boat(desk, boats.here.village)
    do(desk, boat, "launch")
    ACCIDENTS.append(accident)
    before = Traces.of(boat)
    with pytest.raises(type(accident)):
        do(desk, boat, "wreck")
    assert Traces.of(boat) == before
    ACCIDENTS.clear()
    assert do(desk, boat, "wreck").matter.state == "sunk"


def test_an_undeclared_end_is_an_error_of_ours_and_leaves_nothing(
    boats: World, desk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.matters.toy import BOATS

    def sneak(move: Any) -> None:
        move.to = "sunk"

    boat = given_boat(desk, boats.here.village)
    before = Traces.of(boat)
    monkeypatch.setitem(BOATS.actions, "paint", replace(BOATS.actions["paint"], effect=sneak))  # type: ignore[misc]
    with pytest.raises(AssertionError, match="undeclared state sunk"):
        do(desk, boat, "paint", data=Paint(colour="blue"))
    assert Traces.of(boat) == before


def test_a_row_held_by_another_is_a_friendly_busy(
    boats: World, desk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database's own words: statement cancelled for a lock (55P03)."""
    boat = given_boat(desk, boats.here.village)

    def held(*args: Any) -> Any:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("do $$ begin raise exception 'held' using errcode = '55P03'; end $$")

    monkeypatch.setattr("pingan.matters.services.performing.lock", held)
    assert type(refusal(boat, desk, "launch")) is Busy
