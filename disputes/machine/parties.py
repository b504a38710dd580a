"""Guards and effects about parties: adding, correcting, leaving, refusing, consenting."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs, rights, standing
from disputes.machine.agreements import signed_name_problems
from disputes.machine.common import end_channel, refresh_level, stop_channel_terms
from disputes.machine.conflicts import note_conflict
from disputes.machine.redacting import redact_earlier_words
from disputes.machine.restricting import close_at_once
from disputes.models import Dispute, DisputeParty
from disputes.queries.disputes import corrections_of
from disputes.rules.closing import MINOR
from disputes.rules.identity import is_childs, kept_phone, plain_identity_number, plain_name, plain_phone
from disputes.rules.intake import (
    CORRECTIONS_A_DAY,
    MOST_PARTIES,
    ONLY_PRINCIPALS,
    PartyFacts,
    party_problems,
)
from pingan.access.rules import Actor
from pingan.common.crypto import blind_index
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move


def keys_of(*, name: str, phone: str, identity_number: str, township_code: str) -> tuple[str, str]:
    """Return the two keyed hashes of a party; blank where there is nothing to compare.

    The township is part of the keyed value, so that equal persons of two townships never match, in a dump either.
    """
    number, digits = plain_identity_number(identity_number), plain_phone(kept_phone(phone))
    identity = blind_index(number, scope=f"dispute.party.identity:{township_code}") if number else ""
    both = f"{plain_name(name)}\0{digits}"
    contact = blind_index(both, scope=f"dispute.party.contact:{township_code}") if digits else ""
    return identity, contact


def problems_of(*, kind: str, name: str, phone: str, identity_number: str) -> dict[str, str]:
    """Return what is wrong with a party, by field, in the reader's language."""
    facts = PartyFacts(kind == "person", name, phone, identity_number, timezone.localdate())
    return {field: _(text) for field, text in party_problems(facts).items()}


def add_party(dispute: Dispute, data: inputs.AddParty, *, by: int | None) -> DisputeParty:
    """Add a checked party to a locked dispute; the caller redacts texts afterwards."""
    taken = dispute.parties.filter(side=data.side).count()
    identity, contact = keys_of(
        name=data.name,
        phone=data.phone,
        identity_number=data.identity_number,
        township_code=dispute.matter.region_code[:9],
    )
    number = plain_identity_number(data.identity_number)
    return DisputeParty.objects.create(
        dispute=dispute,
        kind=data.kind,
        side=data.side,
        position=taken + 1,
        represents_id=data.represents,
        name=" ".join(data.name.split()),
        phone=kept_phone(data.phone) or None,
        identity_number=number or None,
        identity_key=identity,
        contact_key=contact,
        is_identity_seen=data.is_identity_seen,
        is_minor=data.is_minor or (data.kind == "person" and is_childs(number, timezone.localdate())),
        added_by_id=by,
    )


def add_guard(move: Move) -> None:
    """Guard: sound particulars, a represented party of this dispute, not too many."""
    data: inputs.AddParty = move.data
    problems = problems_of(
        kind=data.kind, name=data.name, phone=data.phone, identity_number=data.identity_number
    )
    if data.is_minor and data.kind != "person":
        problems["is_minor"] = _("An organisation is no minor.")
    problems |= _representation(move, data.represents)
    if move.detail.parties.count() >= MOST_PARTIES:
        problems["name"] = _("At most 50 parties.")
    if problems:
        raise Invalid(problems)


def _representation(move: Move, whom: int | None) -> dict[str, str]:
    if whom is None:
        return {}
    found = move.detail.parties.filter(pk=whom, left_at=None).first()
    if found is None:
        return {"represents": _("Choose a party of this dispute.")}
    return {} if found.represents_id is None else {"represents": _(ONLY_PRINCIPALS)}


def add_effect(move: Move) -> None:
    """Effect: one more party; its name disappears from what was written before."""
    party = add_party(move.detail, move.data, by=move.actor.user_id)
    redact_earlier_words(move)
    refresh_level(move)
    move.public["party"] = party.label
    note_conflict(move, party)
    close_at_once(move, MINOR if party.is_minor else "")


