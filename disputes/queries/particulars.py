"""One dispute with everything that its page and its API resource show, in a fixed number of queries."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from disputes.models import (
    Agreement,
    AgreementSignature,
    Attendance,
    Channel,
    Dispute,
    DisputePaper,
    DisputeReader,
    DisputeUnit,
    MediationSession,
    SessionMediator,
)
from pingan.access.policy import allows, fetch, scope_q, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, NotFound
from pingan.matters.models import Matter, MatterLink

_JOINED = ("matter", "matter__region", "matter__grid", "matter__organ", "type")
_DEFERRED = (
    "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary",
)  # fmt: skip


def with_parts_of_sessions(rows: QuerySet[MediationSession]) -> QuerySet[MediationSession]:
    """Add the mediators, the invited parties and the committee."""
    return rows.select_related("committee__organ", "channel__dispute__matter").prefetch_related(
        Prefetch("mediators", SessionMediator.objects.select_related("mediator")),
        Prefetch("attendances", Attendance.objects.select_related("party")),
    )


def with_parts_of_agreements(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Add clauses, signatures and the confirmation by a court."""
    return rows.select_related("confirmation", "channel__dispute__matter").prefetch_related(
        "clauses", Prefetch("signatures", AgreementSignature.objects.select_related("party"))
    )


def with_parts_of_channels(rows: QuerySet[Channel]) -> QuerySet[Channel]:
    """Add who leads and who receives."""
    return rows.select_related("mediator", "committee__organ", "organ", "dispute__matter")


def _with_particulars(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
    sessions = with_parts_of_sessions(MediationSession.objects.all())
    agreements = with_parts_of_agreements(Agreement.objects.all())
    channels = with_parts_of_channels(Channel.objects.all()).prefetch_related(
        Prefetch("sessions", sessions), Prefetch("agreements", agreements)
    )
    return (
        rows.select_related(*_JOINED)
        .defer(*_DEFERRED)
        .prefetch_related(
            "parties", "flags", "police_notices", "visits", "matter__files",
            Prefetch("units", DisputeUnit.objects.select_related("organ")),
            Prefetch("readers", DisputeReader.objects.select_related("user")),
            Prefetch("channels", channels),
        )
    )  # fmt: skip


def dispute_with_particulars(actor: Actor, pk: int) -> Dispute:
    """Return one dispute in the actor's scope; what belongs to it is visible with it.

    Raises:
        NotFound: no such dispute in the scope.

    """
    found = _with_particulars(visible_to(Dispute, actor)).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def as_it_now_is(dispute: Dispute) -> Dispute:
    """Return a dispute that the actor has just changed, read again.

    Not scoped: ending one's own part ends the sight of the dispute, and the answer to that very request still
    says what came of it.
    """
    return _with_particulars(Dispute.objects.filter(pk=dispute.pk)).get()


def links_of(actor: Actor, dispute: Dispute) -> list[MatterLink]:
    """Return what is linked with a dispute, as far as the actor sees the other end."""
    seen = Matter.objects.filter(scope_q(Matter, actor)).values("pk")
    rows = MatterLink.objects.filter(
        Q(source_id=dispute.pk, target_id__in=seen) | Q(target_id=dispute.pk, source_id__in=seen),
        ended_at=None,
    )
    return list(rows.select_related("source", "target").order_by("pk"))


def papers_of_dispute(actor: Actor, dispute: Dispute) -> QuerySet[DisputePaper]:
    """Return the papers of a dispute that the actor sees: they name the parties in clear.

    Raises:
        Forbidden: not this post's business.

    """
    if not allows(actor, "reveal", dispute):
        raise Forbidden()
    rows = visible_to(DisputePaper, actor, "reveal").filter(dispute_id=dispute.pk)
    return rows.select_related("document")


def dispute_to_mediate(actor: Actor, pk: int) -> Dispute:
    """Return a dispute for which the actor may choose a mediator.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business: a conflict of interest tells
            that a party and a mediator share a name.

    """
    return fetch(Dispute, actor, pk, "mediate", refine=lambda rows: rows.select_related("matter", "type"))
