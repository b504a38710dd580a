"""Who may open the ledger of a grid and the monthly tables. Rows keep their own permits: a table shows what a list would."""

from __future__ import annotations

from pingan.access.rules import extend_duties

VIEW = "ledger.view"
TABLES = "ledger.tables"
#: A worker files the ledger of the own grids; whoever sees a village or more, the tables as well.
_AREA = (
    "community_staff", "township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor",
)  # fmt: skip


def register_ledger() -> None:
    """Give the duties; called once from ``AppConfig.ready()``."""
    extend_duties({"grid_worker": {VIEW}, **{role: {VIEW, TABLES} for role in _AREA}})
