"""What a report must say, and how personal data is masked. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_noop as _

from grids.rules.points import point_problems

#: Longest description; GB/T 31000 gives 2000 characters for a brief account, we allow more than twice that.
LONGEST_TEXT = 5000


@dataclass(frozen=True)
class ReportFacts:
    """A report as far as its rules need it. ``occurred_in`` is the time from now, positive in the future."""

    is_known_category: bool
    is_reportable: bool
    is_emergency: bool
    is_clue: bool
    description: str
    severity: str
    severities: frozenset[str]
    urgency: str
    urgencies: frozenset[str]
    longitude: float | None
    latitude: float | None
    occurred_in: timedelta
    source: str
    sources: frozenset[str]
    external_number: str
    is_self_resolved: bool
    clue_receipt: str
    phone: str = ""
    has_recording: bool = False


#: What happened longer ago is reported by nobody; the year 1 does not exist in every zone, and could not be read again.
LONGEST_AGO = timedelta(days=366 * 40)
#: Mobile, landline with or without area code and extension, short service numbers; spaces and +86 allowed.
PHONE = re.compile(
    r"^(\+?86)?(1[3-9]\d{9}|(0\d{2,3}-?)?[2-9]\d{6,7}(-\d{1,6})?|1\d{2,4}|[48]00-?\d{3}-?\d{4})$"
)


def report_problems(facts: ReportFacts) -> dict[str, str]:
    """Return a msgid per field that a rule refuses; empty: the report is sound.

    An emergency is never blocked by a missing field (domain.md §2.6), only by an impossible one.
    """
    problems: dict[str, str] = {}
    if not facts.is_known_category:
        problems["category"] = _("Unknown class.")
    elif not facts.is_reportable:
        problems["category"] = _("This class cannot be reported here; choose one below it.")
    problems |= _text_problems(facts)
    problems |= _axis_problems(facts)
    problems |= point_problems(facts.longitude, facts.latitude, may_be_anywhere=facts.is_emergency)
    problems.update(phone_problems(facts.phone))
    problems |= moment_problems(facts.occurred_in)
    if facts.source and facts.source not in facts.sources:
        problems["source"] = _("Your post does not take reports from this source.")
    if facts.source == "hotline" and not facts.external_number:
        problems["external_number"] = _("Give the number of the hotline's work order.")
    if facts.is_emergency and facts.is_self_resolved:
        problems["resolution"] = _("An emergency is never resolved on the spot in one form.")
    return problems


def moment_problems(occurred_in: timedelta) -> dict[str, str]:
    """Return what is wrong with when it happened, told as the time from now, positive in the future."""
    if occurred_in > timedelta(minutes=10):
        return {"occurred_at": _("This lies in the future.")}
    return {"occurred_at": _("This lies too far in the past.")} if -occurred_in > LONGEST_AGO else {}


def _text_problems(facts: ReportFacts) -> dict[str, str]:
    if facts.is_clue:
        missing = not facts.clue_receipt
        return (
            {"clue_receipt": _("Give the receipt number; the content of a clue is not stored.")}
            if missing
            else {}
        )
    if len(facts.description) > LONGEST_TEXT:
        return {"description": _("The text is too long: at most 5000 characters.")}
    # Who stands in the rain with one free hand speaks: a recording says what happened as well as words do. What no
    # page, list or search can show is then said by the class and the place, and the text points to the recording.
    if not facts.description.strip() and not facts.is_emergency and not facts.has_recording:
        return {"description": _("Say what happened, in words or as a recording.")}
    return {}


def _axis_problems(facts: ReportFacts) -> dict[str, str]:
    problems: dict[str, str] = {}
    if facts.severity and facts.severity not in facts.severities:
        problems["severity"] = _("Severity is one of 01, 02, 03, 04.")
    if facts.urgency and facts.urgency not in facts.urgencies:
        problems["urgency"] = _("Unknown urgency.")
    return problems


def title_of(category_name: str, place_name: str) -> str:
    """Return the title of an incident, composed from class and place so that it holds no personal data."""
    return f"{category_name} · {place_name}"[:200]


def phone_problems(phone: str) -> dict[str, str]:
    """Return what is wrong with the telephone number that a reporter left, at its field; none left is none wrong."""
    if not phone or PHONE.match(re.sub(r"\s", "", phone)):
        return {}
    return {"reporter.phone": _("This is no phone number; leave it empty if there is none.")}


def masked_name(name: str) -> str:
    """Return a name with only its first character: 张*."""
    return f"{name[0]}*" if name else ""


def masked_phone(phone: str) -> str:
    """Return a phone number with its middle hidden: 138****5678; a short one shows nothing."""
    digits = phone.strip()
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "****" if digits else ""
