"""Incidents for programs: the same rows, verbs and actions as on the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from grids.api import incident_books as books
from grids.api import incident_parameters as parameters
from grids.api import incident_rows as rows
from grids.api import incident_schemas as schemas
from grids.api.incident_inputs import AmendmentSerializer, NewIncidentSerializer, RevealSerializer
from grids.models import Incident
from grids.queries.filters import IncidentFilterSet, ordering_of
from grids.queries.inboxes import unit_terms
from grids.queries.incidents import incidents_visible, likely_duplicates
from grids.queries.listed import Listed
from grids.queries.particulars import as_it_now_is, incident_with_particulars
from grids.queries.searching import WordSearch
from grids.services.incidents import amend_incident, report_incident, reveal_contact
from pingan.access.policy import visible_to
from pingan.common.errors import Invalid, NotFound, Stale
from pingan.matters.machine import available_actions, machine_for
from pingan.matters.queries import clocks_of, timeline_of
from pingan.matters.services import check_legal, perform
from pingan.web.actions import describe, parse_input
from pingan.web.api import LARGEST_ID, ScopedViewSet, etag_of, seen_version
from pingan.web.filters import ActorFilterBackend
from pingan.web.geojson import GEO_JSON, MOST_FEATURES, feature_collection, wants_geojson
from pingan.web.schema import GEOJSON, IF_MATCH, OPTIONAL_IF_MATCH

Rows = list[dict[str, Any]]


@extend_schema_view(
    list=extend_schema(
        parameters=[GEOJSON, *parameters.FILTERS],
        responses=schemas.IncidentRowSerializer,
    ),
    create=extend_schema(request=NewIncidentSerializer, responses={201: schemas.IncidentSerializer}),
    retrieve=extend_schema(responses=schemas.IncidentSerializer),
    partial_update=extend_schema(
        request=AmendmentSerializer, responses=schemas.IncidentSerializer, parameters=[IF_MATCH]
    ),
)
class IncidentViewSet(ScopedViewSet):
    """Incidents in the scope of the post. Lists take the filters of the pages."""

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
        features = [
            {
                "type": "Feature",
                "id": row["pk"],
                "geometry": {
                    "type": "Point",
                    "coordinates": [row["matter__longitude"], row["matter__latitude"]],
                },
                "properties": rows.incident_row(row, now),
            }
            for row in placed
        ]
        return Response(feature_collection(features), content_type=GEO_JSON)

    def create(self, request: Request) -> Response:
        given = NewIncidentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        incident = report_incident(actor=self.actor, data=given.as_input(self.actor))
        response = self._answer(as_it_now_is(incident.pk), status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:incident-detail", kwargs={"pk": incident.pk})
        )
        return response

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(incident_with_particulars(self.actor, self._key()))

    def partial_update(self, request: Request, pk: str) -> Response:
        incident_with_particulars(self.actor, self._key())
        seen = seen_version(request, is_required=True)
        given = AmendmentSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        incident = amend_incident(
            actor=self.actor, incident_id=self._key(), data=given.as_input(), seen_version=seen
        )
        return self._answer(as_it_now_is(incident.pk))

    @extend_schema(parameters=parameters.FILTERS, responses=schemas.CountSerializer, filters=True)
    @action(detail=False, methods=["get"], pagination_class=None)
    def count(self, request: Request) -> Response:
        """How many rows the list with these filters has."""
        found = self.filter_queryset(visible_to(Incident, self.actor))
        return Response({"count": found.order_by().count()})

    @extend_schema(responses=schemas.OfferedActionsSerializer)
    @action(detail=True, methods=["get"], url_path="actions", filterset_class=None, pagination_class=None)
    def offered(self, request: Request, pk: str) -> Response:
        """What this post may do now, and the fields that each action needs."""
        incident = self.get_object()
        actions = [
            {**describe(offered, self.actor, incident), "key": offered.key}
            for offered in available_actions(self.actor, incident)
        ]
        body = {"state": incident.matter.state, "version": incident.matter.version, "results": actions}
        return self._tagged(Response(body), incident.matter.version)

    @extend_schema(
        operation_id="incidents_perform",
        request=parameters.action_input_schema(),
        responses=schemas.IncidentSerializer,
        parameters=[OPTIONAL_IF_MATCH, parameters.ACTION_NAME],
    )
    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]{1,40})", filterset_class=None)
    def perform(self, request: Request, pk: str, name: str) -> Response:
        """Carry out one action. 409 names what is possible instead, 412 the present version."""
        chosen = machine_for("incident").action(name)
        incident = self.get_object()
        if chosen is None:
            raise NotFound(_("There is no such action."))
        seen = seen_version(request)
        data = self._input(chosen, incident, request.data, seen)
        done = perform(
            actor=self.actor,
            kind="incident",
            matter_id=incident.pk,
            action=name,
            data=data,
            seen_version=seen,
        )
        return self._answer(as_it_now_is(done.detail.pk))

    def _input(self, chosen: Any, incident: Incident, data: Any, seen: int | None) -> Any:
        try:
            return parse_input(chosen, self.actor, incident, data)
        except Invalid:
            # Fault is found with the input only where the action itself is open: 412, 409 and 403 go first.
            if seen is not None and seen != incident.matter.version:
                raise Stale(version=incident.matter.version, seen=seen) from None
            check_legal(self.actor, incident, chosen)
            raise

    @extend_schema(responses=schemas.TimelineSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def timeline(self, request: Request, pk: str) -> Response:
        """Everything that happened, oldest first."""
        incident = self.get_object()
        return self._rows([books.timeline_row(entry) for entry in timeline_of(incident.matter)])

    @extend_schema(responses=schemas.ClocksSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def clocks(self, request: Request, pk: str) -> Response:
        """Every term with the rule it was counted by."""
        now = timezone.now()
        incident = self.get_object()
        return self._rows([books.clock_row(clock, now) for clock in clocks_of(incident.matter)])

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
        return self._rows(
            [
                {
                    **rows.incident_row(rows.values_of(like.incident), now),
                    "score": like.score,
                    "distance_m": like.distance_m,
                }
                for like in found
            ]
        )

    @extend_schema(responses=schemas.LinksSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def attachments(self, request: Request, pk: str) -> Response:
        """The files on the incident; their bytes are at ``/attachments/{id}/content/``."""
        incident = self.get_object()
        return self._rows([books.link_row(link) for link in incident.matter.files.select_related("file")])

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
        shown = reveal_contact(
            actor=self.actor, incident_id=incident.pk, reason=given.validated_data["reason"]
        )
        response = Response({"name": shown.name, "phone": shown.phone})
        response["Cache-Control"] = "no-store"
        return response

    def _key(self) -> int:
        pk = int(self.kwargs["pk"])
        if pk > LARGEST_ID:
            raise NotFound()
        return pk

    def _answer(self, incident: dict[str, Any], *, status: int = 200) -> Response:
        term = unit_terms(self.actor, [incident["pk"]]).get(incident["pk"])
        body = rows.incident_detail(incident, timezone.now(), term)
        return self._tagged(Response(body, status=status), body["version"])

    def _tagged(self, response: Response, version: int) -> Response:
        response["ETag"] = etag_of(version)
        return response

    def _rows(self, found: Rows) -> Response:
        return Response({"next": None, "previous": None, "results": found})


resources: list[tuple[str, Any, str]] = [("incidents", IncidentViewSet, "incident")]
