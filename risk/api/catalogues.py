"""Catalogues of major decisions for programs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.web.api import LARGEST_ID, ListedViewSet
from pingan.web.api_matter_schemas import moment, text
from pingan.web.serializers import StrictInput
from risk.models import DecisionCatalogue
from risk.queries.decision_catalogues import catalogues_listed
from risk.services import open_catalogue, publish_catalogue


class CatalogueSerializer(serializers.Serializer[Any]):
    """One body's catalogue of one year. ``published_at`` null: a draft."""

    id = serializers.IntegerField()
    organ = serializers.IntegerField(source="organ_id")
    organ_name = serializers.CharField(source="organ.name")
    region = serializers.CharField(source="region.code")
    year = serializers.IntegerField()
    document = text()
    published_at = moment()
    decision_count = serializers.IntegerField()


class NewCatalogueSerializer(StrictInput):
    organ = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    year = serializers.IntegerField(min_value=2000, max_value=2100)


class PublicationSerializer(StrictInput):
    document = serializers.CharField(
        max_length=120, help_text="The paper by which the party committee agreed."
    )


@extend_schema_view(
    create=extend_schema(request=NewCatalogueSerializer, responses={201: CatalogueSerializer}),
)
class CatalogueViewSet(ListedViewSet):
    """The yearly catalogues of major decisions: published ones for all, drafts for those who prepare them."""

    model = DecisionCatalogue
    serializer_class = CatalogueSerializer
    ordering = ("-year", "-pk")

    def get_queryset(self) -> QuerySet[DecisionCatalogue]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return catalogues_listed(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    def create(self, request: Request) -> Response:
        given = NewCatalogueSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        row = open_catalogue(actor=self.actor, organ_id=data["organ"], year=data["year"])
        response = self._written(row.pk, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:decision-catalogue-detail", kwargs={"pk": row.pk})
        )
        return response

    @extend_schema(request=PublicationSerializer, responses=CatalogueSerializer)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Publish a draft with its document of consent; 409 where it has been published."""
        row = self.get_object()
        given = PublicationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        publish_catalogue(actor=self.actor, pk=row.pk, document=given.validated_data["document"])
        return self._written(row.pk)

    def _written(self, pk: int, *, status: int = 200) -> Response:
        return Response(CatalogueSerializer(catalogues_listed(self.actor).get(pk=pk)).data, status=status)


resources: list[tuple[str, Any, str]] = [("decision-catalogues", CatalogueViewSet, "decision-catalogue")]
