"""Orders of one definition under a name of their own: what an app offers of registers to its programs.

The same mechanism, limited: whatever an order can be told, it is told through ``RoundViewSet``.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch, visible_to
from pingan.access.queries import region_for
from pingan.common.errors import Invalid, NotFound
from pingan.registers.api import schemas
from pingan.registers.api.reports import submitted
from pingan.registers.api.rounds import RoundFilterSet, RoundViewSet, covered
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.reports import ReportFilterSet
from pingan.registers.queries.rounds import definitions_here
from pingan.registers.services.rounds import draft_round
from pingan.web.filters import ActorFilterBackend
from pingan.web.schema import OPTIONAL_IF_MATCH


class CampaignFilterSet(RoundFilterSet):
    """Without ``definition``: there is one."""

    definition = None


class CampaignReportFilterSet(ReportFilterSet):
    """Without ``round`` and ``definition``: the address names the one, and with it the other."""

    round = None
    definition = None


@extend_schema_view(
    create=extend_schema(request=schemas.RoundEditSerializer, responses={201: schemas.RoundSerializer}),
    retrieve=extend_schema(responses=schemas.CampaignDetailSerializer),
)
class CampaignViewSet(RoundViewSet):
    """Orders of one definition. ``definition_code`` names it; every version of it, of whatever area, counts."""

    filterset_class = CampaignFilterSet
    definition_code: ClassVar[str] = ""

    def refine(self, rows: QuerySet[RegisterRound]) -> QuerySet[RegisterRound]:
        return super().refine(rows).filter(definition__code=self.definition_code)

    def create(self, request: Request) -> Response:
        """Write a draft for the division of the post, by the definition that holds there today."""
        given = schemas.RoundEditSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        here = {row.code: row.pk for row in definitions_here(self.actor)}
        if self.definition_code not in here:
            raise Invalid({"": _("This definition does not hold here today.")})
        row = draft_round(
            actor=self.actor,
            definition_id=here[self.definition_code],
            region=region_for(self.actor, ""),
            data=given.as_round(),
        )
        return self.made(request, row)

    def retrieve(self, request: Request, pk: str) -> Response:
        """One order, with how far it has come."""
        row = self.get_object()
        response = self._answer(row)
        response.data = {**response.data, "coverage": self._coverage(row)}
        return response

    def _coverage(self, row: RegisterRound) -> dict[str, Any] | None:
        try:
            return covered(self.actor, row)
        except NotFound:
            return None

    @extend_schema(responses=schemas.ReportSerializer(many=True))
    @action(
        detail=True,
        methods=["get"],
        serializer_class=schemas.ReportSerializer,
        filter_backends=[ActorFilterBackend],
        filterset_class=CampaignReportFilterSet,
    )
    def reports(self, request: Request, pk: str) -> Response:
        """The reports of one order that the post sees; ``part=mine`` are those that it still has to write."""
        order = self.named(pk, "view")
        rows = visible_to(RegisterReport, self.actor).filter(round=order).defer("values")
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(
        request=schemas.ReportInputSerializer,
        responses=schemas.ReportDetailSerializer,
        parameters=[
            OPTIONAL_IF_MATCH,
            OpenApiParameter("report", int, OpenApiParameter.PATH, description="Id of the report."),
        ],
        filters=False,
    )
    @action(
        detail=True, methods=["post"], url_path=r"reports/(?P<report>[0-9]{1,19})/submit", url_name="submit"
    )
    def submit(self, request: Request, pk: str, report: str) -> Response:
        """Report findings, or the statement that nothing was found."""
        order = self.named(pk, "view")
        row = fetch(
            RegisterReport, self.actor, report, "report", refine=lambda rows: rows.filter(round=order)
        )
        return submitted(self.actor, row, request)


def campaigns_of(
    definition_code: str, prefix: str, basename: str, description: str
) -> tuple[str, type[CampaignViewSet], str]:
    """Return the resource under which an app offers the orders of one definition."""
    members = {"definition_code": definition_code, "__doc__": description}
    return prefix, type("CampaignViewSet", (CampaignViewSet,), members), basename
