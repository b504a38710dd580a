"""One action on one incident: its form in place, the answer to what was sent."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from grids.machine import INCIDENTS
from grids.models import Incident
from grids.pages.details import incident_at
from grids.pages.timelines import timeline
from grids.queries.dossiers import route_of
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, NotFound
from pingan.matters.machine import Action, available_actions
from pingan.web.action_pages import ActionForm, attempt, fresh_form
from pingan.web.pages import Page

#: Tells the script that this refusal is the form itself, to be put where the old one stood.
CONFLICT_HEADER = "X-Form-Again"


def _action(name: str) -> Action:
    action = INCIDENTS.action(name)
    if action is None or action.is_system:
        raise NotFound()
    return action


def _proposed(action: Action, incident: Incident, request: HttpRequest) -> dict[str, Any]:
    """Return what stands in the fresh form: the unit that the rules propose, a number from the address."""
    proposed: dict[str, Any] = {}
    route = route_of(incident)
    if action.name == "dispatch" and route is not None:
        proposed["organ"] = route.organ_id
    if action.name == "reclassify":
        matter = incident.matter
        proposed |= {"category": matter.class_code, "severity": matter.severity, "urgency": matter.urgency}
    if "target" in request.GET:
        proposed["target"] = request.GET["target"][:32]
    return proposed


class IncidentAction(Page):
    template_name = "grids/incident/action.html"
    fragment_name = "grids/incident/_action_form.html"

    def get(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action, incident = _action(name), incident_at(self.actor, pk)
        self._demand(action, incident)
        made = fresh_form(action, self.actor, incident, _proposed(action, incident, request))
        return self._show(request, incident, made)

    def post(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        action, incident = _action(name), incident_at(self.actor, pk)
        done = attempt(request=request, actor=self.actor, detail=incident, action=action)
        if isinstance(done, ActionForm):
            return self._show(request, incident, done)
        return self._done(request, pk, action)

    def _demand(self, action: Action, incident: Incident) -> None:
        """Refuse a form that could not be sent, as sending it would.

        Raises:
            Forbidden, IllegalAction: the post may not, or not from this state.

        """
        if not allows(self.actor, action.verb, incident):
            raise Forbidden()
        if action not in available_actions(self.actor, incident):
            raise IllegalAction(action.offered(self.actor, incident) or None)

    def _show(self, request: HttpRequest, incident: Incident, made: ActionForm) -> HttpResponse:
        route = route_of(incident) if made.action.name == "dispatch" else None
        context = {
            "made": made,
            "form": made.form,
            "incident": incident,
            "matter": incident.matter,
            "route": route,
            "is_pane": "pane" in request.GET,
            "is_page": "is_page" in request.POST,
            "draft_key": f"action:{self.actor.user_id}:{incident.pk}:{made.action.name}",
            "url": request.get_full_path(),
            "back_url": reverse("grids:incident_detail", args=[incident.pk]),
            "changes": timeline(made.changes),
            "state_label": INCIDENTS.states[incident.matter.state],
        }
        response = self.render(context, status=made.status)
        if made.status == 409:
            response[CONFLICT_HEADER] = "1"
        return response

    def _done(self, request: HttpRequest, pk: int, action: Action) -> HttpResponse:
        messages.success(request, _("Done: %(action)s") % {"action": action.label})
        target = reverse("grids:incident_detail", args=[pk])
        is_gone = not _still_seen(self.actor, pk)
        if is_gone:  # a unit that returned its task has no business with it any more
            target = reverse("grids:incident_list")
        if not getattr(request, "htmx", False):
            return HttpResponseRedirect(target)
        answer = HttpResponse(status=204)
        if "pane" in request.GET and not is_gone:
            place = {"path": target, "target": "#detail", "swap": "innerHTML", "push": "false"}
            answer["HX-Location"] = json.dumps(place)
        else:
            answer["HX-Redirect"] = target
        return answer


def _still_seen(actor: Actor, pk: int) -> bool:
    try:
        incident_at(actor, pk)
    except NotFound:
        return False
    return True


urlpatterns = [
    path("incidents/<int:pk>/actions/<slug:name>/", IncidentAction.as_view(), name="incident_action"),
]
