"""Reporting: photo, what, where; what may be the same; and the fast path of an emergency."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from grids.models import Incident
from grids.pages.lines import line_of
from grids.pages.patrol_finding import found_on_patrol, named_walk, walk_url
from grids.pages.worker_forms import EmergencyForm, ReportForm
from grids.queries.class_words import frequent_classes
from grids.queries.incidents import incidents_visible
from grids.queries.joinings import is_own_joining
from grids.queries.my_area import MOST_SHAPES, my_grids, shapes_of
from grids.queries.reporting import (
    point_elsewhere,
    recent_classes,
    recordings_among,
    similar_reports,
)
from grids.queries.workers import own_grid_of
from grids.services.emergencies import report_emergency
from grids.services.patrol_findings import report_found
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.matters.queries import clocks_of
from pingan.web.pages import Page
from pingan.web.recordings import stored_recording
from pingan.web.report_forms import stored_photos

#: As many chips as a thumb finds at a glance; the script puts those used last on the device before them.
MOST_CHIPS = 6


def add_errors(form: forms.Form, error: Invalid) -> None:
    """Put a rule's refusals at their fields; what has no field in sight stands above the form."""
    elsewhere = {
        "attachments": "photos",
        "files": "photos",
        "longitude": "place_text",
        "latitude": "place_text",
        "region": "place_text",
        "reporter.phone": "reporter_phone",
    }
    for name, sentences in error.fields.items():
        field = elsewhere.get(name, name)
        for sentence in sentences:
            form.add_error(field if field in form.fields else None, str(sentence))


def stored_files(actor: Actor, form: ReportForm, request: HttpRequest) -> tuple[int, ...]:
    """Keep what came with a report: photos, then the recording."""
    photos = stored_photos(actor, form, request.FILES.getlist("photos"))
    return (*photos, *stored_recording(actor, form, request.FILES.getlist("recording")))


def _likely_classes(actor: Actor) -> list[str]:
    found = [*recent_classes(actor), *frequent_classes(actor, most=MOST_CHIPS)]
    return list(dict.fromkeys(found))[:MOST_CHIPS]


def sent_to(request: HttpRequest, pk: int, *, patrol: str = "", joined: int | None = None) -> HttpResponse:
    """Lead to what happens next; where a script sent the form, it is the script that goes there.

    ``patrol`` names the walk on which it was found, and to which the way leads back; ``joined`` is the key of a report
    that was added to this incident instead of becoming one.
    """
    told = {name: value for name, value in (("patrol", patrol), ("joined", joined)) if value}
    url = reverse("grids:report_sent", args=[pk]) + (f"?{urlencode(told)}" if told else "")
    if not getattr(request, "htmx", False):
        return redirect(url)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = url
    return response


class Report(Page):
    duty = "incident.report"
    is_kept_offline = True
    template_name = "grids/worker/report.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        wanted = request.GET.get("category", "")[:40]
        initial = {"category": wanted, **found_on_patrol(self.actor, request.GET)}
        return self.form_again(ReportForm(actor=self.actor, initial=initial))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReportForm(request.POST, request.FILES, actor=self.actor)
        form.is_valid()
        files = stored_files(self.actor, form, request)
        if not form.errors:
            try:
                patrol = form.cleaned_data.get("patrol", "")
                made = report_found(actor=self.actor, data=form.report(files), patrol=patrol)
                return sent_to(request, made.pk, patrol=patrol)
            except Invalid as error:
                add_errors(form, error)
        elif "category" in form.errors and not (
            form.cleaned_data.get("description", "").strip() or recordings_among(self.actor, files)
        ):
            # With the class the rule would have said it: both gaps are told at once.
            form.add_error("description", _("Say what happened, in words or as a recording."))
        return self.form_again(form, files=files, status=422)

    def form_again(self, form: ReportForm, *, files: tuple[int, ...] = (), status: int = 200) -> HttpResponse:
        grids = my_grids(self.actor, most=MOST_SHAPES + 1)
        own = own_grid_of(self.actor)
        sound = recordings_among(self.actor, files)
        return self.render(
            {
                "form": form,
                "kept": [key for key in files if key not in sound],
                "kept_sound": next(iter(sound), None),
                "frequent": " ".join(_likely_classes(self.actor)),
                "shapes": shapes_of(grids) if len(grids) <= MOST_SHAPES else None,
                "own_grid": own,
                "opened": {name for name in form.fields if form.is_bound and form.errors.get(name)},
                "draft_key": f"report:{self.actor.user_id}",
            },
            status=status,
        )


class ReportSimilar(Page):
    """What to look at before sending: a point outside the chosen grid, open incidents that this may repeat.

    Asked while it is typed; stores nothing.
    """

    duty = "incident.report"
    template_name = "grids/worker/_similar.html"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ReportForm(request.POST, actor=self.actor)
        form.is_valid()
        data = form.cleaned_data
        longitude, latitude = data.get("longitude"), data.get("latitude")
        is_whole = longitude is not None and latitude is not None
        found = similar_reports(
            self.actor,
            category=data.get("category", ""),
            text=data.get("description", ""),
            longitude=longitude if is_whole else None,
            latitude=latitude if is_whole else None,
            grid_id=data.get("grid"),
        )
        place = (longitude, latitude) if is_whole else (None, None)
        return self.render(
            {
                "found": [(line_of(like.incident), like) for like in found],
                "elsewhere": point_elsewhere(self.actor, *place, data.get("grid")),
            }
        )


class ReportSent(Page):
    """Whether it was recorded or added to an earlier report, what happens next, and the way to the next report.

    The draft on the device ends here.
    """

    duty = "incident.report"
    template_name = "grids/worker/sent.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = fetch(Incident, self.actor, pk, refine=lambda rows: rows.select_related("matter__grid"))
        found = incidents_visible(self.actor).get(pk=incident.pk)
        running = [clock for clock in clocks_of(found.matter) if clock.stopped_at is None]
        patrol = named_walk(request.GET)
        return self.render(
            {
                "incident": found,
                "line": line_of(found),
                "clock": running[0] if running else None,
                "draft_key": f"report:{self.actor.user_id}{f':{patrol}' if patrol else ''}",
                "walk_url": walk_url(self.actor, patrol),
                "is_joined": is_own_joining(self.actor, incident.pk, request.GET.get("joined", "")),
                "is_own": found.matter.created_by_id == self.actor.user_id,
            }
        )


class ReportEmergency(Page):
    duty = "incident.report"
    is_kept_offline = True
    template_name = "grids/worker/emergency.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = EmergencyForm(actor=self.actor)
        return self.render({"form": form, "draft_key": f"emergency:{self.actor.user_id}"})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmergencyForm(request.POST, actor=self.actor)
        if not form.classes:
            raise Forbidden(_("No class of emergencies holds in your area. Call your township at once."))
        incident = report_emergency(actor=self.actor, data=form.report())
        return sent_to(request, incident.pk)


urlpatterns = [
    path("report/", Report.as_view(), name="report"),
    path("report/similar/", ReportSimilar.as_view(), name="report_similar"),
    path("report/emergency/", ReportEmergency.as_view(), name="report_emergency"),
    path("report/<int:pk>/sent/", ReportSent.as_view(), name="report_sent"),
]
