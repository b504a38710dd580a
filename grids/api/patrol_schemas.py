"""Documents of patrol plans, of periods in which patrols are due, and of patrols."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from grids.models import (
    NotVisited,
    Patrol,
    PatrolOccasion,
    PatrolPeriod,
    PatrolPlan,
    PatrolPoint,
    PatrolVisit,
)
from grids.rules.patrols import VISITED
from grids.services.patrol_plans import MOST_POINTS, PlanInput, PointInput
from grids.services.patrols import LONGEST_NOTE, PatrolInput
from pingan.web.api import LARGEST_ID
from pingan.web.serializers import Degrees, MomentField, StrictInput


def _key(**kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=LARGEST_ID, **kwargs)


class PatrolPointSerializer(serializers.ModelSerializer[PatrolPoint]):
    class Meta:
        model = PatrolPoint
        fields = ("id", "name", "look_at", "longitude", "latitude")
        read_only_fields = fields


class PatrolPlanSerializer(serializers.ModelSerializer[PatrolPlan]):
    """``ends_on`` null: until somebody ends it."""

    grid_code = serializers.CharField(source="grid.code", read_only=True)
    grid_name = serializers.CharField(source="grid.name", read_only=True)
    region_code = serializers.CharField(source="grid.region.code", read_only=True)

    class Meta:
        model = PatrolPlan
        fields = (
            "id", "grid", "grid_code", "grid_name", "region_code", "title", "instructions", "period", "times",
            "starts_on", "ends_on", "ended_reason", "version",
        )  # fmt: skip
        read_only_fields = fields


class PatrolPlanDetailSerializer(PatrolPlanSerializer):
    points = PatrolPointSerializer(many=True, read_only=True, help_text="Those that stand, in their order.")

    class Meta(PatrolPlanSerializer.Meta):
        fields = (*PatrolPlanSerializer.Meta.fields, "points")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]


class PatrolPointInputSerializer(StrictInput):
    id = _key(
        required=False, allow_null=True, default=None, help_text="Of a point that stands; null: a new one."
    )
    name = serializers.CharField(max_length=60)
    look_at = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    longitude = Degrees(min_value=-180, max_value=180, required=False, allow_null=True, default=None)
    latitude = Degrees(min_value=-90, max_value=90, required=False, allow_null=True, default=None)


class _PlanText(StrictInput):
    title = serializers.CharField(max_length=80)
    instructions = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    points = serializers.ListField(
        child=PatrolPointInputSerializer(), required=False, default=list, max_length=MOST_POINTS
    )

    def as_points(self) -> list[PointInput]:
        return [PointInput(**point) for point in self.validated_data["points"]]


class NewPatrolPlanSerializer(_PlanText):
    grid = _key()
    period = serializers.ChoiceField(PatrolPeriod.choices, default=PatrolPeriod.WEEK)
    times = serializers.IntegerField(min_value=1, max_value=31, default=1)
    starts_on = serializers.DateField(required=False, allow_null=True, default=None)
    ends_on = serializers.DateField(required=False, allow_null=True, default=None)

    def as_plan(self) -> PlanInput:
        names = ("title", "instructions", "period", "times", "starts_on", "ends_on")
        return PlanInput(**{name: self.validated_data[name] for name in names}, points=self.as_points())


class PatrolPlanEditSerializer(_PlanText):
    """The whole text of the plan with all its points; one that is not named is dropped. How often cannot change."""

    points = serializers.ListField(child=PatrolPointInputSerializer(), max_length=MOST_POINTS)


class EndPatrolPlanSerializer(StrictInput):
    reason = serializers.CharField(max_length=200)


class PatrolOccasionSerializer(serializers.ModelSerializer[PatrolOccasion]):
    """``done`` of ``times`` patrols were walked. ``called_off_on`` null: it counts."""

    plan_title = serializers.CharField(source="plan.title", read_only=True)
    grid = serializers.IntegerField(source="plan.grid_id", read_only=True)
    grid_code = serializers.CharField(source="plan.grid.code", read_only=True)
    region_code = serializers.CharField(source="plan.grid.region.code", read_only=True)

    class Meta:
        model = PatrolOccasion
        fields = (
            "id", "plan", "plan_title", "grid", "grid_code", "region_code", "period_from", "period_to", "times", "done",
            "called_off_on",
        )  # fmt: skip
        read_only_fields = fields


class PatrolSerializer(serializers.ModelSerializer[Patrol]):
    """``plan`` null: a free patrol. Who walked is told on the patrol itself alone; nothing lists patrols by person."""

    grid_code = serializers.CharField(source="grid.code", read_only=True)
    region_code = serializers.CharField(source="grid.region.code", read_only=True)

    class Meta:
        model = Patrol
        fields = (
            "id", "key", "plan", "grid", "grid_code", "region_code", "started_at", "ended_at", "walked_on", "received_at",
        )  # fmt: skip
        read_only_fields = fields


class PatrolVisitSerializer(serializers.ModelSerializer[PatrolVisit]):
    """``reason`` blank: it was visited."""

    point_name = serializers.CharField(source="point.name", read_only=True)

    class Meta:
        model = PatrolVisit
        fields = ("point", "point_name", "is_visited", "reason")
        read_only_fields = fields


class PatrolDetailSerializer(PatrolSerializer):
    """``longitude`` null: no place was added, or its retention is over."""

    walked_by_name = serializers.CharField(source="walked_by.name", read_only=True)
    visits = PatrolVisitSerializer(many=True, read_only=True)

    class Meta(PatrolSerializer.Meta):
        fields = (  # type: ignore[assignment]
            *PatrolSerializer.Meta.fields, "walked_by_name", "note", "longitude", "latitude", "visits",
        )  # fmt: skip
        read_only_fields = fields  # type: ignore[assignment]


class PatrolVisitInputSerializer(StrictInput):
    point = _key()
    reason = serializers.ChoiceField(
        NotVisited.choices,
        required=False,
        allow_blank=True,
        default="",
        help_text="Blank: the point was visited.",
    )


class NewPatrolSerializer(StrictInput):
    """One walk as a whole: of a plan, or (``grid``) a free one. Every point that stands needs an answer."""

    plan = _key(required=False, allow_null=True, default=None)
    grid = _key(required=False, allow_null=True, default=None)
    key = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Made by the sender; the same walk is recorded once.",
    )
    started_at = MomentField(required=False, allow_null=True, default=None)
    ended_at = MomentField(required=False, allow_null=True, default=None)
    visits = serializers.ListField(
        child=PatrolVisitInputSerializer(), required=False, default=list, max_length=2 * MOST_POINTS
    )
    note = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")
    longitude = Degrees(min_value=-180, max_value=180, required=False, allow_null=True, default=None)
    latitude = Degrees(min_value=-90, max_value=90, required=False, allow_null=True, default=None)
    accuracy_m = serializers.FloatField(min_value=0, required=False, allow_null=True, default=None)

    def as_patrol(self) -> PatrolInput:
        values = dict(self.validated_data)
        visits, plan, grid = values.pop("visits"), values.pop("plan"), values.pop("grid")
        answers = {visit["point"]: visit["reason"] or VISITED for visit in visits}
        return PatrolInput(plan_id=plan, grid_id=grid, answers=answers, **values)
