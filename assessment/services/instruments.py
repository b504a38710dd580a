"""Registering one of the five instruments of Article 60, by the office of the body or by the unit that received it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessment.models import Instrument
from assessment.models.instrument_choices import SEALED
from assessment.queries.instruments import addressable_units, office_of
from assessment.rules.instruments import LONGEST_TEXT, ReceivedFacts, problems_of
from disputes.services.screening import without_numbers
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.machine import ClockOperation, Limit, Notification, StartClock
from pingan.matters.models import Matter
from pingan.matters.services import Event, MatterData, attach_files, open_matter
from pingan.org.models import Organ
from risk.queries.terms import start

NEW = gettext_noop("%(number)s: an instrument of Article 60 was registered: %(title)s")
#: Where the day of a letter comes from, as its clock shows it; in the product's first language, like all sources.
SOURCE = "来函载明的回复期限"
#: Names as the books keep them, whoever registers in whatever language (Article 60).
NAMES = {
    "supervision_proposal": "监察建议",
    "judicial_suggestion": "司法建议",
    "procuratorial_suggestion": "检察建议",
    "police_reminder": "公安提示函",
    "counter_espionage_notice": "反间谍安全防范风险提醒书",
}


@dataclass(frozen=True)
class NewInstrument:
    """What a registration says. ``reply_by``: the day that the letter sets; None: by rule, or none is set.

    ``attachments`` are keys of own stored files.
    """

    kind: str
    issuer: str
    document_number: str
    received_on: date | None
    organ: int
    content: str = ""
    reply_by: date | None = None
    attachments: tuple[int, ...] = ()


def register_instrument(*, actor: Actor, data: NewInstrument) -> Instrument:
    """Register an instrument; its term runs since the day of receipt. Of a sealed one only the receipt is kept.

    Raises:
        Forbidden: the post registers none.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("instrument.register"):
        raise Forbidden()
    data = in_plain_text(data)
    data = replace(
        data,
        content=without_numbers(data.content).strip(),
        issuer=data.issuer.strip()[:120],
        document_number=data.document_number.strip()[:60],
    )
    unit = addressable_units(actor).filter(pk=data.organ).first()
    problems = {name: _(text) for name, text in problems_of(_facts(data), timezone.localdate()).items()}
    if unit is None:
        problems["organ"] = _("Choose a unit of your division, or your own.")
    if len(data.content) > LONGEST_TEXT:
        problems["content"] = _("At most %(most)d characters.") % {"most": LONGEST_TEXT}
    if problems or unit is None or data.received_on is None:
        raise Invalid(problems)
    try:
        with transaction.atomic():
            return _opened(actor, data, unit, data.received_on)
    except IntegrityError as error:
        if "instrument_once" not in str(error):
            raise
        raise Invalid({"document_number": _("This document of this issuer is registered already.")}) from None


def _facts(data: NewInstrument) -> ReceivedFacts:
    return ReceivedFacts(
        kind=data.kind,
        issuer=data.issuer,
        document_number=data.document_number,
        received_on=data.received_on,
        reply_by=data.reply_by,
        content=data.content,
        has_files=bool(data.attachments),
    )


def _opened(actor: Actor, data: NewInstrument, unit: Organ, received_on: date) -> Instrument:
    is_sealed = data.kind in SEALED
    made: list[Instrument] = []

    def make_detail(matter: Matter) -> Instrument:
        if is_sealed:
            matter.is_restricted = True
            matter.save(update_fields=["is_restricted"])
        instrument = Instrument(
            matter=matter,
            kind=data.kind,
            issuer=data.issuer,
            document_number=data.document_number,
            received_on=received_on,
            organ=unit,
            reply_by=data.reply_by,
        )
        instrument.save(force_insert=True)
        attach_files(matter, actor, data.attachments, "report", field="attachments")
        made.append(instrument)
        return instrument

    open_matter(
        actor=actor,
        data=MatterData(
            kind="instrument",
            title=f"{NAMES[data.kind]} · {unit.name}"[:200],
            text=data.content,
            region=unit.region,
            class_code=data.kind,
            organ_id=unit.pk,
            keywords="" if is_sealed else f"{data.issuer} {data.document_number} {unit.name}",
            state="registered",
        ),
        event=Event("register", data={"received_on": received_on.isoformat()}),
        make_detail=make_detail,
        clocks=lambda matter: [*start(matter, "instrument_assign"), *_term(matter, data, received_on)],
        notices=lambda matter: _told(office_of(made[0]), actor),
    )
    return made[0]


def _term(matter: Matter, data: NewInstrument, received_on: date) -> list[ClockOperation]:
    """Return the term of the answer: by rule in calendar months, or until the day of the letter; none for a sealed one."""
    if data.kind in SEALED:
        return []
    at = datetime.combine(received_on, time.min, timezone.get_default_timezone())
    if data.reply_by is None:
        return start(matter, "instrument_reply", at=at)
    days = (data.reply_by - received_on).days
    limit = Limit(days, "natural_days", f"{matter.pk}.1", SOURCE)
    return [StartClock("instrument_reply", limit, at=at)]


def _told(people: tuple[int, ...], actor: Actor) -> list[Notification]:
    others = tuple(person for person in people if person != actor.user_id)
    return [Notification(others, NEW)] if others else []
