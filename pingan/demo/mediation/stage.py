"""The cast and the ground of the disputes' showcase: every act goes through the verb that a page's click calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from disputes.models import AgreementClause, Dispute, Mediator
from disputes.services import NewDispute, NewParty, register_dispute
from pingan.access.rules import Actor
from pingan.demo.mediation.drawing import invented_number
from pingan.demo.stories import Place
from pingan.matters.machine import machine_for
from pingan.matters.services import perform

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_GIVEN = (("明", "华"), ("安", "福"), ("平", "顺"), ("宁", "康"))
#: How the phones of people in stories begin.
STORY_PHONES = "1390001"
#: Beyond what is drawn for the year of the county.
_FIRST_NUMBER = 100_000
#: The shortest session that can be planned.
_MINUTES = 15
#: How far apart a mediator's sessions begin: each is recorded at once, and is over with that.
_APART = timedelta(minutes=1)


@dataclass
class Stage:
    """``cast``: accounts by user name. ``grounds``: places by the prefix of the accounts of their township."""

    cast: dict[str, Actor]
    grounds: dict[str, list[Place]]
    turns: dict[int, int] = field(default_factory=dict)
    pairs: Iterator[tuple[NewParty, NewParty]] = field(default_factory=lambda: map(two_neighbours, count(1)))

    def register(self, username: str, type_code: str, text: str, **values: Any) -> Dispute:
        """Register a dispute at the account's own village, between parties of its own if none are given."""
        place = self.grounds[username[:2]][0]
        data = {"grid": place.grid_id, **values}
        data.setdefault("parties", next(self.pairs))
        return register_dispute(
            actor=self.cast[username], data=NewDispute(type=type_code, description=text, **data)
        )

    def do(self, pk: int, action: str, username: str, *, machine: str = "dispute", **values: Any) -> Any:
        """Perform one action; return the detail."""
        spec = machine_for(machine).action(action)
        if spec is None:
            raise AssertionError(f"no action {action}")
        done = perform(
            actor=self.cast[username], kind=machine, matter_id=pk, action=action, data=spec.input(**values)
        )
        return done.detail

    def mediate(self, pk: int, desk: str, username: str, **values: Any) -> Dispute:
        """Accept and open mediation by the mediator with this account."""
        self.do(pk, "accept", desk)
        mediator = Mediator.objects.get(user__username=username)
        found: Dispute = self.do(pk, "mediate", desk, mediator=mediator.pk, **values)
        return found

    def hold(self, dispute: Dispute, username: str, record: str, **values: Any) -> None:
        """Plan a session at once and record it. A mediator's sessions follow one another."""
        mediator = dispute.channels.get(state="open").mediator
        if mediator is None:
            raise AssertionError("a mediation without a mediator")
        turn = self.turns.get(mediator.pk, 0)
        self.turns[mediator.pk] = turn + 1
        starts_at = timezone.now() + timedelta(seconds=30) + _APART * turn
        planned = {
            "starts_at": starts_at,
            "minutes": _MINUTES,
            "place_text": "村（社区）会议室",
            "is_joint": True,
            **values,
        }
        self.do(dispute.pk, "plan_session", username, **planned)
        session = dispute.channels.get(state="open").sessions.get(state="planned")
        present = tuple(session.attendances.values_list("party_id", flat=True))
        self.do(dispute.pk, "hold_session", username, session=session.pk, present=present, record=record)

    def sign_all(self, dispute: Dispute, username: str) -> None:
        """Record every signature that puts a written agreement into effect (人民调解法 §29)."""
        for party in dispute.parties.filter(left_at=None, represents=None):
            self.do(dispute.pk, "sign", username, signer=f"party:{party.pk}", method="fingerprint")
        for signer in ("mediator", "committee"):
            self.do(dispute.pk, "sign", username, signer=signer)

    def clause(self, dispute: Dispute, position: int) -> AgreementClause:
        """Return a clause of the agreement that stands."""
        return AgreementClause.objects.get(
            agreement__channel__dispute=dispute, agreement__withdrawn_at=None, position=position
        )


def two_neighbours(serial: int) -> tuple[NewParty, NewParty]:
    """Return two people who stand in one story alone: names that nobody bears, a number of somebody born in 1900."""
    row, place = divmod(serial, len(_STEMS))
    one, other = (f"示例{_STEMS[place]}{given}" for given in _GIVEN[row % len(_GIVEN)])
    number = invented_number(_FIRST_NUMBER + serial)
    return (
        NewParty("applicant", one, phone=f"{STORY_PHONES}{2 * serial:04d}", identity_number=number),
        NewParty("respondent", other, phone=f"{STORY_PHONES}{2 * serial + 1:04d}"),
    )


def morning(days: int, hour: int = 9) -> datetime:
    """Return a full hour of a coming day."""
    day = timezone.localtime(timezone.now() + timedelta(days=days))
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)
