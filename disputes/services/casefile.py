"""The whole file of a dispute (卷宗) as one PDF. It names the parties: reading it is written down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from disputes.machine import DISPUTES
from disputes.models import Channel, Dispute, DisputePaper
from disputes.queries.terms import number
from disputes.rules.casefile import FileFacts, missing_parts, place_of, statement
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Invalid, NotFound
from pingan.documents.rules import CoverData, FilePart
from pingan.documents.services import bind_file
from pingan.documents.services.pieces import pages_of
from pingan.files.models import StoredFile
from pingan.files.services import open_file
from pingan.matters.models import MatterFile, TimelineEntry

#: What can lie on paper. Anything else is kept apart, and the file says so.
_BOUND = frozenset({"application/pdf", "image/jpeg", "image/png"})
#: Together with the papers about as much as one volume holds; a longer bundle would keep its reader waiting.
MOST_EVIDENCE = 60
MOST_EVIDENCE_BYTES = 120 * 1024 * 1024
_PURPOSES = {
    MatterFile.Purpose.REPORT: "登记时提交",
    MatterFile.Purpose.HANDLING: "办理中形成",
    MatterFile.Purpose.VERIFICATION: "回访中形成",
    MatterFile.Purpose.DOCUMENT: "往来文书",
}


@dataclass(frozen=True)
class CaseFile:
    """A bound file. ``name`` holds the number of the dispute and nobody's name."""

    name: str
    content: bytes


@transaction.atomic
def bind_case_file(*, actor: Actor, dispute_id: int) -> CaseFile:
    """Bind the file of a dispute, after writing who read it.

    Raises:
        NotFound, Forbidden: outside the scope, or particulars of parties are not this post's business.
        Invalid: there is nothing to bind yet.

    """
    dispute = fetch(
        Dispute,
        actor,
        dispute_id,
        "reveal",
        refine=lambda rows: rows.select_related("matter__region", "type"),
    )
    log(
        actor=actor,
        action="personal_data.reveal",
        object_type="dispute",
        object_id=dispute.pk,
        reason="case file",
        data={"number": dispute.matter.number, "fields": ["case_file"]},
        region_code=dispute.matter.region_code,
    )
    with translation.override(settings.LANGUAGE_CODE):
        papers = _papers(dispute)
        evidence, apart = _evidence(dispute)
        cover = _cover(actor, dispute, [paper.kind for paper in papers], apart)
        parts = [_part(paper) for paper in papers] + evidence
        if not parts:
            raise Invalid(
                {"": _("There is no paper in this file yet.")}, _("There is no paper in this file yet.")
            )
        content = bind_file(cover=cover, parts=parts)
    return CaseFile(f"卷宗-{dispute.matter.number}.pdf", content)


def _papers(dispute: Dispute) -> list[DisputePaper]:
    """Return the papers in force, in the order of the catalogue."""
    rows = dispute.papers.filter(document__voided_at=None).select_related("document__pdf")
    return sorted(rows, key=lambda row: (place_of(row.kind), row.made_at, row.pk))


def _part(paper: DisputePaper) -> FilePart:
    return FilePart(paper.document.title, _bytes(paper.document.pdf), _serial(paper.document.number))


def _serial(number: str) -> str:
    """Return what tells one paper of the case from another: the case number stands on the cover."""
    _case, mark, serial = number.rpartition("之")
    return f"之{serial}" if mark else number


def _bytes(stored: StoredFile) -> bytes:
    return b"".join(open_file(stored))


def _evidence(dispute: Dispute) -> tuple[list[FilePart], list[str]]:
    """Return photos and files that can be bound, and the names of those that cannot."""
    parts: list[FilePart] = []
    apart: list[str] = []
    size = 0
    rows = MatterFile.objects.filter(matter_id=dispute.pk).select_related("file")
    for place, row in enumerate(rows, start=1):
        stored = row.file
        if stored.deleted_at is not None:
            continue
        size += stored.size_bytes
        is_small = len(parts) < MOST_EVIDENCE and size <= MOST_EVIDENCE_BYTES
        remark = _PURPOSES.get(MatterFile.Purpose(row.purpose), "")
        part = _readable(stored, f"证据材料之{place}", remark) if is_small else None
        if part is None:
            apart.append(f"证据材料之{place}（{stored.original_name}）")
        else:
            parts.append(part)
    return parts, apart


def _readable(stored: StoredFile, title: str, remark: str) -> FilePart | None:
    """Return a file as a part; None: of another kind, gone, damaged, or locked with a password."""
    if stored.media_type not in _BOUND:
        return None
    try:
        part = FilePart(title, _bytes(stored), remark)
        pages_of(part)
    except (Invalid, NotFound):
        return None
    return part


def _cover(actor: Actor, dispute: Dispute, kinds: Iterable[str], apart: list[str]) -> CoverData:
    matter = dispute.matter
    channels = list(dispute.channels.select_related("committee__organ", "mediator"))
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
        committee=str(committee.organ.name) if committee is not None else f"{matter.region.name}综治中心",
        case_number=dispute.case_number or matter.number,
        type=dispute.type.name,
        parties=tuple((row.label, row.name) for row in parties),
        mediator=_mediators(mediations),
        accepted_on=_day(accepted.at if accepted is not None else None),
        closed_on=_day(matter.closed_at) or "尚未结案",
        result=str(dispute.get_outcome_display() if dispute.outcome else DISPUTES.states[matter.state]),
        retention=f"{years.count}年" if years is not None else "",
        note=statement(missing_parts(facts), apart, is_mediated=facts.is_mediated),
        filed_by=actor.name,
        checked_by=committee.chair if committee is not None else "",
        filed_on=_day(timezone.now()),
    )


def _mediators(mediations: Iterable[Channel]) -> str:
    names = [row.mediator.name for row in mediations if row.mediator is not None]
    return "、".join(dict.fromkeys(names))


def _day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    day = timezone.localdate(value) if isinstance(value, datetime) else value
    return date_format(day, "Y年n月j日")
