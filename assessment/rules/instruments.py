"""The five instruments of Article 60: kinds, states, and what a registration must say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop, pgettext_lazy

from assessment.models.instrument_choices import BY_RULE, KINDS, SEALED

STATES: dict[str, object] = {
    "registered": pgettext_lazy("instrument", "registered"),
    "assigned": pgettext_lazy("instrument", "being put right"),
    "replied": pgettext_lazy("instrument", "replied, to be accepted"),
    "accepted": pgettext_lazy("instrument", "reply accepted"),
    "acknowledged": pgettext_lazy("instrument", "receipt confirmed"),
    "withdrawn": pgettext_lazy("instrument", "registered in error"),
}
STATE_CHOICES = tuple(STATES.items())
FINAL = frozenset({"accepted", "acknowledged", "withdrawn"})
OPEN = frozenset(STATES) - FINAL
LONGEST_TEXT = 2000
#: A letter that sets a later day than this was typed wrongly.
MOST_DAYS = 730


@dataclass(frozen=True)
class ReceivedFacts:
    """What a registration says, as far as rules look at it. ``reply_by`` None: the letter sets no day."""

    kind: str
    issuer: str
    document_number: str
    received_on: date | None
    reply_by: date | None
    content: str
    has_files: bool


def problems_of(facts: ReceivedFacts, today: date) -> dict[str, str]:
    """Return what is wrong with a registration: a sentence (a msgid) at each field."""
    problems = {
        name: gettext_noop("This field is required.")
        for name in ("issuer", "document_number")
        if not getattr(facts, name).strip()
    }
    if facts.kind not in KINDS:
        problems["kind"] = gettext_noop("Choose one of the list.")
    if facts.received_on is None:
        problems["received_on"] = gettext_noop("Say on which day it came.")
    elif facts.received_on > today:
        problems["received_on"] = gettext_noop("It cannot have come later than today.")
    elif (today - facts.received_on).days > MOST_DAYS:
        problems["received_on"] = gettext_noop("This day lies too far away.")
    if facts.kind in SEALED:
        return problems | _sealed_problems(facts)
    if not facts.content.strip():
        problems["content"] = gettext_noop("Say in a few words what is suggested.")
    if facts.reply_by is not None:
        problems |= _day_problems(facts, facts.reply_by)
    return problems


def _sealed_problems(facts: ReceivedFacts) -> dict[str, str]:
    """Of a sealed one only the receipt is kept: neither words nor files nor a term."""
    sentence = gettext_noop("Of a counter-espionage notice only the receipt is registered: leave this empty.")
    told = {
        "content": bool(facts.content.strip()),
        "reply_by": facts.reply_by,
        "attachments": facts.has_files,
    }
    return {name: sentence for name, is_told in told.items() if is_told}


def _day_problems(facts: ReceivedFacts, reply_by: date) -> dict[str, str]:
    if facts.kind in BY_RULE:
        return {"reply_by": gettext_noop("Its term is set by rule: leave the day empty.")}
    if facts.received_on is not None and not 0 < (reply_by - facts.received_on).days <= MOST_DAYS:
        return {"reply_by": gettext_noop("Choose a day after that on which it came, within two years.")}
    return {}


def is_answered_in_time(replied_on: date, due_on: date) -> bool:
    """Say whether a reply of a day kept a term whose last day is another (both count; 民法典 §203)."""
    return replied_on <= due_on
