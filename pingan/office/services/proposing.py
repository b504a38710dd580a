"""The proposal of a case under Article 58, the last rung of the ladder: a person decides there."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Conflict
from pingan.common.slots import case_proposals
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.matters.services import perform
from pingan.matters.services.timeline import Event, record
from pingan.office.queries.ladders import proposal_of
from pingan.office.rules.ladder import CASE
from pingan.office.services.supervising import check_step, locked_matter, redacted


@dataclass(frozen=True)
class ProposalInput:
    """Circumstance of Article 58 as ``58-n``, and the grounds. ``left_out``: why no circular came first."""

    circumstance: str
    note: str
    left_out: str = ""


def _proposed(matter: Matter, circumstance: str) -> Conflict:
    first = proposal_of(matter.pk, circumstance)
    if first is None:  # by another book: an order that was not obeyed, a rule
        return Conflict(_("A case was proposed about this already."))
    said = {"who": first.actor_label, "at": date_format(timezone.localtime(first.at), "DATETIME_FORMAT")}
    return Conflict(_("On %(at)s %(who)s proposed a case about this already.") % said)


@transaction.atomic
def propose_case(
    *, actor: Actor, matter_id: int, data: ProposalInput, seen_version: int | None = None
) -> None:
    """Propose a case under Article 58 about the unit that answers for a matter; a person decides there.

    Raises:
        NotFound, Forbidden, Stale, IllegalAction: see ``locked_matter``.
        Invalid: no circular named it before and no reason is given, or what the kind's own action refuses.
        Conflict: it is proposed already.

    """
    matter = locked_matter(actor, matter_id, seen_version)
    data = replace(data, left_out=check_step(CASE, matter, data.left_out))
    if matter.kind == "incident":
        if proposal_of(matter.pk, data.circumstance) is not None:
            raise _proposed(matter, data.circumstance)
        words = machine_for("incident").actions["propose_accountability"].input
        perform(
            actor=actor,
            kind="incident",
            matter_id=matter.pk,
            action="propose_accountability",
            data=words(circumstance=data.circumstance, note=data.note, left_out=data.left_out),
        )
        return
    note = redacted(matter, data.note)
    subject = {"organ_id": matter.organ_id} if matter.organ_id else {"region_id": matter.region_id}
    for take in case_proposals.entries():
        made = take(
            circumstance=int(data.circumstance.removeprefix("58-")),
            reason=f"{matter.number} {note}",
            matter_id=matter.pk,
            actor=actor,
            **subject,
        )
        if made is None:
            raise _proposed(matter, data.circumstance)
    said = {"circumstance": data.circumstance, **({"left_out": "circular"} if data.left_out else {})}
    whole = "\n".join(filter(None, (note, redacted(matter, data.left_out))))
    record(matter.pk, actor, Event("propose_accountability", matter.state, matter.state, whole, said))
