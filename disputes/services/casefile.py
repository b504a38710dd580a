"""The whole file of a dispute (卷宗) as one PDF. It names the parties: reading it is written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from disputes.models import Dispute, DisputePaper
from disputes.queries.disputes import redactor
from disputes.rules.casefile import INTAKES, place_of
from disputes.services.course import course_sheet
from disputes.services.covers import cover_of
from disputes.services.evidence import bytes_of, evidence, extent_of
from disputes.services.happenings import called_off, served_papers
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.common.text import in_plain_text
from pingan.documents.rules import FilePart
from pingan.documents.services import bind_file

#: A file with more evidence than this is bound in the background. Measured: photos of 12 megapixels (1.5 MB) take 0.26 s
#: of a processor each, 0.17 s per MB, so this much takes 1.4 s and a whole volume of 60 photos 16 s; scans take less.
AT_ONCE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class CaseFile:
    """A bound file. ``name`` holds the number of the dispute and nobody's name."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Bulk:
    """What a case file would be bound from: papers and pieces of evidence, and the bytes of the evidence."""

    dispute: Dispute
    papers: int
    evidence: int
    size_bytes: int

    @property
    def is_long(self) -> bool:
        """Say whether nobody should wait for it before the screen."""
        return self.size_bytes > AT_ONCE_BYTES


def readable_dispute(actor: Actor, dispute_id: int) -> Dispute:
    """Return a dispute whose parties the actor may see in clear: who may, may read its file.

    Raises:
        NotFound, Forbidden: outside the scope, or particulars of parties are not this post's business.

    """
    return fetch(
        Dispute,
        actor,
        dispute_id,
        "reveal",
        refine=lambda rows: rows.select_related("matter__region__parent__parent", "matter__organ", "type"),
    )


def demand_still_readable(actor: Actor, dispute_id: int) -> None:
    """Refuse who ordered a file and may not read it any more, in words that say so.

    Raises:
        Forbidden: the post, its area, the restriction or the list of named readers changed after the order.

    """
    try:
        readable_dispute(actor, dispute_id)
    except (NotFound, Forbidden) as error:
        raise Forbidden(_("You may no longer read this case file.")) from error


def bulk_of(*, actor: Actor, dispute_id: int) -> Bulk:
    """Return how much there is to bind.

    Raises:
        NotFound, Forbidden: as ``readable_dispute``.

    """
    dispute = readable_dispute(actor, dispute_id)
    papers, found = dispute.papers.filter(document__voided_at=None).count(), extent_of(dispute.pk)
    return Bulk(dispute, papers, found.count, found.size_bytes)


def note_reading(*, actor: Actor, dispute_id: int, reason: str) -> None:
    """Write down that somebody fetches the file of a dispute, and for what.

    Raises:
        NotFound, Forbidden: as ``readable_dispute``.
        Invalid: no purpose.

    """
    note_taken(actor, readable_dispute(actor, dispute_id), reason)


def note_taken(actor: Actor, dispute: Dispute, reason: str, what: str = "case_file") -> None:
    """Write down that somebody who may was given papers that name the parties, and for what.

    Raises:
        Invalid: no purpose.

    """
    reason = in_plain_text(reason).strip()
    if len(reason) < 2:
        raise Invalid({"purpose": _("Say what the file is for.")})
    log(
        actor=actor,
        action="personal_data.reveal",
        object_type="dispute",
        object_id=dispute.pk,
        reason=redactor(dispute.pk)(reason),
        data={"number": dispute.matter.number, "fields": [what]},
        region_code=dispute.matter.region_code,
    )


@transaction.atomic
def read_case_file(*, actor: Actor, dispute_id: int, reason: str) -> CaseFile:
    """Bind the file of a dispute for who waits for it, after writing who read it, and for what.

    Raises:
        NotFound, Forbidden: as ``readable_dispute``.
        Invalid: no purpose.

    """
    dispute = readable_dispute(actor, dispute_id)
    note_taken(actor, dispute, reason)
    return _bound(actor, dispute, lambda count: None)


def bind_case_file(*, actor: Actor, dispute_id: int, progress: Callable[[int], None]) -> CaseFile:
    """Bind the file of a dispute. Nobody reads it by that: whoever hands it over writes the reading down.

    ``progress`` is told how many parts are laid ready.

    Raises:
        NotFound, Forbidden: as ``readable_dispute``.

    """
    return _bound(actor, readable_dispute(actor, dispute_id), progress)


def _bound(actor: Actor, dispute: Dispute, progress: Callable[[int], None]) -> CaseFile:
    with translation.override(settings.LANGUAGE_CODE):
        papers = _papers(dispute)
        kinds = [paper.kind for paper in papers]
        progress(len(papers))
        found, apart = evidence(dispute.pk, lambda count: progress(len(papers) + count))
        channels = list(dispute.channels.select_related("committee__organ", "mediator", "organ"))
        has_intake = bool(INTAKES & set(kinds))
        sheet = course_sheet(dispute, channels, has_intake=has_intake)
        gone, served = called_off(dispute), served_papers(dispute)
        several = len({paper.document.case_number for paper in papers} - {""}) > 1
        parts = [
            _part(paper, gone, is_served=paper.document.number in served, is_whole=several)
            for paper in papers
        ]
        if sheet is not None:
            # What opens the file where no committee took it in; else what became of it after the papers.
            parts.insert(len(parts) if has_intake else 0, sheet)
        cover = cover_of(actor, dispute, channels, kinds, apart)
        return CaseFile(f"卷宗-{dispute.matter.number}.pdf", bind_file(cover=cover, parts=parts + found))


def _papers(dispute: Dispute) -> list[DisputePaper]:
    """Return the papers in force, in the order of the catalogue."""
    rows = dispute.papers.filter(document__voided_at=None).select_related("document__pdf")
    return sorted(rows, key=lambda row: (place_of(row.kind), row.made_at, row.pk))


def _part(
    paper: DisputePaper, gone: Callable[[DisputePaper], str], *, is_served: bool, is_whole: bool
) -> FilePart:
    # With the numbers of two committees on the cover, the tail alone would not say whose paper it is.
    remark = paper.document.number if is_whole else _serial(paper.document.number)
    # The receipt was printed with the paper, before anybody was served: what is recorded stands on the sheet of the course.
    remark = f"{remark}，送达见办理情况表" if is_served else remark
    # An invitation to what was not held stays in the file: it was sent. The catalogue says what became of it.
    became = gone(paper) if paper.kind == "session_invitation" else ""
    return FilePart(
        paper.document.title, bytes_of(paper.document.pdf), f"{remark}，已{became}" if became else remark
    )


def _serial(number: str) -> str:
    """Return what tells one paper of the case from another: the case number stands on the cover."""
    _case, mark, serial = number.rpartition("之")
    return f"之{serial}" if mark else number
