"""Incidents for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from grids.api import incident_parameters as parameters
from grids.api import incident_rows as rows
from grids.api import incident_schemas as schemas
from grids.api.incident_inputs import AmendmentSerializer, NewIncidentSerializer
from grids.models import Incident
from grids.queries.filters import IncidentFilterSet, ordering_of
from grids.queries.inboxes import unit_terms
from grids.queries.incidents import incidents_visible, likely_duplicates
from grids.queries.listed import Listed
from grids.queries.particulars import as_it_now_is, incident_with_particulars
from grids.queries.searching import WordSearch
from grids.services.contacts import reveal_contacts
from grids.services.incidents import amend_incident, report_incident
from pingan.access.policy import visible_to
from pingan.web.api import seen_version
from pingan.web.api_matter_parameters import action_input_schema, action_name
from pingan.web.api_matter_schemas import CountSerializer, RevealSerializer
from pingan.web.api_matters import MatterViewSet, whole
from pingan.web.filters import ActorFilterBackend
from pingan.web.geojson import GEO_JSON, MOST_FEATURES, points_of_matters, wants_geojson
from pingan.web.schema import GEOJSON, IF_MATCH, OPTIONAL_IF_MATCH


@extend_schema_view(
    list=extend_schema(
        parameters=[GEOJSON, *parameters.FILTERS],
        responses=schemas.IncidentRowSerializer,
    ),
    create=extend_schema(request=NewIncidentSerializer, responses={201: schemas.IncidentSerializer}),
    retrieve=extend_schema(responses=schemas.IncidentSerializer),
    offered=extend_schema(responses=schemas.OfferedActionsSerializer),
    perform=extend_schema(
        operation_id="incidents_perform",
        request=action_input_schema("incident"),
        responses=schemas.IncidentSerializer,
        parameters=[OPTIONAL_IF_MATCH, action_name("incident")],
    ),
    partial_update=extend_schema(
        request=AmendmentSerializer, responses=schemas.IncidentSerializer, parameters=[IF_MATCH]
    ),
)
class IncidentViewSet(MatterViewSet):
    """Incidents in the scope of the post. Lists take the filters of the pages."""

    kind = "incident"
    duty_to_create = "incident.report"
    model = Incident
    serializer_class = schemas.IncidentRowSerializer
    filter_backends = (ActorFilterBackend,)
    filterset_class = IncidentFilterSet
    filters: IncidentFilterSet

    @property
    def ordering(self) -> tuple[str, ...]:
        return ordering_of(self.request.query_params)

    def get_queryset(self) -> QuerySet[Incident]:
        """Rows with what a list shows; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return incidents_visible(None)
        return incidents_visible(self.actor)

    def list(self, request: Request) -> Response:
        as_map = wants_geojson(request)
        found = self.filter_queryset(visible_to(Incident, self.actor))
        now = timezone.now()
        if as_map:
            return self._as_features(found)
        asked = self.filters.page_rows()
        listed: Any = asked.map(Listed) if isinstance(asked, WordSearch) else Listed(asked)
        page = self.paginate_queryset(listed) or ()
        terms = unit_terms(self.actor, [row["pk"] for row in page])
        return self.get_paginated_response(
            [rows.incident_row(row, now, terms.get(row["pk"])) for row in page]
        )

    def _as_features(self, found: QuerySet[Incident]) -> Response:
        now = timezone.now()
        placed = Listed(found.filter(matter__longitude__isnull=False))[: MOST_FEATURES + 1]
        body = points_of_matters(placed, lambda row: rows.incident_row(row, now))
        return Response(body, content_type=GEO_JSON)

    def create(self, request: Request) -> Response:
        given = NewIncidentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        incident = report_incident(actor=self.actor, data=given.as_input(self.actor))
        response = self.answer_after(incident, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:incident-detail", kwargs={"pk": incident.pk})
        )
        return response

    def retrieve(self, request: Request, pk: str) -> Response:
        return self.answer(self.key())

    def answer(self, pk: int, *, status: int = 200) -> Response:
        return self._written(incident_with_particulars(self.actor, pk), status)

    def answer_after(self, detail: Incident, *, status: int = 200) -> Response:
        return self._written(as_it_now_is(detail.pk), status)

    def _written(self, incident: dict[str, Any], status: int) -> Response:
        term = unit_terms(self.actor, [incident["pk"]]).get(incident["pk"])
        body = rows.incident_detail(incident, timezone.now(), term)
        return self.tagged(Response(body, status=status), body["version"])

    def partial_update(self, request: Request, pk: str) -> Response:
        incident_with_particulars(self.actor, self.key())
        seen = seen_version(request, is_required=True)
        given = AmendmentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        incident = amend_incident(
            actor=self.actor, incident_id=self.key(), data=given.as_input(), seen_version=seen
        )
        return self.answer_after(incident)

    @extend_schema(parameters=parameters.FILTERS, responses=CountSerializer, filters=True)
    @action(detail=False, methods=["get"], pagination_class=None)
    def count(self, request: Request) -> Response:
        """How many rows the list with these filters has."""
        found = self.filter_queryset(visible_to(Incident, self.actor))
        return Response({"count": found.order_by().count()})

    @extend_schema(responses=schemas.DuplicatesSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def duplicates(self, request: Request, pk: str) -> Response:
        """Open incidents that may be the same thing, most alike first. A person decides."""
        now = timezone.now()
        incident = self.get_object()
        matter = incident.matter
        found = likely_duplicates(
            self.actor,
            category_code=matter.class_code,
            text=matter.text,
            longitude=matter.longitude,
            latitude=matter.latitude,
            township_code=matter.township_code,
            at=matter.opened_at,
            except_id=incident.pk,
        )
        return whole(
            [
                {
                    **rows.incident_row(rows.values_of(like.incident), now),
                    "score": like.score,
                    "distance_m": like.distance_m,
                }
                for like in found
            ]
        )

    @extend_schema(
        request=RevealSerializer,
        responses=schemas.ContactSerializer,
        extensions={"x-answer-not-kept": True},
    )
    @action(detail=True, methods=["post"], filterset_class=None, stores_answers=False)
    def contact(self, request: Request, pk: str) -> Response:
        """The reporter's contact in clear. Who asked and why is written down; the answer is never stored."""
        given = RevealSerializer(data=request.data)
        incident = self.get_object()
        given.is_valid(raise_exception=True)
        shown, *later = reveal_contacts(
            actor=self.actor, incident_id=incident.pk, reason=given.validated_data["reason"]
        )
        others = [{"name": one.name, "phone": one.phone} for one in later]
        response = Response({"name": shown.name, "phone": shown.phone, "joined": others})
        response["Cache-Control"] = "no-store"
        return response


resources: list[tuple[str, Any, str]] = [("incidents", IncidentViewSet, "incident")]
