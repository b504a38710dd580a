"""The door of the case file: only for those who may see the parties in clear, never kept on the way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header

from disputes.services.casefile import bind_case_file
from pingan.web.pages import Page


class DisputeFile(Page):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        bound = bind_case_file(actor=self.actor, dispute_id=pk)
        answer = HttpResponse(bound.content, content_type="application/pdf")
        answer["Content-Disposition"] = (
            content_disposition_header(as_attachment=False, filename=bound.name) or "inline"
        )
        answer["Cache-Control"] = "no-store"
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


urlpatterns = [path("disputes/<int:pk>/file.pdf", DisputeFile.as_view(), name="dispute_file")]
