"""What became of one's own reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from grids.models import Incident
from grids.models.incidents import RejectReason
from grids.pages.lines import Line, lines_of
from grids.queries.filters import ORDERINGS
from grids.queries.home import filtered
from grids.queries.reporting import what_became
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

PARTS: dict[str, tuple[Any, dict[str, str]]] = {
    "open": (_("Under way"), {"closed": "false"}),
    "closed": (_("Done"), {"state": "closed"}),
    "rejected": (_("Not accepted"), {"state": "rejected"}),
    "all": (_("All"), {}),
}
SIZE = 20


@dataclass(frozen=True)
class MyReport:
    """One own report and the sentence that says what became of it."""

    line: Line
    news: str


def _news(incident: Incident) -> str:
    reason = incident.reject_reason
    facts = {
        "unit": incident.matter.organ.name if incident.matter.organ is not None else "",
        "reason": str(RejectReason(reason).label) if reason else "",
    }
    return what_became(incident.matter.state, facts)


class MyReports(Page):
    duty = "incident.report"
    template_name = "grids/worker/my.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        part = request.GET.get("show", "open")
        part = part if part in PARTS else "open"
        rows = filtered(self.actor, {"mine": "true", **PARTS[part][1]})
        page = page_of(rows, order=ORDERINGS["-opened_at"], cursor=request.GET.get("cursor", ""), size=SIZE)
        here = reverse("grids:my_reports")
        return self.render(
            {
                "reports": [
                    MyReport(line, _news(row))
                    for line, row in zip(lines_of(self.actor, page.rows), page.rows, strict=True)
                ],
                "tabs": [
                    {"label": label, "url": f"{here}?show={key}", "is_current": key == part}
                    for key, (label, _query) in PARTS.items()
                ],
                "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
                "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
            }
        )


urlpatterns = [path("my/", MyReports.as_view(), name="my_reports")]
