"""What stands on the covers of a case file: whose it is, who handled it, what it holds and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from disputes.machine import DISPUTES
from disputes.models import Channel, Dispute
from disputes.queries.terms import number
from disputes.rules.casefile import FileFacts, statement
from disputes.services.course import day_text
from pingan.access.rules import Actor
from pingan.documents.rules import CoverData
from pingan.matters.models import TimelineEntry
from pingan.org.models import RegionLevel
from pingan.org.queries import center_of

_NOT_ACCEPTED = {"registered": "尚未受理", "rejected": "不予受理"}


def cover_of(
    actor: Actor, dispute: Dispute, channels: list[Channel], kinds: Iterable[str], apart: list[str]
) -> CoverData:
    """Return what stands on the covers. The caller has chosen the language of the law."""
    matter = dispute.matter
    mediations = [row for row in channels if row.is_mediation]
    parties = list(dispute.parties.filter(left_at=None))
    facts = FileFacts(
        kinds=frozenset(kinds),
        is_mediated=bool(mediations),
        is_agreed=any(row.state == "agreed" for row in mediations),
        is_ended_without=any(row.state in {"failed", "refused"} for row in mediations),
        are_identities_seen=bool(parties) and all(row.is_identity_seen for row in parties),
    )
    years = number("retention_years", matter.region_code)
    committee = next((row.committee for row in reversed(channels) if row.committee is not None), None)
    accepted = TimelineEntry.objects.filter(matter=matter, action="accept").order_by("seq").first()
    return CoverData(
        title=matter.title,
        heading="人民调解卷宗" if facts.is_mediated else "矛盾纠纷卷宗",
        committee=str(committee.organ.name) if committee is not None else _desk(dispute),
        case_number="、".join(row.number for row in dispute.case_numbers.all()) or matter.number,
        type=dispute.type.name,
        parties=tuple((row.label, row.name) for row in parties),
        mediator=_mediators(mediations),
        accepted_on=_NOT_ACCEPTED.get(matter.state)
        or day_text(accepted.at if accepted else matter.opened_at),
        closed_on=day_text(matter.closed_at) or "尚未结案",
        result=str(dispute.get_outcome_display() if dispute.outcome else DISPUTES.states[matter.state]),
        retention=f"{years.count}年" if years is not None else "",
        note=statement(facts, apart, _said_on_closing(dispute)),
        filed_by=actor.name,
        # Nobody records that a file was checked: the line is left for the hand of who does.
        checked_by="",
        filed_on=day_text(timezone.now()),
    )


def _said_on_closing(dispute: Dispute) -> str:
    """Return what was typed when it was closed; blank while it is open, or once retention took the words out."""
    if dispute.matter.state != "closed":
        return ""
    rows = TimelineEntry.objects.filter(matter=dispute.matter, action="close").select_related("note")
    entry = rows.order_by("seq").last()
    return entry.note.text if entry is not None and hasattr(entry, "note") else ""


def _desk(dispute: Dispute) -> str:
    """Name who handled it where no committee did: the unit it lies with, else the centre of the township."""
    matter, region = dispute.matter, dispute.matter.region
    if matter.organ is not None:
        return str(matter.organ.name)
    while region.level > RegionLevel.TOWNSHIP and region.parent is not None:
        region = region.parent
    center = center_of(region)
    return str(center.name) if center is not None else f"{region.name}综治中心"


def _mediators(mediations: Iterable[Channel]) -> str:
    names = [row.mediator.name for row in mediations if row.mediator is not None]
    return "、".join(dict.fromkeys(names))
