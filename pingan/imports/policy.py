"""Who sees what was imported, and may take it back: whoever brings data into that area."""

from __future__ import annotations

from pingan.access.policy import Area, Permit, register
from pingan.access.rules import extend_duties
from pingan.imports.models import ImportRecord

VIEW = "imports.view"


def register_policy() -> None:
    """Register the permits; called once from ``AppConfig.ready()``.

    Undoing asks for the importer's own duty besides (``services.undoing``).
    """
    extend_duties({"body_office": {VIEW}, "county_dispatcher": {VIEW}})
    permit = [Permit(VIEW, Area("region_code"))]
    register(ImportRecord, {"view": permit, "undo": permit})
