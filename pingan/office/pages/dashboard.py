"""The dashboard: a division's figures, the places inside it, and behind every number its records."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from pingan.common.figures import figure
from pingan.office.pages.asked import Asked, asked_of, presets
from pingan.office.pages.charts import charts_of, chosen_figure
from pingan.office.pages.leaders import is_whole, leaders_of
from pingan.office.pages.narrowing import areas_of, classes_of
from pingan.office.pages.numbers import columns_of, own_row_of, rows_of, tiles_of
from pingan.office.pages.points import points_of
from pingan.office.policy import SCREENS, VIEW
from pingan.office.queries.boards import Board, board
from pingan.office.queries.classes import class_choices
from pingan.office.rules.boards import GROUPS, Group
from pingan.office.rules.comparing import FEWEST
from pingan.web.pages import Page


def kinds_of(codes: Iterable[str]) -> list[str]:
    """Return the kinds of record by whose classes some figures are split."""
    return list(dict.fromkeys(one.class_kind for one in map(figure, codes) if one.class_kind))


def _kept_class(asked: Asked, group: Group) -> dict[str, str]:
    """Return what the way to another subject changes: a class that nothing there has is left behind."""
    is_known = asked.chosen is None or asked.chosen.kind in kinds_of(group.figures)
    return {} if is_known else {"category": ""}


def _crumbs(asked: Asked, found: Board) -> list[dict[str, str]]:
    """Return the way here; at its beginning there is none, and the heading says the name."""
    if len(found.path) < 2:
        return []
    return [{"label": step.name, "url": asked.url(region=step.code)} for step in found.path]


class Dashboard(Page):
    """One page for every level of the tree: the same figures, one level deeper at each step."""

    duty = VIEW
    template_name = "office/dashboard/page.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_of(request)
        found = board(
            self.actor, code=asked.region, period=asked.period, codes=asked.group.figures, chosen=asked.chosen
        )
        kinds = kinds_of(asked.group.figures)
        rows, drawn = rows_of(asked, found), request.GET.get("figure", "")
        own = own_row_of(asked, found)
        return self.render(
            {
                "asked": asked,
                "found": found,
                "tiles": tiles_of(asked, found),
                "rows": rows,
                "own_row": own,
                "leaders": leaders_of(asked, rows, chosen_figure(found, drawn), own)
                if found.figures
                else None,
                "is_whole": is_whole(request.GET),
                "short_url": f"{asked.url(figure=drawn)}#leaders",
                "columns": [{"label": _("Place")}, *columns_of(found.figures)],
                "tabs": [
                    {
                        "label": group.label,
                        "url": asked.url(view=group.key, **_kept_class(asked, group)),
                        "is_current": group.key == asked.group.key,
                    }
                    for group in GROUPS
                ],
                "crumbs": _crumbs(asked, found),
                "presets": presets(asked),
                "errors": [
                    text for name in ("region", "category") for text in asked.form.errors.get(name, [])
                ],
                "fewest": FEWEST,
                "file_url": asked.url("office:board_file"),
                "screens_url": f"{reverse('office:screens')}?{urlencode({'region': found.region.code})}"
                if self.actor.has(SCREENS)
                else "",
                "wall_url": asked.url("office:wall", category=""),
                "charts": charts_of(self.actor, asked, found, drawn) if found.figures else None,
                "areas": areas_of(found),
                "points": points_of(self.actor, asked, found),
                "classes": class_choices(kinds),
                "all_classes_url": asked.url(category=""),
                **classes_of(asked, found, request.GET),
            }
        )


urlpatterns = [path("office/", Dashboard.as_view(), name="dashboard")]
