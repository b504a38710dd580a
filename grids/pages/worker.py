"""What became of one's own reports, kind by kind."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from pingan.common.slots import own_reports
from pingan.web.own_reports import SHOWS, OwnReports
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

SIZE = 20
#: What the page begins with; an unknown kind in an address falls back to it, an unknown part to the first of its kind.
FIRST_KIND, FIRST_SHOW = "incident", "open"


class MyReports(Page):
    duty = "incident.report"
    template_name = "grids/worker/my.html"
    is_kept_by_question = True

    def get(self, request: HttpRequest) -> HttpResponse:
        kinds = self._kinds()
        kind = request.GET.get("kind", FIRST_KIND)
        kind = kind if kind in kinds else FIRST_KIND
        chosen = kinds[kind]
        self.is_kept_offline = chosen.is_kept_offline
        shows = {name: label for name, label in SHOWS.items() if name in chosen.shows}
        show = request.GET.get("show", FIRST_SHOW)
        show = show if show in shows else chosen.shows[0]
        page = page_of(
            chosen.rows(self.actor, show),
            order=chosen.order,
            cursor=request.GET.get("cursor", ""),
            size=SIZE,
        )
        return self.render(
            {
                "reports": chosen.lines(self.actor, page.rows),
                "empty": chosen.empty,
                "kinds": _tabs({key: one.label for key, one in kinds.items()}, kind, kind="", show=show),
                "tabs": _tabs(shows, show, kind=kind, show=""),
                "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
                "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
            }
        )

    def _kinds(self) -> dict[str, OwnReports]:
        return {key: one for key, one in own_reports.items().items() if one.is_for(self.actor)}


def _tabs(labels: dict[str, Any], current: str, *, kind: str, show: str) -> list[dict[str, Any]]:
    """Return links to each of ``labels``; the blank one of ``kind`` and ``show`` is what they choose."""
    here = reverse("grids:my_reports")
    return [
        {
            "label": label,
            "url": f"{here}?{urlencode({'kind': kind or key, 'show': show or key})}",
            "is_current": key == current,
        }
        for key, label in labels.items()
    ]


urlpatterns = [path("my/", MyReports.as_view(), name="my_reports")]
