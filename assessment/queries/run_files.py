"""Which files lie on reports and objections, and who may open them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from assessment.models import EvidenceFile, Objection, SelfReport
from pingan.access.policy import scope_q
from pingan.access.rules import Actor


def evidence_in_use() -> Q:
    """Return the condition on ``StoredFile``: it is evidence of a run, so that the sweeper leaves it alone."""
    return Q(Exists(EvidenceFile.objects.filter(file_id=OuterRef("pk"))))


def evidence_readable(actor: Actor) -> Q:
    """Return the condition on ``StoredFile``: evidence of a report or an objection that the actor may see."""
    reports = SelfReport.objects.filter(scope_q(SelfReport, actor)).order_by()
    objections = Objection.objects.filter(scope_q(Objection, actor)).order_by()
    rows = EvidenceFile.objects.filter(
        Q(report__in=reports) | Q(objection__in=objections), file_id=OuterRef("pk")
    )
    return Q(Exists(rows))
