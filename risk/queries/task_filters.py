"""The tasks in somebody's scope, and the filters of their list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grids.queries.filter_fields import ChoicesFilter, KeyFilter, YesNoFilter
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from risk.models import RiskTask


def tasks_visible(actor: Actor | None) -> QuerySet[RiskTask]:
    """Return the tasks in the actor's scope with their matter and unit, what falls due first on top."""
    rows = visible_to(RiskTask, actor).select_related("matter", "organ")
    return rows.defer("matter__search", "matter__text").order_by("due_on", "pk")


class TaskFilterSet(filters.FilterSet):  # type: ignore[misc]  # django-filter is untyped
    """Filters on ``RiskTask`` rows that the caller took from ``tasks_visible``."""

    state = ChoicesFilter(choices=RiskTask.State.choices, label=_("State"))
    purpose = ChoicesFilter(choices=RiskTask.Purpose.choices, label=_("Purpose"))
    matter = KeyFilter(field_name="matter_id", label=_("Matter"))
    organ = KeyFilter(field_name="organ_id", label=_("Unit"))
    overdue = YesNoFilter(method="by_overdue", label=_("Overdue"))
    mine = YesNoFilter(method="by_unit", label=_("Of my unit"))

    class Meta:
        model = RiskTask
        fields: tuple[str, ...] = ()

    def __init__(
        self,
        data: Any = None,
        queryset: QuerySet[Any] | None = None,
        *,
        actor: Actor | None = None,
        now: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, queryset, **kwargs)
        self.actor = actor
        self.now = now or timezone.now()

    def by_overdue(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Open, and its day has passed."""
        late = {"state": RiskTask.State.OPEN, "due_on__lt": timezone.localdate(self.now)}
        return rows.filter(**late) if value else rows.exclude(**late)

    def by_unit(self, rows: QuerySet[Any], name: str, value: object) -> QuerySet[Any]:
        """Of the actor's own unit."""
        own = {"organ_id": (self.actor.organ_id if self.actor else None) or 0}
        return rows.filter(**own) if value else rows.exclude(**own)
