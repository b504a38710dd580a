"""Target letters for programs: drawing up, signing, revising, following up (Article 8)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessment.api.target_schemas import (
    TargetLetterDetailSerializer,
    TargetLetterEditSerializer,
    TargetLetterInputSerializer,
    TargetLetterSerializer,
    TargetProgressInputSerializer,
    TargetProgressSerializer,
    TargetRevisionSerializer,
    TargetTaskInputSerializer,
)
from assessment.models import TargetLetter
from assessment.queries.targets import LetterFilterSet, letters_listed, tasks_of
from assessment.services.target_signing import (
    record_progress,
    revise_letter,
    sign_letter,
    take_back_signature,
)
from assessment.services.targets import TaskData, add_task, draft_letter, edit_letter, remove_task
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.api_matter_schemas import CountSerializer
from pingan.web.schema import IF_MATCH


@extend_schema_view(
    create=extend_schema(request=TargetLetterInputSerializer, responses={201: TargetLetterDetailSerializer}),
    count=extend_schema(responses=CountSerializer, filters=True),
    retrieve=extend_schema(responses=TargetLetterDetailSerializer),
    partial_update=extend_schema(
        request=TargetLetterEditSerializer, responses=TargetLetterDetailSerializer, parameters=[IF_MATCH]
    ),
)
class TargetLetterViewSet(ListedViewSet):
    """The letters of the area's bodies, or of the own unit; newest year first."""

    model = TargetLetter
    serializer_class = TargetLetterSerializer
    filterset_class = LetterFilterSet
    ordering = ("-year", "organ__name_pinyin", "-pk")

    def get_queryset(self) -> QuerySet[TargetLetter]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return letters_listed(self.actor)

    @action(detail=False, methods=["get"], pagination_class=None)
    def count(self, request: Request) -> Response:
        """How many letters the list with these filters has."""
        return Response({"count": self.filter_queryset(self.get_queryset()).order_by().count()})

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object().pk)

    def create(self, request: Request) -> Response:
        given = TargetLetterInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        data = given.validated_data
        row = draft_letter(actor=self.actor, organ_id=data["organ"], year=data["year"], goals=data["goals"])
        response = self._answer(row.pk, status=201)
        response["Location"] = request.build_absolute_uri(
            reverse("api:target-letter-detail", kwargs={"pk": row.pk})
        )
        return response

    def partial_update(self, request: Request, pk: str) -> Response:
        """Write goals or document number of a letter that nobody has signed anew."""
        row, seen = self.get_object(), seen_version(request, is_required=True)
        given = TargetLetterEditSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        said = {"goals": row.goals, "document": row.document, **given.validated_data}
        edit_letter(actor=self.actor, pk=row.pk, seen_edition=seen, **said)
        return self._answer(row.pk)

    @extend_schema(
        request=TargetTaskInputSerializer,
        responses={201: TargetLetterDetailSerializer},
        parameters=[IF_MATCH],
    )
    @action(detail=True, methods=["post"], filterset_class=None, pagination_class=None)
    def tasks(self, request: Request, pk: str) -> Response:
        """Add a task to a letter that nobody has signed."""
        row, seen = self.get_object(), seen_version(request)
        given = TargetTaskInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        add_task(actor=self.actor, pk=row.pk, data=TaskData(**given.validated_data), seen_edition=seen)
        return self._answer(row.pk, status=201)

    @extend_schema(request=None, responses=TargetLetterDetailSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path=r"tasks/(?P<number>[0-9]{1,4})/remove")
    def remove_task(self, request: Request, pk: str, number: str) -> Response:
        """Take a task out of a letter that nobody has signed."""
        row, seen = self.get_object(), seen_version(request)
        remove_task(actor=self.actor, pk=row.pk, number=int(number), seen_edition=seen)
        return self._answer(row.pk)

    @extend_schema(request=TargetProgressInputSerializer, responses={201: TargetProgressSerializer})
    @action(detail=True, methods=["post"], url_path=r"tasks/(?P<number>[0-9]{1,4})/progress")
    def progress(self, request: Request, pk: str, number: str) -> Response:
        """Say how far a task of a letter in force has come; the unit's own statement."""
        row = self.get_object()
        given = TargetProgressInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = record_progress(actor=self.actor, pk=row.pk, number=int(number), **given.validated_data)
        return Response(TargetProgressSerializer(made).data, status=201)

    @extend_schema(request=None, responses=TargetLetterDetailSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"])
    def sign(self, request: Request, pk: str) -> Response:
        """Sign for the own side; with the second signature the letter is in force."""
        row, seen = self.get_object(), seen_version(request)
        return self._answer(sign_letter(actor=self.actor, pk=row.pk, seen_edition=seen).pk)

    @extend_schema(request=None, responses=TargetLetterDetailSerializer, parameters=[IF_MATCH])
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Take the own side's signature back while the other side has not signed."""
        row, seen = self.get_object(), seen_version(request)
        return self._answer(take_back_signature(actor=self.actor, pk=row.pk, seen_edition=seen).pk)

    @extend_schema(
        request=TargetRevisionSerializer, responses={201: TargetLetterDetailSerializer}, parameters=[IF_MATCH]
    )
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, pk: str) -> Response:
        """Draw up the next version of a letter in force, for a reason."""
        row, seen = self.get_object(), seen_version(request)
        given = TargetRevisionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        new = revise_letter(
            actor=self.actor, pk=row.pk, reason=given.validated_data["reason"], seen_edition=seen
        )
        return self._answer(new.pk, status=201)

    def _answer(self, pk: int, *, status: int = 200) -> Response:
        row = letters_listed(self.actor).get(pk=pk)
        row.shown_tasks = tasks_of(row)  # type: ignore[attr-defined]  # for the serializer alone
        response = Response(TargetLetterDetailSerializer(row).data, status=status)
        response["ETag"] = etag_of(row.edition)
        return response


resources: list[tuple[str, Any, str]] = [("target-letters", TargetLetterViewSet, "target-letter")]
