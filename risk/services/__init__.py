"""Verbs of risk that are no step of a matter."""

from risk.services.catalogues import open_catalogue, publish_catalogue
from risk.services.decisions import NewDecision, register_decision

__all__ = ["NewDecision", "open_catalogue", "publish_catalogue", "register_decision"]
