"""Inspection campaigns for programs: the orders of every checklist of Chapter V."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pingan.registers.api.campaigns import CampaignViewSet
from pingan.registers.api.rounds import RoundFilterSet, RoundViewSet
from pingan.registers.models import RegisterRound
from pingan.registers.queries.inspections import is_checklist_q


class InspectionViewSet(CampaignViewSet):
    """Inspection campaigns: orders whose findings may become hazards, with their reports."""

    filterset_class = RoundFilterSet
    create = RoundViewSet.create

    def refine(self, rows: QuerySet[RegisterRound]) -> QuerySet[RegisterRound]:
        return rows.filter(is_checklist_q()).select_related("definition", "region")


resources: list[tuple[str, Any, str]] = [
    ("inspection-campaigns", InspectionViewSet, "inspection-campaign"),
]
