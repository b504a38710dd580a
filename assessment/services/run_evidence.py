"""Putting files on reports and objections; each keeps the digest of its bytes."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessment.models import EvidenceFile, Objection, SelfReport
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.files.services import claim_files

#: As many as one indicator can sensibly need; domain.md names no number (our own choice).
MOST_FILES = 10


def add_evidence(
    actor: Actor,
    files: Sequence[int],
    *,
    report: SelfReport | None = None,
    objection: Objection | None = None,
) -> None:
    """Link files that the actor uploaded.

    Raises:
        Invalid: one is gone, somebody else's, or already lies elsewhere; or there are too many.

    """
    if not files:
        return
    present = EvidenceFile.objects.filter(report=report, objection=objection).count()
    if present + len(set(files)) > MOST_FILES:
        raise Invalid({"evidence": _("No more than %(most)s files here.") % {"most": MOST_FILES}})
    try:
        found = claim_files(actor=actor, file_ids=files)
    except Invalid as error:
        raise Invalid({"evidence": next(iter(error.fields.values()))}) from error
    if EvidenceFile.objects.filter(file__in=found).exists():
        raise Invalid({"evidence": _("One of the files has already been handed in.")})
    EvidenceFile.objects.bulk_create(
        EvidenceFile(report=report, objection=objection, file=file, sha256=file.sha256) for file in found
    )
