"""The base of the resources of risk: what every listed matter has, and its tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pingan.web.api_listed_matters import ListedDetailFields, ListedMatterViewSet
from risk.api.task_rows import TaskSerializer
from risk.queries.assignments import tasks_of


class RiskDetailFields(ListedDetailFields):
    """What one matter of every kind has besides its row."""

    tasks = TaskSerializer(many=True)


class RiskViewSet(ListedMatterViewSet):
    """Detail rows of one kind of matter of risk. A kind says what its rows and its single rows hold."""

    def shared_of(self, detail: Any) -> Mapping[str, Any]:
        return {"tasks": TaskSerializer(tasks_of(detail.pk), many=True).data}
