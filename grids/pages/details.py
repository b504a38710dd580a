"""The page of one incident, whole or as the pane beside the list; the duplicates and the contact apart."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from grids.machine import INCIDENTS
from grids.machine.triage import needs_determination
from grids.models import Incident, JoinedReport, Severity, Urgency
from grids.models.limits import stage_label, term_in_words
from grids.pages import panels
from grids.pages.listing import COLUMNS, LIST, TONES, current_tab, light_of, shown_row, shown_tabs
from grids.pages.timelines import WORDS
from grids.queries.dossiers import Dossier, dossier_of, duplicates_of, incident_for, route_of
from grids.queries.inboxes import own_terms
from grids.rules.incidents import masked_name
from grids.services.contacts import reveal_contacts
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.matters.machine import available_actions
from pingan.matters.models import MatterFile
from pingan.web.listing import query_of_list, toast
from pingan.web.matter_panels import attached_files, clock_rows, link_rows, offered, photos
from pingan.web.matters_kept import KEPT, next_steps
from pingan.web.pages import Page
from pingan.web.saved_views import setting_of
from pingan.web.tables import chosen_columns
from pingan.web.timelines import timeline

LARGEST_ID = 2**63 - 1


def incident_at(actor: Actor, pk: int) -> Incident:
    """Return the incident of an address; a number that no key can be is simply not found.

    Raises:
        NotFound: none in the actor's scope.

    """
    if pk > LARGEST_ID:
        raise NotFound()
    return incident_for(actor, pk)


def masked_phone(phone: str) -> str:
    """Return a phone number of which only the ends are shown."""
    from pingan.web.templatetags.pingan_format import masked_phone as masked

    return masked(phone)


def _masked(row: Incident | JoinedReport) -> str:
    return f"{masked_name(row.reporter_name or '')} {masked_phone(row.reporter_phone or '')}"


def detail_context(actor: Actor, dossier: Dossier, *, is_pane: bool) -> dict[str, Any]:
    """Return what page and pane show alike."""
    now = timezone.now()
    incident, matter = dossier.incident, dossier.matter
    route = route_of(incident)
    told: list[Incident | JoinedReport] = [incident, *dossier.joined]
    term = own_terms(actor, [matter])[matter.pk]
    return {
        "incident": incident,
        "matter": matter,
        "is_pane": is_pane,
        "state_label": INCIDENTS.states[matter.state],
        "tone": TONES.get(matter.state, "grey"),
        "light": light_of(matter, now, term),
        "due_at": term.due_at,
        "term": term,
        "is_provisional": any(c.is_provisional and c.stopped_at is None for c in dossier.clocks),
        "severity": dict(Severity.choices).get(matter.severity, matter.severity),
        "urgency": dict(Urgency.choices).get(matter.urgency, matter.urgency),
        "actions": offered(
            available_actions(actor, incident), "grids:incident_action", incident.pk, is_pane=is_pane
        ),
        "steps": panels.steps(incident),
        "clocks": clock_rows(dossier.clocks, now, stage_label=stage_label, term_in_words=term_in_words),
        "tasks": panels.tasks(dossier.tasks, actor),
        "entries": timeline(dossier.timeline, WORDS),
        "patrol": dossier.patrol,
        "photos": photos(dossier.files, purposes=panels.OF_REPORT),
        "has_supplements": any(row.purpose == MatterFile.Purpose.SUPPLEMENT for row in dossier.files),
        "work_photos": photos(dossier.files, purposes=panels.OF_WORK),
        "papers": attached_files(dossier.files),
        "places": panels.geojson(dossier, now),
        "is_point_elsewhere": dossier.is_point_elsewhere,
        "links": link_rows(dossier.others),
        "outcome": panels.outcome(incident),
        "extensions": dossier.extensions,
        "reports": dossier.emergency_reports,
        "supervisions": dossier.supervisions,
        "readable": dossier.readable,
        "route": route,
        "waits_for_county": matter.state == "returned" and needs_determination(incident),
        "contact": " · ".join(_masked(row) for row in told if row.has_contact),
        "may_reveal": dossier.may_reveal,
        "asks_duplicates": matter.closed_at is None and actor.has("incident.triage"),
    }


class IncidentDetail(Page):
    template_name = "grids/incident/detail.html"
    fragment_name = "grids/incident/_pane.html"
    kept_template_name = KEPT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = incident_at(self.actor, pk)
        is_pane = bool(getattr(request, "htmx", False))
        context = detail_context(self.actor, dossier_of(self.actor, incident), is_pane=is_pane)
        self.also_kept = next_steps(context)
        if is_pane:
            context["row"] = self._row(request, incident, context)
        texts = [str(message) for message in messages.get_messages(request)] if is_pane else []
        if texts:  # something was done: the parts above the list hold other numbers now
            tab = current_tab(self.actor, query_of_list(request))
            context["tabs"] = shown_tabs(self.actor, tab.key, timezone.now())
        answer = self.render(context)
        if texts:
            toast(answer, texts)
        return answer

    def _row(self, request: HttpRequest, incident: Incident, shown: dict[str, Any]) -> Any:
        """Return the line of the list beside the pane, which shows the new state at once."""
        columns = chosen_columns(COLUMNS, setting_of(self.actor, LIST).columns)
        query = query_of_list(request)
        marks = {"is_provisional": shown["is_provisional"], "term": shown["term"]}
        return shown_row(incident, columns, query, timezone.now(), **marks)


class Duplicates(Page):
    """Fetched after the page stands: comparing texts takes longer than showing an incident."""

    template_name = "grids/incident/_duplicates.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = incident_at(self.actor, pk)
        can_merge = any(action.name == "merge" for action in available_actions(self.actor, incident))
        found = [
            {
                "like": like,
                "state": INCIDENTS.states[like.incident.matter.state],
                "percent": round(like.score * 100),
            }
            for like in duplicates_of(self.actor, incident)
        ]
        context = {"found": found, "incident": incident, "can_merge": can_merge}
        return self.render({**context, "is_pane": "pane" in request.GET})


class Reveal(Page):
    """Shows the reporter's contact once, after the reason is written down. Never stored, never cached."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if pk > LARGEST_ID:
            raise NotFound()
        reason = request.POST.get("reason", "").replace("\0", "")[:200]
        try:
            contacts = reveal_contacts(actor=self.actor, incident_id=pk, reason=reason)
        except Invalid as error:
            sentences = [str(text) for texts in error.fields.values() for text in texts]
            answer = render(request, "grids/incident/_contact.html", {"problems": sentences}, status=422)
        else:
            is_fragment = bool(getattr(request, "htmx", False))
            name = "grids/incident/_contact.html" if is_fragment else "grids/incident/contact.html"
            answer = render(
                request, name, {"contacts": [one for one in contacts if one.name or one.phone], "pk": pk}
            )
        answer["Cache-Control"] = "no-store"
        return answer


urlpatterns = [
    path("incidents/<int:pk>/", IncidentDetail.as_view(), name="incident_detail"),
    path("incidents/<int:pk>/duplicates/", Duplicates.as_view(), name="incident_duplicates"),
    path("incidents/<int:pk>/reveal/", Reveal.as_view(), name="incident_reveal"),
]
