"""Reports for programs: list, save, submit, return, accept; findings that go further."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.registers.api import schemas
from pingan.registers.api.references import known_in, values_told
from pingan.registers.models import RegisterFinding, RegisterReport
from pingan.registers.queries.reports import ReportFilterSet, told_values
from pingan.registers.queries.rounds import readable_matters
from pingan.registers.services.answers import ReportInput, specs_of
from pingan.registers.services.findings import refer_finding, target_of
from pingan.registers.services.reports import review_report, save_report, submit_report
from pingan.web.actions import parse_known_input
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.filters import ActorFilterBackend
from pingan.web.schema import IF_MATCH, OPTIONAL_IF_MATCH


def whole(actor: Actor, rows: QuerySet[RegisterReport]) -> QuerySet[RegisterReport]:
    """Add what one report shows to the actor and a list does not."""
    findings = visible_to(RegisterFinding, actor).order_by("number")
    return rows.prefetch_related(Prefetch("findings", findings), "steps")


def _seen(actor: Actor, row: RegisterReport, findings: list[RegisterFinding]) -> dict[str, Any]:
    """Return what the documents of findings are read with."""
    return {
        "matters": readable_matters(actor, findings),
        "named": known_in(actor, row, findings),
        "finding_fields": specs_of(row)[1],
    }


def answered(actor: Actor, pk: int) -> Response:
    """Answer with one report as it is now.

    Raises:
        NotFound: outside the scope.

    """
    row = fetch(RegisterReport, actor, pk, refine=lambda rows: whole(actor, rows))
    own = specs_of(row)[0]
    seen = _seen(actor, row, list(row.findings.all()))
    document = dict(schemas.ReportDetailSerializer(row, context=seen).data)
    document["values"] = values_told(own, told_values(actor, row, own), seen["named"])
    response = Response(document)
    response["ETag"] = etag_of(row.version)
    return response


def given_in(request: Request) -> ReportInput:
    """Return the report that was sent."""
    given = schemas.ReportInputSerializer(data=request.data)
    given.is_valid(raise_exception=True)
    return given.as_report()


def submitted(actor: Actor, row: RegisterReport, request: Request) -> Response:
    """Hand a report in as it was sent, and answer with it."""
    data = given_in(request)
    submit_report(actor=actor, report_id=row.pk, data=data, seen_version=seen_version(request))
    return answered(actor, row.pk)


@extend_schema_view(
    retrieve=extend_schema(responses=schemas.ReportDetailSerializer),
    partial_update=extend_schema(
        request=schemas.ReportInputSerializer, responses=schemas.ReportDetailSerializer, parameters=[IF_MATCH]
    ),
)
class ReportViewSet(ListedViewSet):
    """Reports of the units that the post sees, one per unit and round, made when the round is opened."""

    model = RegisterReport
    serializer_class = schemas.ReportSerializer
    filter_backends = [ActorFilterBackend]
    filterset_class = ReportFilterSet
    ordering = ("-pk",)

    def refine(self, rows: QuerySet[RegisterReport]) -> QuerySet[RegisterReport]:
        return rows.defer("values") if self.action == "list" else whole(self.actor, rows)

    def retrieve(self, request: Request, pk: str) -> Response:
        return answered(self.actor, int(pk))

    def partial_update(self, request: Request, pk: str) -> Response:
        """Save what is written so far; what is required may still be missing. The whole report is sent."""
        row = fetch(RegisterReport, self.actor, pk, "report")
        seen = seen_version(request, is_required=True)
        save_report(actor=self.actor, report_id=row.pk, data=given_in(request), seen_version=seen)
        return self._again(row.pk)

    @extend_schema(
        request=schemas.ReportInputSerializer,
        responses=schemas.ReportDetailSerializer,
        parameters=[OPTIONAL_IF_MATCH],
        filters=False,
    )
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Hand the report in: values, findings, or the statement that nothing was found."""
        return submitted(self.actor, fetch(RegisterReport, self.actor, pk, "report"), request)

    def _reviewed(self, request: Request, pk: str, name: str) -> Response:
        row = fetch(RegisterReport, self.actor, pk, "review")
        given = schemas.NoteSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        note = given.validated_data["note"]
        review_report(
            actor=self.actor, report_id=row.pk, action=name, note=note, seen_version=seen_version(request)
        )
        return self._again(row.pk)

    @extend_schema(
        request=schemas.NoteSerializer,
        responses=schemas.ReportDetailSerializer,
        parameters=[OPTIONAL_IF_MATCH],
        filters=False,
    )
    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    def send_back(self, request: Request, pk: str) -> Response:
        """Return a report; the note is needed and the unit reads it."""
        return self._reviewed(request, pk, "return")

    @extend_schema(
        request=schemas.NoteSerializer,
        responses=schemas.ReportDetailSerializer,
        parameters=[OPTIONAL_IF_MATCH],
        filters=False,
    )
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Accept a report."""
        return self._reviewed(request, pk, "accept")

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses=schemas.FindingSerializer,
        parameters=[
            OpenApiParameter(
                "number", int, OpenApiParameter.PATH, description="Number of the finding in its report."
            ),
            OpenApiParameter(
                "target", str, OpenApiParameter.PATH, description="One of the definition's `targets`."
            ),
        ],
        filters=False,
    )
    @action(
        detail=True,
        methods=["post"],
        url_path=r"findings/(?P<number>[0-9]{1,9})/become/(?P<target>[a-z_]{1,30})",
        url_name="finding-become",
    )
    def become(self, request: Request, pk: str, number: str, target: str) -> Response:
        """Make the matter that a finding is about; a second call answers with the same.

        For a dispute: `codes`, the signs that were seen (as `flags` of a registration), and `note`. They may close it
        to all but those named.
        """
        report = self.get_object()
        rows = [row for row in report.findings.all() if row.number == int(number)]
        if not rows:
            raise NotFound()
        finding = fetch(RegisterFinding, self.actor, rows[0].pk, "refer")
        sent: Any = request.data  # a list, perhaps: it is refused in words
        given = parse_known_input(target_of(finding, target), self.actor, finding, sent)
        done = refer_finding(actor=self.actor, finding_id=finding.pk, target=target, given=given)
        return Response(schemas.FindingSerializer(done, context=_seen(self.actor, report, [done])).data)

    def _again(self, pk: int) -> Response:
        return answered(self.actor, pk)


resources: list[tuple[str, Any, str]] = [("register-reports", ReportViewSet, "register-report")]
