"""Who may see and change grids, workers, duty lists and the incident catalogue."""

from __future__ import annotations

from grids.models import (
    DutyItem,
    DutyList,
    Grid,
    GridAssignment,
    GridChange,
    GridOperation,
    GridOutline,
    IncidentCategory,
    MatterListItem,
    RoutingRule,
    TimeLimit,
    WorkflowNumber,
)
from pingan.access.policy import Area, Everywhere, Permit, ScopedIds, register
from pingan.access.rules import BUSINESS_ROLES, extend_duties

VIEW = "grids.view"
MANAGE = "grids.manage"
SEE_RULES = "catalogue.view"
EDIT_RULES = "catalogue.edit"


def register_policy() -> None:
    """Register the permits; called once from ``AppConfig.ready()``. Administrators see nothing of this."""
    extend_duties({role: {VIEW, SEE_RULES} for role in BUSINESS_ROLES})
    extend_duties({"body_office": {MANAGE, EDIT_RULES}, "county_dispatcher": {MANAGE}})
    _grids()
    _rules()


def _grids() -> None:
    register(
        Grid,
        {
            "view": [Permit(VIEW, Area("region__code")), Permit(VIEW, ScopedIds("own_grids", "pk"))],
            "edit": [Permit(MANAGE, Area("region__code"))],
        },
    )
    register(
        GridOperation,
        {
            "view": [Permit(VIEW, Area("region__code"))],
            "edit": [Permit(MANAGE, Area("region__code"))],
        },
    )
    for model in (GridAssignment, GridChange, GridOutline):
        register(
            model,
            {
                "view": [
                    Permit(VIEW, Area("grid__region__code")),
                    Permit(VIEW, ScopedIds("own_grids", "grid_id")),
                ],
                "edit": [Permit(MANAGE, Area("grid__region__code"))] if model is GridAssignment else [],
            },
        )


def _rules() -> None:
    for model in (IncidentCategory, TimeLimit, RoutingRule, WorkflowNumber):
        register(
            model,
            {
                "view": [Permit(SEE_RULES, Everywhere())],
                "edit": [Permit(EDIT_RULES, Area("region_code"))],
            },
        )
    register(
        DutyList,
        {"view": [Permit(SEE_RULES, Everywhere())], "edit": [Permit(MANAGE, Area("region__code"))]},
    )
    for item in (DutyItem, MatterListItem):
        register(item, {"view": [Permit(SEE_RULES, Everywhere())]})
