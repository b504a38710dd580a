"""The dashboard: a division's figures, the places inside it, and behind every number its records."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from pingan.office.pages.asked import asked_of, presets
from pingan.office.pages.charts import charts_of, chosen_figure
from pingan.office.pages.leaders import is_whole, leaders_of
from pingan.office.pages.numbers import columns_of, rows_of, tiles_of
from pingan.office.policy import VIEW
from pingan.office.queries.boards import board
from pingan.office.rules.boards import GROUPS
from pingan.office.rules.comparing import FEWEST
from pingan.web.pages import Page


class Dashboard(Page):
    """One page for every level of the tree: the same figures, one level deeper at each step."""

    duty = VIEW
    template_name = "office/dashboard/page.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_of(request)
        found = board(self.actor, code=asked.region, period=asked.period, codes=asked.group.figures)
        rows, drawn = rows_of(asked, found), request.GET.get("figure", "")
        return self.render(
            {
                "asked": asked,
                "found": found,
                "tiles": tiles_of(asked, found),
                "rows": rows,
                "leaders": leaders_of(asked, rows, chosen_figure(found, drawn)),
                "is_whole": is_whole(request.GET),
                "columns": [{"label": _("Place")}, *columns_of(found.figures)],
                "tabs": [
                    {
                        "label": group.label,
                        "url": asked.url(view=group.key),
                        "is_current": group.key == asked.group.key,
                    }
                    for group in GROUPS
                ],
                "crumbs": [{"label": step.name, "url": asked.url(region=step.code)} for step in found.path],
                "presets": presets(asked),
                "errors": asked.form.errors.get("region", []),
                "fewest": FEWEST,
                "file_url": asked.url("office:board_file"),
                "wall_url": asked.url("office:wall"),
                "charts": charts_of(self.actor, asked, found, drawn),
            }
        )


urlpatterns = [path("office/", Dashboard.as_view(), name="dashboard")]