def the_party(move: Move) -> DisputeParty:
    """Return the party that the input names.

    Raises:
        Invalid: none of this dispute.

    """
    found: DisputeParty | None = move.detail.parties.filter(pk=move.data.party, left_at=None).first()
    if found is None:
        raise Invalid({"party": _("Choose a party of this dispute.")})
    return found


def amend_guard(move: Move) -> None:
    """Guard: a party of this dispute, not corrected over and over, its signed name kept; what is given must be sound."""
    data: inputs.AmendParty = move.data
    party = the_party(move)
    problems = problems_of(
        kind=party.kind, name=data.name or party.name, phone=data.phone, identity_number=data.identity_number
    )
    name = " ".join(data.name.split())
    if name and name != party.name:
        problems |= signed_name_problems(move.detail, party)
    if problems:
        raise Invalid(problems)
    if corrections_of(party, timezone.localdate(move.now)) >= CORRECTIONS_A_DAY:
        raise Invalid(
            {
                "party": _(
                    "This party was corrected often enough today: look the particulars up, and go on tomorrow."
                )
            }
        )


def amend_effect(move: Move) -> None:
    """Effect: corrected particulars and their hashes; the timeline says which, never the words."""
    data: inputs.AmendParty = move.data
    party = the_party(move)
    changed = []
    for field, value in (
        ("name", " ".join(data.name.split())),
        ("phone", kept_phone(data.phone)),
        ("identity_number", plain_identity_number(data.identity_number)),
    ):
        if value and value != (getattr(party, field) or ""):
            setattr(party, field, value)
            changed.append(field)
    if data.is_identity_seen and not party.is_identity_seen:
        party.is_identity_seen = True
        changed.append("is_identity_seen")
    if "identity_number" in changed and party.kind == "person":
        # The number says it better than the tick; a correction the other way opens nothing by itself.
        party.is_minor = is_childs(party.identity_number or "", timezone.localdate(move.now))
        close_at_once(move, MINOR if party.is_minor else "")
    party.identity_key, party.contact_key = keys_of(
        name=party.name,
        phone=party.phone or "",
        identity_number=party.identity_number or "",
        township_code=move.matter.region_code[:9],
    )
    party.save()
    redact_earlier_words(move)
    refresh_level(move)
    move.public.update(party=party.label, fields=changed)
    if "name" in changed:
        note_conflict(move, party)


def present_offered(actor: Actor, dispute: Any) -> Any:
    """Only where there is a party."""
    return None if dispute.parties.filter(left_at=None).exists() else _("No party is recorded yet.")


def party_guard(move: Move) -> None:
    """Guard: a party of this dispute."""
    the_party(move)


def refuse_effect(move: Move) -> None:
    """Effect: a clear refusal stops mediation (人民调解法 §17), and the parties are told their rights (§26).

    Before the dispute is accepted it is recorded only: accepting it tells the rights.
    """
    party = the_party(move)
    party.refused_at = move.now
    party.save(update_fields=["refused_at"])
    move.public["party"] = party.label
    move.note = move.data.note
    if move.matter.state == "registered":
        return
    if move.matter.state == "mediating":
        end_channel(move, "refused")
    standing.without_agreement(move)
    rights.tell_refusal(move, party.label)


def refuse_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: those of the mediation end without a verdict; those of an agreement that is owed run on."""
    if move.matter.state == "registered":
        return []
    return [*stop_channel_terms(move), *standing.resumed_if_owed(move)]


def consent_offered(actor: Actor, dispute: Any) -> Any:
    """Only after a refusal."""
    refused = dispute.parties.filter(left_at=None, refused_at__isnull=False)
    return None if refused.exists() else _("No party has refused.")


def consent_guard(move: Move) -> None:
    """Guard: a party that had refused."""
    if the_party(move).refused_at is None:
        raise Invalid({"party": _("This party has not refused.")})


def consent_effect(move: Move) -> None:
    """Effect: the refusal is taken back; mediation may be opened again."""
    party = the_party(move)
    party.refused_at = None
    party.save(update_fields=["refused_at"])
    move.public["party"] = party.label
    move.note = move.data.note
