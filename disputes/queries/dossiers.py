"""Everything that the page of one dispute shows, read with a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from disputes.models import (
    Agreement,
    AgreementClause,
    AgreementSignature,
    Attendance,
    Channel,
    Dispute,
    DisputePaper,
    DisputeParty,
    DisputeReader,
    DisputeUnit,
    JudicialConfirmation,
    MediationSession,
    PoliceNotice,
    RedFlag,
    ReturnVisit,
    SessionMediator,
)
from disputes.models.choices import DisputeSource
from disputes.queries.disputes import SameParty, same_parties
from disputes.rules.flags import shows_red
from pingan.access.policy import allows, fetch, visible_to
from pingan.access.rules import Actor
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Clock, Matter, MatterFile, MatterLink, TimelineEntry
from pingan.matters.queries import clocks_of, files_of, linked_matters, timeline_of
from pingan.registers.models import RegisterFinding
from pingan.registers.queries.rounds import finding_behind


@dataclass(frozen=True)
class Dossier:
    """One dispute with all that belongs to it and may be seen by this actor.

    ``others`` are the visible matters that it is linked with, with the kind of link and whether it leads away.
    ``readable`` are the keys of the papers that the actor may open: they name the parties. ``same`` are visible
    disputes of the same township with a party of this one, for who may see the parties. ``readers`` are the named
    readers of a restricted matter, for who may name them. ``finding`` is what it came from in a screening, for who may
    see that report; None: nothing, or not theirs to see.
    """

    dispute: Dispute
    clocks: list[Clock]
    timeline: list[TimelineEntry]
    parties: list[DisputeParty]
    flags: list[RedFlag]
    notices: list[PoliceNotice]
    channels: list[Channel]
    sessions: list[MediationSession]
    agreements: list[Agreement]
    visits: list[ReturnVisit]
    papers: list[DisputePaper]
    readable: frozenset[int]
    units: list[DisputeUnit]
    readers: list[DisputeReader]
    files: list[MatterFile]
    others: list[tuple[MatterLink, Matter, bool]]
    same: list[SameParty]
    may_reveal: bool
    finding: RegisterFinding | None

    @property
    def matter(self) -> Matter:
        """Return the matter."""
        return self.dispute.matter

    @property
    def shows_red(self) -> bool:
        """Say whether the case shows red (invariant 10)."""
        return self.matter.closed_at is None and shows_red(self.flags)

    @property
    def agreement(self) -> Agreement | None:
        """Return the newest agreement that stands, so the draft where there is one; None: there is none."""
        return next((one for one in reversed(self.agreements) if one.withdrawn_at is None), None)

    @property
    def is_visited(self) -> bool:
        """Say whether a return visit was made since it was resolved; one before that, or before a reopening, is none."""
        since = self.dispute.resolved_at
        return since is not None and any(visit.made_at >= since for visit in self.visits)

    @property
    def agreement_in_effect(self) -> Agreement | None:
        """Return the agreement that holds, whatever is being drawn up beside it; None: there is none."""
        standing = (one for one in reversed(self.agreements) if one.withdrawn_at is None)
        return next((one for one in standing if one.effective_at is not None), None)

    @property
    def confirmation(self) -> JudicialConfirmation | None:
        """Return the application for confirmation of the agreement in effect, if any."""
        return getattr(self.agreement_in_effect, "confirmation", None)


def dispute_for(actor: Actor | None, pk: int) -> Dispute:
    """Return one dispute with what its page shows in the head.

    Raises:
        NotFound: no such dispute in the actor's scope.

    """

    def refine(rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
        joined = rows.select_related(
            "matter", "matter__region", "matter__region__parent", "matter__grid", "matter__organ",
            "matter__created_by", "type", "merged_into__matter",
        )  # fmt: skip
        return joined.defer(
            "matter__search", "matter__grid__bbox", "matter__region__boundary",
            "matter__region__parent__boundary", "merged_into__matter__search",
        )  # fmt: skip

    return fetch(Dispute, actor, pk, refine=refine)


def dossier_of(actor: Actor, dispute: Dispute) -> Dossier:
    """Return what belongs to a dispute that ``dispute_for`` returned."""
    matter = dispute.matter
    may_reveal = allows(actor, "reveal", dispute)
    may_name = matter.is_restricted and allows(actor, "restrict", dispute)
    papers = list(dispute.papers.select_related("document"))
    return Dossier(
        dispute=dispute,
        clocks=list(clocks_of(matter)),
        timeline=timeline_of(actor, matter),
        parties=list(dispute.parties.select_related("represents")),
        flags=list(dispute.flags.select_related("raised_by", "reviewed_by")),
        notices=list(dispute.police_notices.select_related("told_by")),
        channels=list(dispute.channels.select_related("committee__organ", "mediator", "organ")),
        sessions=_sessions(dispute),
        agreements=_agreements(dispute),
        visits=list(dispute.visits.select_related("made_by")),
        papers=papers,
        readable=_readable(actor, papers),
        units=list(dispute.units.select_related("organ")),
        readers=list(dispute.readers.filter(ended_at=None).select_related("user")) if may_name else [],
        files=files_of(matter),
        others=linked_matters(actor, matter),
        same=same_parties(actor, dispute) if may_reveal else [],
        may_reveal=may_reveal,
        finding=finding_behind(actor, matter.pk) if dispute.source == DisputeSource.SCREENING else None,
    )


def _sessions(dispute: Dispute) -> list[MediationSession]:
    rows = MediationSession.objects.filter(channel__dispute=dispute).select_related("committee__organ")
    mediators = Prefetch("mediators", SessionMediator.objects.select_related("mediator"))
    attended = Prefetch("attendances", Attendance.objects.select_related("party"))
    return list(rows.prefetch_related(mediators, attended))


def _agreements(dispute: Dispute) -> list[Agreement]:
    rows = Agreement.objects.filter(channel__dispute=dispute).select_related("confirmation")
    signatures = Prefetch("signatures", AgreementSignature.objects.select_related("party"))
    clauses = Prefetch("clauses", AgreementClause.objects.order_by("position"))
    return list(rows.prefetch_related(signatures, clauses))


def _readable(actor: Actor, papers: list[DisputePaper]) -> frozenset[int]:
    if not papers:
        return frozenset()
    keys = [paper.document_id for paper in papers]
    return frozenset(visible_to(OfficialDocument, actor).filter(pk__in=keys).values_list("pk", flat=True))
