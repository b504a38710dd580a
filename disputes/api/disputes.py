"""Disputes for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from disputes.api import dispute_parameters as parameters
from disputes.api import dispute_rows as rows
from disputes.api import dispute_schemas as schemas
from disputes.api.dispute_inputs import NewDisputeSerializer
from disputes.api.part_schemas import PaperSerializer
from disputes.models import Dispute
from disputes.queries.disputes import disputes_visible, same_parties
from disputes.queries.filters import DisputeFilterSet, ordering_of
from disputes.queries.lists import as_listed, placed
from disputes.queries.particulars import as_it_now_is, dispute_with_particulars, links_of, papers_of_dispute
from disputes.services import register_dispute
from pingan.access.policy import allows
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_schemas import CountSerializer
from pingan.web.api_matters import MatterViewSet, whole
from pingan.web.filters import ActorFilterBackend
from pingan.web.geojson import GEO_JSON, MOST_FEATURES, points_of_matters, wants_geojson
from pingan.web.schema import GEOJSON, OPTIONAL_IF_MATCH


@extend_schema_view(
    list=extend_schema(parameters=[GEOJSON, *parameters.FILTERS], responses=schemas.DisputeRowSerializer),
    create=extend_schema(request=NewDisputeSerializer, responses={201: schemas.DisputeSerializer}),
    retrieve=extend_schema(responses=schemas.DisputeSerializer),
    offered=extend_schema(responses=schemas.OfferedDisputeActionsSerializer),
    perform=extend_schema(
        operation_id="disputes_perform",
        request=action_input_schema("dispute"),
        responses=schemas.DisputeSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("dispute")],
    ),
)
class DisputeViewSet(MatterViewSet):
    """Disputes in the scope of the post; a restricted one only for its named readers."""

    kind = "dispute"
    duty_to_create = "dispute.register"
    model = Dispute
    serializer_class = schemas.DisputeRowSerializer
    filter_backends = (ActorFilterBackend,)
    filterset_class = DisputeFilterSet

    @property
    def ordering(self) -> tuple[str, ...]:
        return ordering_of(self.request.query_params)

    def get_queryset(self) -> QuerySet[Dispute]:
        """Rows with what a list shows; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return disputes_visible(None)
        return disputes_visible(self.actor)

    def list(self, request: Request) -> Response:
        as_map = wants_geojson(request)
        found = self.filter_queryset(self.get_queryset())
        now = timezone.now()
        if as_map:
            points = as_listed(placed(found))[: MOST_FEATURES + 1]
            body = points_of_matters(points, lambda row: rows.dispute_row(row, now))
            return Response(body, content_type=GEO_JSON)
        page = self.paginate_queryset(as_listed(found)) or ()
        return self.get_paginated_response([rows.dispute_row(row, now) for row in page])

    def create(self, request: Request) -> Response:
        given = NewDisputeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        dispute = register_dispute(actor=self.actor, data=given.as_input())
        response = self.answer_after(dispute, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:dispute-detail", kwargs={"pk": dispute.pk})
        )
        return response

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.key())

    def answer(self, pk: int, *, status: int = 200) -> Response:
        return self._written(dispute_with_particulars(self.actor, pk), status)

    def answer_after(self, detail: Dispute, *, status: int = 200) -> Response:
        return self._written(as_it_now_is(detail), status)

    def _written(self, dispute: Dispute, status: int) -> Response:
        tells_repeats = allows(self.actor, "reveal", dispute)
        body = rows.dispute_detail(
            dispute, links_of(self.actor, dispute), timezone.now(), tells_repeats=tells_repeats
        )
        return self.tagged(Response(body, status=status), dispute.matter.version)

    @extend_schema(parameters=parameters.FILTERS, responses=CountSerializer, filters=True)
    @action(detail=False, methods=["get"], pagination_class=None)
    def count(self, request: Request) -> Response:
        """How many rows the list with these filters has."""
        found = self.filter_queryset(self.get_queryset())
        return Response({"count": found.order_by().count()})

    @extend_schema(responses=schemas.SamePartiesSerializer)
    @action(
        detail=True, methods=["get"], url_path="same-parties", filterset_class=None, pagination_class=None
    )
    def same_parties(self, request: Request, pk: str) -> Response:
        """Disputes of the same township that this open one may repeat, by a party in common. A person decides.

        For those who may see the parties of both in clear.
        """
        now = timezone.now()
        found = same_parties(self.actor, self.get_object())
        return whole(
            [
                {**rows.dispute_row(rows.values_of(same.dispute), now), "matched": list(same.matched)}
                for same in found
            ]
        )

    @extend_schema(responses=schemas.PapersSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def papers(self, request: Request, pk: str) -> Response:
        """The official documents of the case, for those who may see the parties in clear."""
        found = papers_of_dispute(self.actor, self.get_object())
        return whole(PaperSerializer(found, many=True).data)


resources: list[tuple[str, Any, str]] = [("disputes", DisputeViewSet, "dispute")]
