"""Who may open the overview by area: whoever sees a whole area from the township up."""

from __future__ import annotations

from pingan.access.rules import extend_duties

VIEW = "overview.view"
ROLES = ("township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor")


def register_overview() -> None:
    """Give the duty; called once from ``AppConfig.ready()``. The rows keep their own permits."""
    extend_duties({role: {VIEW} for role in ROLES})
