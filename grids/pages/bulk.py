"""Several incidents at once (``pingan.web.pages_bulk``)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.machine import INCIDENTS
from grids.machine.inputs import Dispatch
from grids.models import Incident
from grids.pages.listing import PLACE, listed
from grids.queries.dossiers import route_of
from grids.queries.incidents import incidents_visible
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.pages_bulk import BulkAction, BulkConfirmPage, BulkDoor, BulkRunPage

DUTY = "incident.bulk"


def _by_route(_actor: Actor, incident: Incident, note: str) -> Dispatch:
    route = route_of(incident)
    if route is None:
        raise Invalid({"organ": _("No rule proposes a unit; dispatch it by itself.")})
    return Dispatch(organ=route.organ_id, note=note)


def _alike(name: str, duty: str) -> BulkAction:
    return BulkAction(name, duty, INCIDENTS.actions[name].label)


BULK = (
    _alike("accept", "incident.accept"),
    BulkAction(
        "dispatch",
        "incident.triage",
        gettext_lazy("Dispatch by rule"),
        _by_route,
        gettext_lazy("Each goes to the unit that its rule proposes; what no rule covers is left alone."),
    ),
    _alike("verify", "incident.verify"),
    _alike("close", "incident.triage"),
    _alike("remind", "incident.remind"),
)


class _Incidents(BulkDoor):
    duty = DUTY
    kind = "incident"
    place = PLACE
    offers = BULK
    run_url = "grids:incident_bulk_run"

    def visible(self) -> QuerySet[Any]:
        return incidents_visible(self.actor)

    def listed(self, query: QueryDict) -> QuerySet[Any]:
        return listed(self.actor, query).rows

    def said(self, offer: BulkAction, row: Incident, data: Any) -> str:
        route = route_of(row) if offer.name == "dispatch" else None
        return str(route.organ) if route else ""


class BulkConfirm(_Incidents, BulkConfirmPage):
    """Which incidents are meant, and where each would go."""

    def foresee(self, offer: BulkAction, row: Incident) -> str:
        if offer.by_rule is not None:
            offer.by_rule(self.actor, row, "")
        return self.said(offer, row, None)


class BulkRun(_Incidents, BulkRunPage):
    """What became of each, and where it went."""


urlpatterns = [
    path("incidents/bulk/", BulkConfirm.as_view(), name="incident_bulk"),
    path("incidents/bulk/run/", BulkRun.as_view(), name="incident_bulk_run"),
]
