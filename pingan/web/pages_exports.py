"""Doors of exports: ask for one, watch it being made, fetch it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from pingan.access.policy import fetch
from pingan.common.errors import Invalid
from pingan.web.export_files import refusal_of, take, title_of
from pingan.web.export_jobs import Wish, export_list, exports_of, pieces_of, progress_of
from pingan.web.export_writers import MEDIA_TYPES
from pingan.web.exports import AT_ONCE, export_for, file_export_for
from pingan.web.models import ExportJob
from pingan.web.pages import Page
from pingan.web.tables import bounded_count


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("xlsx", _("Excel (.xlsx)")), ("csv", _("CSV (UTF-8)"))],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    columns = forms.ChoiceField(
        label=_("Columns"),
        choices=[("shown", _("As shown in the list")), ("all", _("All columns"))],
        widget=forms.RadioSelect,
        initial="shown",
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        min_length=2,
        help_text=_("Stands in the security log and at the end of the file, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def file_name(label: object, extension: str) -> str:
    """Return the name that the browser proposes."""
    return f"{label}-{timezone.localtime():%Y%m%d-%H%M}.{extension}"


class ExportListPage(Page):
    """Asks what a list is exported for, then gives the file or starts the job. A list's app subclasses it."""

    export_name: ClassVar[str]
    back_url: ClassVar[str]
    template_name = "web/export/new.html"

    def shown_columns(self) -> list[str]:
        """Return the keys of the columns that the user sees in the list."""
        return []

    def _admit(self, request: HttpRequest) -> None:
        self.duty = export_for(self.export_name).duty  # type: ignore[misc]
        super()._admit(request)

    def _context(self, form: forms.Form) -> dict[str, Any]:
        export = export_for(self.export_name)
        count = bounded_count(export.rows(self.actor, self.request.GET), AT_ONCE)
        back = f"{self.back_url}?{self.request.GET.urlencode()}"
        return {"form": form, "export": export, "count": count, "back_url": back}

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(self._context(ExportForm()))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = ExportForm(request.POST)
        if not form.is_valid():
            return self.render(self._context(form), status=422)
        export = export_for(self.export_name)
        shown = self.shown_columns() if form.cleaned_data["columns"] == "shown" else ()
        try:
            made = export_list(
                actor=self.actor,
                wish=Wish(
                    export,
                    request.GET,
                    tuple(shown),
                    form.cleaned_data["format"],
                    form.cleaned_data["purpose"].strip(),
                ),
            )
        except Invalid as error:
            for name, sentences in error.fields.items():
                for sentence in sentences:
                    form.add_error(name if name in form.fields else None, str(sentence))
            return self.render(self._context(form), status=422)
        if isinstance(made, ExportJob):
            return redirect("web:export_job", pk=made.pk)
        extension = form.cleaned_data["format"]
        answer = FileResponse(
            made.file,
            as_attachment=True,
            filename=file_name(export.label, extension),
            content_type=MEDIA_TYPES[extension],
        )
        answer["Cache-Control"] = "no-store"
        answer["X-Rows"] = str(made.rows)
        return answer


class MyExports(Page):
    template_name = "web/export/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        jobs = [(job, title_of(job)) for job in exports_of(self.actor)]
        return self.render({"jobs": jobs})


class ExportJobPage(Page):
    template_name = "web/export/job.html"
    fragment_name = "web/export/_progress.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = fetch(ExportJob, self.actor, pk)
        context = {"job": job, "done": progress_of(job), "label": title_of(job)}
        context["is_whole"] = file_export_for(job.list_name) is not None
        context["refusal"] = refusal_of(job, self.actor)
        return self.render(context)


class ExportDownload(Page):
    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        job = fetch(ExportJob, self.actor, pk)
        pieces = pieces_of(job)
        take(job, self.actor)
        answer = StreamingHttpResponse(pieces, content_type=MEDIA_TYPES[job.format])
        answer["Content-Disposition"] = disposition(file_name(title_of(job), job.format))
        answer["Content-Length"] = str(job.size_bytes)
        answer["Cache-Control"] = "no-store"
        return answer


def disposition(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"  # noqa: FBT003 - Django's signature


urlpatterns = [
    path("exports/", MyExports.as_view(), name="my_exports"),
    path("exports/<int:pk>/", ExportJobPage.as_view(), name="export_job"),
    path("exports/<int:pk>/download/", ExportDownload.as_view(), name="export_download"),
]
