"""The nights of the counties with their timings, screening on demand, and how often methods were right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pingan.access.policy import fetch
from pingan.common.errors import NotFound
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of
from risk.models import Layer, Method, ScreeningRun
from risk.pages.signal_words import figure
from risk.queries.screening.rulebook import progress_of, runs_visible
from risk.queries.signals import precision
from risk.services.screening.timetable import request_screening

LARGEST_ID = 2**63 - 1
STEPS = {
    "read": gettext_lazy("Reading"),
    "rules": gettext_lazy("Rules"),
    "surges": gettext_lazy("Surges"),
    "clusters": gettext_lazy("Clusters"),
    "signals": gettext_lazy("Writing signals"),
}
COUNTS = {
    "matters": gettext_lazy("Matters read"),
    "series": gettext_lazy("Series"),
    "rules": gettext_lazy("Rules in force"),
    "scans": gettext_lazy("Scans"),
    "by_rules": gettext_lazy("Found by rules"),
    "by_surges": gettext_lazy("Surges"),
    "by_clusters": gettext_lazy("Clusters"),
    "new": gettext_lazy("New signals"),
    "continued": gettext_lazy("Continued signals"),
    "ended": gettext_lazy("Ended signals"),
}


class RunList(Page):
    """The nights; while counties are being screened the head asks again every two seconds."""

    duty = "signal.runs"
    template_name = "risk/screening/runs.html"
    fragment_name = "risk/screening/_progress.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        progress = progress_of(self.actor, timezone.localdate())
        if getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
            return self.render({"progress": progress, "may_run": self.actor.has("signal.run")})
        order = ("-night", "region_code", "pk")
        page = page_of(runs_visible(self.actor), order=order, cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": [(run, sum(run.timings.values())) for run in page.rows],
                "progress": progress,
                "may_run": self.actor.has("signal.run"),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


class RunNow(Page):
    """Screen the counties of the post's area that are not up to date."""

    duty = "signal.run"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        many = request_screening(actor=self.actor, now=timezone.now())
        if many:
            words = ngettext(
                "%(count)d county will be screened now.", "%(count)d counties will be screened now.", many
            )
            messages.success(request, words % {"count": many})
        else:
            messages.info(
                request, _("Every night that is over has been screened, or is waiting for its turn.")
            )
        return redirect("risk:screening_run_list")


class RunDetail(Page):
    """One night of one county: what was read, how long each layer took, what came of it."""

    duty = "signal.runs"
    template_name = "risk/screening/run.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if pk > LARGEST_ID:
            raise NotFound()
        run = fetch(ScreeningRun, self.actor, pk, refine=lambda rows: rows.select_related("region"))
        return self.render(
            {
                "run": run,
                "steps": [
                    (label, run.timings[key], run.memory.get(key, 0) // 1024)
                    for key, label in STEPS.items()
                    if key in run.timings
                ],
                "counts": [(label, run.counts[key]) for key, label in COUNTS.items() if key in run.counts],
            }
        )


class Precision(Page):
    """How often signals of each method and rule were confirmed, and how much time they gained."""

    duty = "signal.view_area"
    template_name = "risk/screening/precision.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        layers: dict[str, Any] = dict(Layer.choices)
        methods: dict[str, Any] = dict(Method.choices)
        rows = [
            {
                "row": row,
                "layer": layers[row.layer],
                "method": row.rule or methods[row.method],
                "share": "—" if row.share is None else f"{row.share:.0%}",
                "lead": figure(row.lead_days),
                "review": figure(row.review_days),
            }
            for row in precision(self.actor)
        ]
        return self.render({"rows": rows})


urlpatterns = [
    path("risk/screening/runs/", RunList.as_view(), name="screening_run_list"),
    path("risk/screening/runs/now/", RunNow.as_view(), name="screening_run_now"),
    path("risk/screening/runs/<int:pk>/", RunDetail.as_view(), name="screening_run"),
    path("risk/screening/precision/", Precision.as_view(), name="screening_precision"),
]
