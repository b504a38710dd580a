"""Tasks for programs: to read. They change through the actions of their matter."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.web.api import ListedViewSet
from pingan.web.filters import ActorFilterBackend
from risk.api.task_rows import TaskSerializer
from risk.models import RiskTask
from risk.queries.task_filters import TaskFilterSet, tasks_visible


class TaskViewSet(ListedViewSet):
    """Tasks of the area and of the own unit, by the day on which they are due."""

    model = RiskTask
    serializer_class = TaskSerializer
    filter_backends = (ActorFilterBackend,)
    filterset_class = TaskFilterSet
    ordering = ("due_on", "pk")

    def get_queryset(self) -> QuerySet[RiskTask]:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return tasks_visible(self.actor)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)


resources: list[tuple[str, Any, str]] = [("risk-tasks", TaskViewSet, "risk-task")]
