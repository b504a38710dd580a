"""Guards and effects of the desk: accept, reject, classify, join, restrict, hold, close, reopen."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import inputs, rights
from disputes.machine.common import PETITION_NUMBER, open_channel, refresh_level, told
from disputes.machine.moments import demand_happened
from disputes.machine.restricting import close_at_once
from disputes.models import Dispute
from disputes.queries.terms import mediation_clock, petition_terms, start
from disputes.queries.types import type_by_code
from disputes.rules.channels import mediation_stage
from disputes.rules.closing import closed_by_signs
from disputes.rules.levels import SEVERITIES
from disputes.rules.titles import title_of
from pingan.access.rules import Actor
from pingan.common.amounts import amount_in
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, Move, StopClock
from pingan.matters.models import EntryNote
from pingan.matters.services.effects import stop_all


def accept_effect(move: Move) -> None:
    """Effect: taken on; the level as of today.

    A party that refused before keeps anybody from mediating (人民调解法 §17), so the parties are told their rights (§26).
    """
    refresh_level(move)
    move.note = move.data.note
    refusing = move.detail.parties.filter(left_at=None, refused_at__isnull=False).first()
    move.to = "accepted" if refusing is None else "unresolved"
    if refusing is not None:
        rights.tell_refusal(move, refusing.label)


def accept_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: acceptance is decided."""
    return [StopClock("dispute_accept")]


def reject_effect(move: Move) -> None:
    """Effect: keep the reason; the explanation names the route that is open."""
    move.detail.reject_reason = move.data.reason
    move.note = told(move.data.note, reason=move.data.reason)


def reject_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: acceptance is decided; whatever else runs ends."""
    return stop_all(move, "dispute_accept")


def reclassify_guard(move: Move) -> None:
    """Guard: a type in use, an amount that is one."""
    if type_by_code(move.data.type) is None:
        raise Invalid({"type": _("Choose a type of dispute.")})
    amount_in(move.data.amount)


def reclassify_effect(move: Move) -> None:
    """Effect: other facts, other title, level computed anew."""
    data: inputs.Reclassify = move.data
    dispute: Dispute = move.detail
    found = type_by_code(data.type)
    if found is not None:
        move.public["type"] = {"before": dispute.type.code, "after": found.code}
        dispute.type = found
        move.matter.class_code = found.code
    amount = amount_in(data.amount)
    if amount is not None:
        dispute.amount = amount
    if data.people_involved is not None:
        dispute.people_involved = data.people_involved
    dispute.is_cross_region = data.is_cross_region
    place = move.matter.grid.name if move.matter.grid else move.matter.region.name
    move.matter.title = title_of(dispute.type.name, place)
    refresh_level(move)
    if found is not None and move.public["type"]["before"] != found.code:
        seen = set(dispute.flags.exclude(review="unfounded").values_list("code", flat=True))
        close_at_once(move, closed_by_signs(statistic_code=found.statistic_code, signs=seen))
    move.note = data.note


def reclassify_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: a mediation that is now one of labour, or no longer, runs in its own stage from its own start.

    One that the parties have extended is left as they agreed.
    """
    clock, channel = mediation_clock(move.detail), open_channel(move.detail)
    if clock is None or channel is None or clock.extension:
        return []
    stage = mediation_stage(channel.kind, move.detail.type.code)
    if stage == clock.stage:
        return []
    return [StopClock(clock.stage, has_verdict=False), *start(move.detail, stage, at=clock.started_at)]


def set_level_effect(move: Move) -> None:
    """Effect: a level by hand, with its reason; the computed one is kept beside it."""
    dispute: Dispute = move.detail
    refresh_level(move)
    before = dispute.level
    dispute.level = move.data.level
    same = dispute.level == dispute.level_computed
    dispute.level_override_reason = "" if same else move.data.note
    move.matter.severity = SEVERITIES[dispute.level]
    move.public["level"] = {"before": before, "after": dispute.level, "computed": dispute.level_computed}
    move.note = move.data.note


def take_charge_offered(actor: Actor, dispute: Any) -> Any:
    """A leader takes charge of major matters (domain.md §4.6)."""
    return None if dispute.level == "major" else _("Only of a major dispute does a leader take charge.")


def take_charge_effect(move: Move) -> None:
    """Effect: who takes charge; the plan is the note."""
    move.detail.charge_taken_by = move.data.leader
    move.note = move.data.note


def petition_guard(move: Move) -> None:
    """Guard: a number that is not recorded yet, however its signs are typed: who asks twice has petitioned once."""
    number = _bare(move.data.external_number)
    if not number:
        raise Invalid({"external_number": _("Give the number of the petition.")})
    label = f"{PETITION_NUMBER}："
    notes = EntryNote.objects.filter(entry__matter=move.matter, entry__action="link_petition")
    told_there = [note.text.partition("\n")[0] for note in notes if note.text]
    known = {_bare(line.removeprefix(label)) for line in told_there if line.startswith(label)}
    if number in known:
        raise Invalid({"external_number": _("This petition is recorded already.")})
    demand_happened(move, "registered_on", date.min, "")


def _bare(number: str) -> str:
    """Return the letters and digits of a number."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", number).casefold() if sign.isalnum())


def petition_effect(move: Move) -> None:
    """Effect: one more petition on this matter (Article 58 (2)); linked by number, no person.

    With its day of registration the entry says by when the petition office owes its steps, and by which rule.
    """
    move.detail.petition_count += 1
    move.public["count"] = move.detail.petition_count
    if move.data.registered_on is not None:
        move.public["registered_on"] = timezone.localdate(move.data.registered_on).isoformat()
        move.public["owed_there"] = [
            {"stage": stage, "until": timezone.localdate(bar.until).isoformat(), "source": bar.term.source}
            for stage, bar in petition_terms(move.detail, move.data.registered_on)
        ]
    move.note = told(move.data.note, external_number=move.data.external_number)
