"""What the office served on the own unit: letters, circulars and briefs, each to be confirmed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from pingan.access.policy import allows
from pingan.office.queries.ladders import RECEIVED_ORDER, received
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of


class Received(Page):
    """The confirmation itself is the receipt's own, in the documents; a post without a unit sees an empty list."""

    duty = "documents.view"
    template_name = "office/desk/received.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = received(self.actor)
        if request.GET.get("part") == "open":
            rows = rows.filter(acknowledged_at=None)
        page = page_of(rows, order=RECEIVED_ORDER, cursor=request.GET.get("cursor", ""))
        lines = [
            (row, row.acknowledged_at is None and allows(self.actor, "acknowledge", row)) for row in page.rows
        ]
        return self.render(
            {
                "lines": lines,
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


urlpatterns = [path("office/supervision/received/", Received.as_view(), name="supervision_received")]
