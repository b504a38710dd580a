"""Adding what was typed to an incident that is there already, instead of reporting it twice."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import path

from grids.models import Incident
from grids.pages.worker_forms import ReportForm
from grids.pages.worker_report import Report, add_errors, sent_to, stored_files
from grids.services.joinings import join_incident
from pingan.access.policy import fetch
from pingan.common.errors import Invalid


class ReportJoin(Report):
    """All that was filled in goes along; what cannot be read stays in the form and is told there."""

    is_kept_offline = False
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:  # type: ignore[override]  # it names what it joins
        fetch(Incident, self.actor, pk, "comment")
        form = ReportForm(request.POST, request.FILES, actor=self.actor)
        form.is_valid()
        files = stored_files(self.actor, form, request)
        # Without a class: that of the incident. One that is none is told, as everything that would be lost.
        if form.has_error("category", "required"):
            del form.errors["category"]
        if not form.errors:
            data = replace(form.report(()), attachments=files)
            try:
                made = join_incident(actor=self.actor, incident_id=pk, data=data)
            except Invalid as error:
                add_errors(form, error)
            else:
                return sent_to(request, pk, joined=made.pk)
        return self.form_again(form, files=files, status=422)


urlpatterns = [path("report/join/<int:pk>/", ReportJoin.as_view(), name="report_join")]
