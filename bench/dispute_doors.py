"""Bench-only addresses that ask the queries of disputes, with the product's sign-in, scope and JSON.

They stand where the product's own addresses are still being written, so that indexes and queries are measured today.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disputes.models import Agreement, Channel, Dispute, DisputePaper, ReturnVisit
from disputes.queries.disputes import disputes_visible, same_parties
from disputes.queries.mediators import suggested_mediators
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.documents.rules import CoverData, FilePart
from pingan.documents.services import bind_file
from pingan.files.services import open_file

_FILTERS = {"state": "matter__state", "type": "matter__class_code", "level": "level", "source": "source"}


def _row(dispute: Dispute) -> dict[str, Any]:
    matter = dispute.matter
    return {
        "id": matter.pk, "number": matter.number, "title": matter.title, "text": matter.text, "type": dispute.type.code,
        "type_name": str(dispute.type), "severity": matter.severity, "state": matter.state, "source": dispute.source,
        "level": dispute.level, "amount": dispute.amount, "people": dispute.people_involved,
        "case_number": dispute.case_number, "outcome": dispute.outcome, "region": matter.region_code,
        "region_name": matter.region.name, "grid": matter.grid.name if matter.grid else None,
        "organ": str(matter.organ) if matter.organ else None, "longitude": matter.longitude,
        "latitude": matter.latitude, "place": dispute.place_text, "occurred_on": dispute.occurred_on,
        "opened_at": matter.opened_at, "closed_at": matter.closed_at, "due_at": matter.next_due_at,
        "warn_at": matter.next_warn_at, "is_restricted": matter.is_restricted, "version": matter.version,
    }  # fmt: skip


class List(APIView):
    def get(self, request: Request) -> Response:
        rows = disputes_visible(_actor(request))
        wanted = {
            path: request.query_params[name]
            for name, path in _FILTERS.items()
            if name in request.query_params
        }
        rows = rows.filter(**wanted)
        if request.query_params.get("ordering") == "due":
            rows = rows.order_by("matter__next_due_at", "pk")
        return Response({"results": [_row(dispute) for dispute in rows[:51]]})


class Detail(APIView):
    def get(self, request: Request, pk: int) -> Response:
        dispute = disputes_visible(_actor(request)).get(pk=pk)
        channels = dispute.channels.select_related("committee__organ", "mediator")
        channels = channels.prefetch_related(
            "sessions__mediators", "agreements__clauses", "agreements__signatures"
        )
        return Response({
            **_row(dispute),
            "parties": [row.label for row in dispute.parties.all()],
            "flags": [row.code for row in dispute.flags.all()],
            "channels": [
                {"kind": channel.kind, "sessions": [str(one) for one in channel.sessions.all()],
                 "clauses": [str(c) for a in channel.agreements.all() for c in a.clauses.all()]}
                for channel in channels
            ],
            "visits": [str(visit) for visit in dispute.visits.all()],
        })  # fmt: skip


class SameParties(APIView):
    def get(self, request: Request, pk: int) -> Response:
        actor = _actor(request)
        found = same_parties(actor, fetch(Dispute, actor, pk))
        return Response([{"number": one.dispute.matter.number, "matched": one.matched} for one in found])


class Mediators(APIView):
    def get(self, request: Request, pk: int) -> Response:
        actor = _actor(request)
        found = suggested_mediators(actor, fetch(Dispute, actor, pk))
        return Response([{"name": one.mediator.name, "load": one.caseload} for one in found])


class Register(APIView):
    """Stand-in for the register: what its rows hold, by the product's scope."""

    def get(self, request: Request) -> Response:
        rows = _in_period(request).order_by("matter__opened_at", "pk")
        last = Channel.objects.filter(dispute=OuterRef("pk")).order_by("-pk")
        agreed = Agreement.objects.filter(channel__dispute=OuterRef("pk"), withdrawn_at=None)
        visit = ReturnVisit.objects.filter(dispute=OuterRef("pk")).order_by("-pk")
        columns = rows.annotate(
            channel=Subquery(last.values("kind")[:1]), committee=Subquery(last.values("committee__organ__name")[:1]),
            mediator=Subquery(last.values("mediator__name")[:1]), form=Subquery(agreed.values("form")[:1]),
            performance=Subquery(visit.values("performance")[:1]), satisfaction=Subquery(visit.values("satisfaction")[:1]),
        ).values(
            "pk", "matter__number", "case_number", "matter__opened_at", "type__name", "matter__region__name", "source",
            "level", "amount", "people_involved", "matter__state", "outcome", "resolved_at", "matter__closed_at",
            "channel", "committee", "mediator", "form", "performance", "satisfaction",
        )  # fmt: skip
        limit = request.query_params.get("limit")
        return Response({"results": list(columns[: int(limit)] if limit else columns)})


class File(APIView):
    """Stand-in for the file: its papers read, decrypted and bound."""

    def get(self, request: Request, pk: int) -> HttpResponse:
        dispute = fetch(Dispute, _actor(request), pk)
        papers = DisputePaper.objects.filter(dispute=dispute).select_related("document__pdf")
        parts = [FilePart(paper.document.title, b"".join(open_file(paper.document.pdf))) for paper in papers]
        cover = CoverData(
            "人民调解卷宗",
            "人民调解委员会",
            dispute.case_number,
            dispute.type.name,
            (),
            "",
            "",
            "",
            "",
            "长期",
        )
        return HttpResponse(bind_file(cover=cover, parts=parts), content_type="application/pdf")


def _in_period(request: Request) -> Any:
    since, until = (datetime.fromisoformat(request.query_params[name]) for name in ("since", "until"))
    return disputes_visible(_actor(request)).filter(matter__opened_at__gte=since, matter__opened_at__lt=until)


def _actor(request: Request) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
