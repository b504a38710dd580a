"""What the registration of a dispute must say. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_noop as _

from disputes.rules.identity import (
    is_credit_code,
    is_identity_number_of_our_time,
    is_phone,
    plain_identity_number,
    plain_name,
)
from grids.rules.points import point_problems

LONGEST_TEXT = 5000
LARGEST_AMOUNT = Decimal("999999999999.99")
#: How often one party is corrected on one day (our own choice): slips of the pen are mended in two or three. Each
#: correction computes the level anew, and a level that rises says that somebody guessed a name of other disputes.
CORRECTIONS_A_DAY = 5
MOST_PARTIES = 50
ONLY_PRINCIPALS = _("Only a party that acts for itself can be represented.")
_SENDERS = frozenset({"court", "police", "petition", "other_unit"})
#: What in the name of a unit says which sender it is: nothing else in the system does.
_NAMED_SENDERS = (("police", ("公安", "派出所", "警")), ("court", ("法院", "法庭")), ("petition", ("信访",)))


@dataclass(frozen=True)
class PartyFacts:
    """One party as far as its rules need it."""

    is_person: bool
    name: str
    phone: str
    identity_number: str
    today: date


def senders_of_unit(name: str) -> tuple[str, ...]:
    """Return the senders that a unit may be, by its name: itself first. Whose name says nothing may be any of them."""
    own = next((sender for sender, marks in _NAMED_SENDERS if any(mark in name for mark in marks)), "")
    return (own, "other_unit") if own else ("other_unit", "court", "police", "petition")


def party_problems(facts: PartyFacts) -> dict[str, str]:
    """Return a msgid per field that a rule refuses; empty: sound. Numbers are optional, but a wrong one is refused."""
    problems: dict[str, str] = {}
    if not plain_name(facts.name):
        problems["name"] = _("Give the name.")
    if facts.phone.strip() and not is_phone(facts.phone):
        problems["phone"] = _(
            "This cannot be a phone number: 11 digits of a mobile, a landline with its area code, or none."
        )
    number = plain_identity_number(facts.identity_number)
    if number and facts.is_person and not is_identity_number_of_our_time(number, facts.today):
        problems["identity_number"] = _("This identity number cannot be right (GB 11643): please check it.")
    if number and not facts.is_person and not is_credit_code(number):
        problems["identity_number"] = _("This credit code cannot be right (GB 32100): please check it.")
    return problems


def representation_problems(represents: Sequence[int | None]) -> dict[int, str]:
    """Return a msgid for each place of a list whose party cannot represent whom it names (places from 0).

    Only who acts for itself can be represented: not oneself, not each other, no representative.
    """
    problems: dict[int, str] = {}
    for place, whom in enumerate(represents):
        if whom is None:
            continue
        if whom == place:
            problems[place] = _("Nobody represents itself: leave this empty for a party.")
        elif not 0 <= whom < len(represents):
            problems[place] = _("Choose a party of this dispute.")
        elif represents[whom] is not None:
            problems[place] = ONLY_PRINCIPALS
    return problems


@dataclass(frozen=True)
class IntakeFacts:
    """A registration as far as its rules need it."""

    is_known_type: bool
    description: str
    source: str
    sources: frozenset[str]
    external_number: str
    occurred_on: date
    today: date
    amount: Decimal | None
    people_involved: int
    party_count: int
    longitude: float | None = None
    latitude: float | None = None
    is_of_incident: bool = False
    """The place was judged when the incident was reported: an emergency may lie anywhere."""


def intake_problems(facts: IntakeFacts) -> Mapping[str, str]:
    """Return a msgid per field that a rule refuses; empty: the registration is sound."""
    problems: dict[str, str] = {}
    if not facts.is_known_type:
        problems["type"] = _("Choose a type of dispute.")
    if not facts.description.strip():
        problems["description"] = _("Say what the dispute is about.")
    elif len(facts.description) > LONGEST_TEXT:
        problems["description"] = _("The text is too long: at most 5000 characters.")
    where = point_problems(facts.longitude, facts.latitude, may_be_anywhere=facts.is_of_incident)
    return problems | _source_problems(facts) | _extent_problems(facts) | where


def _source_problems(facts: IntakeFacts) -> dict[str, str]:
    problems: dict[str, str] = {}
    if facts.source not in facts.sources:
        problems["source"] = _("Your post does not take disputes from this source.")
    if facts.source in _SENDERS and not facts.external_number.strip():
        problems["external_number"] = _("Give the number under which the sender keeps it.")
    return problems


def _extent_problems(facts: IntakeFacts) -> dict[str, str]:
    problems: dict[str, str] = {}
    if facts.occurred_on > facts.today:
        problems["occurred_on"] = _("This lies in the future.")
    if facts.amount is not None and not 0 <= facts.amount <= LARGEST_AMOUNT:
        problems["amount"] = _("Give the amount in yuan, from 0 to 999,999,999,999.99.")
    if not 1 <= facts.people_involved <= 1_000_000:
        problems["people_involved"] = _("From 1 to 1,000,000 people.")
    if facts.party_count > MOST_PARTIES:
        problems["parties"] = _("At most 50 parties.")
    return problems
