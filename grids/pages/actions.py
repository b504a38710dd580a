"""One action on one incident."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils.translation import gettext as _

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.pages.details import incident_at
from grids.pages.timelines import WORDS
from grids.queries.dossiers import route_of
from pingan.matters.machine import Action
from pingan.web.pages_actions import ActionPage


class IncidentAction(ActionPage):
    is_kept_offline = True
    machine = INCIDENTS
    words = WORDS

    def detail_at(self, pk: int) -> Incident:
        """Return the incident of the address."""
        return incident_at(self.actor, pk)

    def detail_url(self, pk: int) -> str:
        """Return the page of the incident."""
        return reverse("grids:incident_detail", args=[pk])

    def list_url(self) -> str:
        """Return the inbox."""
        return reverse("grids:incident_list")

    def proposed(self, action: Action, detail: Incident) -> dict[str, Any]:
        """Return the unit that the rules propose, what the incident is now, a number from the address."""
        found: dict[str, Any] = {}
        route = route_of(detail) if action.name == "dispatch" else None
        if route is not None:
            found["organ"] = route.organ_id
        if action.name == "reclassify":
            matter = detail.matter
            found |= {"category": matter.class_code, "severity": matter.severity, "urgency": matter.urgency}
        if "target" in self.request.GET:
            found["target"] = self.request.GET["target"][:32]
        return found

    def hint(self, action: Action, detail: Incident) -> str:
        """Return why the rules propose this unit."""
        route = route_of(detail) if action.name == "dispatch" else None
        if route is None:
            return ""
        words = {"organ": route.organ, "reason": route.reason}
        return _("Proposed: %(organ)s, because of the rule for: %(reason)s") % words


urlpatterns = [
    path("incidents/<int:pk>/actions/<slug:name>/", IncidentAction.as_view(), name="incident_action"),
]
