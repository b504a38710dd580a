"""Parties for programs: masked, of one dispute at a time; in clear for a stated reason, which is logged."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from disputes.api.part_schemas import ParticularsSerializer, PartySerializer
from disputes.models import DisputeParty
from disputes.queries.mediation_lists import PartyFilterSet, parties_visible
from disputes.services.parties import reveal_party
from pingan.web.api import ListedViewSet
from pingan.web.api_matter_schemas import RevealSerializer


class PartyViewSet(ListedViewSet):
    """Parties of the disputes in scope. No list crosses disputes: ``dispute`` is required."""

    model = DisputeParty
    serializer_class = PartySerializer
    filterset_class = PartyFilterSet
    ordering = ("side", "position", "pk")

    def get_queryset(self) -> QuerySet[DisputeParty]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return parties_visible(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(
        request=RevealSerializer, responses=ParticularsSerializer, extensions={"x-answer-not-kept": True}
    )
    @action(detail=True, methods=["post"], filterset_class=None, stores_answers=False)
    def reveal(self, request: Request, pk: str) -> Response:
        """One party in clear. Who asked and why is written down; the answer is never stored."""
        given = RevealSerializer(data=request.data)
        party = self.get_object()
        given.is_valid(raise_exception=True)
        shown = reveal_party(
            actor=self.actor,
            dispute_id=party.dispute_id,
            party_id=party.pk,
            reason=given.validated_data["reason"],
        )
        response = Response(ParticularsSerializer(shown).data)
        response["Cache-Control"] = "no-store"
        return response


resources: list[tuple[str, Any, str]] = [("dispute-parties", PartyViewSet, "dispute-party")]
