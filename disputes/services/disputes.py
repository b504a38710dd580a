"""Registering a dispute: parties, signs, level and clocks in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disputes.machine import inputs
from disputes.machine.flags import flag_starts, raise_flags
from disputes.machine.parties import add_party, problems_of
from disputes.machine.redacting import in_roles, sender_number
from disputes.machine.restricting import close_to_all_but
from disputes.models import Channel, Dispute, DisputeType
from disputes.models.choices import PartyKind, Scale
from disputes.models.parties import label_of
from disputes.queries import recipients
from disputes.queries.disputes import level_of, repeats_of
from disputes.queries.sources import sources_of
from disputes.queries.terms import start
from disputes.queries.types import type_by_code
from disputes.rules.closing import MINOR, closed_by_signs, graver
from disputes.rules.identity import is_childs, plain_identity_number
from disputes.rules.intake import LONGEST_TEXT, IntakeFacts, intake_problems, representation_problems
from disputes.rules.levels import SEVERITIES
from disputes.rules.redaction import Known
from disputes.rules.titles import title_of
from grids.queries.incidents import NewPlace, place_of
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text, joined_once
from pingan.matters.machine import ClockOperation, Notification
from pingan.matters.models import Matter
from pingan.matters.services import Event, MatterData, attach_files, open_matter

#: What is typed at a registration besides particulars, and how much of it is kept.
_WORDS = {
    "description": LONGEST_TEXT,
    "place_text": 200,
    "external_number": 60,
    "flag_note": LONGEST_TEXT,
    "settlement": LONGEST_TEXT,
}
NEW = gettext_noop("%(number)s was registered: %(title)s")
RED = gettext_noop("%(number)s shows a red flag and needs a review today: %(title)s")


@dataclass(frozen=True)
class NewParty:
    """One party of a registration. ``represents``: place of the represented party in the list, from 0."""

    side: str
    name: str
    kind: str = "person"
    phone: str = ""
    identity_number: str = ""
    represents: int | None = None
    is_minor: bool = False
    is_identity_seen: bool = False


@dataclass(frozen=True)
class NewDispute:
    """What one registration says. ``flags`` are codes of signs; ``settlement`` makes it settled on the spot."""

    type: str
    description: str
    parties: tuple[NewParty, ...] = ()
    source: str = ""
    external_number: str = ""
    occurred_on: date | None = None
    longitude: float | None = None
    latitude: float | None = None
    grid: int | None = None
    region: str = ""
    place_text: str = ""
    amount: Decimal | None = None
    people_involved: int = 2
    scale: str = Scale.INDIVIDUAL
    is_cross_region: bool = False
    flags: tuple[str, ...] = ()
    flag_note: str = ""
    restriction: str = ""
    settlement: str = ""
    attachments: tuple[int, ...] = ()
    incident: int | None = None
    sent_at: datetime | None = None
    """It was sent earlier and waited at a public door: terms count from then. NULL: now."""


def register_dispute(*, actor: Actor, data: NewDispute) -> Dispute:
    """Register a dispute (Article 32), with its level, clocks, signs and the notice to its desk.

    Raises:
        Forbidden: the post registers none.
        Invalid: what is wrong, at each field (``parties.0.identity_number``).

    """
    if not actor.has("dispute.register"):
        raise Forbidden()
    data = in_plain_text(data)
    data = replace(data, source=data.source or sources_of(actor)[0])
    kind = type_by_code(data.type)
    problems = _problems(actor, data, kind)
    if problems or kind is None:
        raise Invalid(problems or {"type": _("Choose a type of dispute.")})
    place = place_of(
        actor=actor,
        longitude=data.longitude,
        latitude=data.latitude,
        grid_id=data.grid,
        region_code=data.region,
        # Without a point the registrar's own division will do; a point that is told has to lie in a grid.
        may_be_unknown=data.longitude is None or data.incident is not None,
    )
    try:
        with transaction.atomic():
            return _open(actor, data, kind, place)
    except IntegrityError as error:
        if "dispute_external_number_once" in str(error):
            raise Invalid(
                {"external_number": _("A dispute with this number is already recorded.")}
            ) from error
        raise


def _problems(actor: Actor, data: NewDispute, kind: DisputeType | None) -> dict[str, Any]:
    today = timezone.localdate()
    facts = IntakeFacts(
        is_known_type=kind is not None,
        description=data.description,
        source=data.source,
        sources=frozenset(sources_of(actor)),
        external_number=data.external_number,
        occurred_on=data.occurred_on or today,
        today=today,
        amount=data.amount,
        people_involved=data.people_involved,
        party_count=len(data.parties),
        longitude=data.longitude,
        latitude=data.latitude,
        is_of_incident=data.incident is not None,
    )
    problems: dict[str, Any] = {name: _(text) for name, text in intake_problems(facts).items()}
    for place, party in enumerate(data.parties):
        found = problems_of(
            kind=party.kind, name=party.name, phone=party.phone, identity_number=party.identity_number
        )
        problems |= {f"parties.{place}.{name}": text for name, text in found.items()}
        if party.is_minor and party.kind != "person":
            problems[f"parties.{place}.is_minor"] = _("An organisation is no minor.")
    for place, text in representation_problems([party.represents for party in data.parties]).items():
        problems[f"parties.{place}.represents"] = _(text)
    return problems


def _known(parties: Sequence[NewParty]) -> list[Known]:
    """Return the labels that the parties are about to get, so that no text is stored before it is redacted."""
    known, counts = [], {"applicant": 0, "respondent": 0, "third": 0}
    for party in parties:
        counts[party.side] += 1
        label = label_of(party.side, counts[party.side], is_representative=party.represents is not None)
        number = plain_identity_number(party.identity_number)
        is_organisation = party.kind == PartyKind.ORGANISATION
        known.append(Known(label, party.name, party.phone, number, is_organisation))
    return known


def _restriction(data: NewDispute, kind: DisputeType) -> str:
    """A minor among the parties, or signs, close the matter, whatever else was typed (domain.md §4.8)."""
    today = timezone.localdate()
    minor = any(
        party.is_minor
        or (party.kind == "person" and is_childs(plain_identity_number(party.identity_number), today))
        for party in data.parties
    )
    by_signs = closed_by_signs(statistic_code=kind.statistic_code, signs=data.flags)
    return graver(data.restriction, graver(by_signs, MINOR if minor else ""))


def _open(actor: Actor, data: NewDispute, kind: DisputeType, place: NewPlace) -> Dispute:
    typed, data = data.external_number, in_roles(data, _known(data.parties), _WORDS)
    made: list[Dispute] = []
    restriction = _restriction(data, kind)

    def make_detail(matter: Matter) -> Dispute:
        dispute = Dispute(
            matter=matter,
            type=kind,
            source=data.source,
            external_number=sender_number(
                data.external_number, typed=typed, source=data.source, pk=matter.pk
            ),
            occurred_on=data.occurred_on or timezone.localdate(matter.opened_at),
            place_text=data.place_text,
            amount=data.amount,
            people_involved=max(data.people_involved, len(data.parties)),
            scale=data.scale,
            is_cross_region=data.is_cross_region,
            restriction=restriction,
        )
        dispute.save(force_insert=True)
        _fill(dispute, actor, data)
        made.append(dispute)
        return dispute

    open_matter(
        actor=actor,
        data=MatterData(
            kind="dispute",
            title=title_of(kind.name, place.place_name),
            text=data.description,
            keywords=joined_once(data.place_text, place.place_name, place.region.name, data.external_number),
            region=place.region,
            class_code=kind.code,
            severity=SEVERITIES["general"],
            grid_id=place.grid_id,
            longitude=data.longitude,
            latitude=data.latitude,
            state="resolved" if data.settlement else "registered",
        ),
        event=Event(
            "register",
            # With signs the remark is theirs; without, nothing else keeps it.
            note=data.settlement or ("" if data.flags else data.flag_note),
            data={
                "source": data.source,
                **({"flags": list(data.flags)} if data.flags else {}),
                **({"restriction": restriction} if restriction else {}),
            },
            at=data.sent_at,
        ),
        make_detail=make_detail,
        clocks=lambda matter: _first_clocks(made[0], data),
        notices=lambda matter: _first_notices(actor, made[0], data),
    )
    return made[0]


def _fill(dispute: Dispute, actor: Actor, data: NewDispute) -> None:
    """Parties, signs, readers, files and level of a dispute that has just been made."""
    matter = dispute.matter
    rows = [
        add_party(
            dispute,
            inputs.AddParty(
                side=party.side, kind=party.kind, name=party.name, phone=party.phone,
                identity_number=party.identity_number, is_minor=party.is_minor,
                is_identity_seen=party.is_identity_seen,
            ),
            by=actor.user_id,
        )
        for party in data.parties
    ]  # fmt: skip
    for party, row in zip(data.parties, rows, strict=True):
        if party.represents is not None:
            row.represents = rows[party.represents]
            row.save(update_fields=["represents"])
    raise_flags(dispute, data.flags, data.flag_note, by=actor.user_id, now=matter.opened_at)
    if dispute.restriction:
        # The desk of today and who registered it: somebody must be able to open it.
        people = {*recipients.desk_of(dispute), *([actor.user_id] if actor.user_id else [])}
        reason = str(dispute.get_restriction_display())
        close_to_all_but(dispute, people, by=actor, reason=reason, at=matter.opened_at)
    attach_files(matter, actor, data.attachments, "report", field="attachments")
    if data.settlement:
        _settled(dispute, actor, data.settlement)
    dispute.repeats = repeats_of(dispute)
    level, reasons = level_of(dispute, matter.opened_at)
    dispute.level = dispute.level_computed = level
    dispute.level_reasons = [reason.as_data() for reason in reasons]
    matter.severity = SEVERITIES[level]
    dispute.save()


def _settled(dispute: Dispute, actor: Actor, words: str) -> None:
    at = dispute.matter.opened_at
    Channel.objects.create(
        dispute=dispute, kind="settlement", state="agreed", is_at_request=True, opened_at=at, ended_at=at,
        decided_on=timezone.localdate(at), result="settled", result_text=words, opened_by_id=actor.user_id,
    )  # fmt: skip
    dispute.outcome = "settled"
    dispute.resolved_at = at


def _first_clocks(dispute: Dispute, data: NewDispute) -> list[ClockOperation]:
    first = start(dispute, "return_visit" if data.settlement else "dispute_accept")
    return [*first, *flag_starts(dispute)]


def _first_notices(actor: Actor, dispute: Dispute, data: NewDispute) -> list[Notification]:
    people = set(recipients.desk_of(dispute))
    if data.flags or dispute.level == "major":
        people |= set(recipients.county_of(dispute))
    people -= {actor.user_id} if actor.user_id else set()
    if not people:
        return []
    return [Notification(tuple(sorted(people)), RED if data.flags else NEW, is_urgent=bool(data.flags))]
