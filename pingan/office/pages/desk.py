"""The supervision desk: one list over all matters that wait for a push."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.access.queries import region_for
from pingan.common.slots import matter_urls
from pingan.matters.machine import machine_for
from pingan.matters.models import Matter
from pingan.matters.queries.tabs import COUNTED
from pingan.office.pages.desk_asked import FILTERS, DeskForm, asked_of, tab_of
from pingan.office.policy import REMIND, SUPERVISE, VIEW
from pingan.office.queries.desk import (
    ALL,
    ORDER,
    SIGNS,
    TABS,
    Asked,
    counts_of,
    desk_rows,
    restricted_numbers,
    signs_of,
    units_waiting,
)
from pingan.office.queries.ladders import Reached, taken_by
from pingan.office.rules.ladder import LABELS
from pingan.org.models import Region
from pingan.org.queries import children_of
from pingan.web.listing import chips_of, errors_of, paged
from pingan.web.matter_panels import light_of
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

#: Lines of one page: fewer than elsewhere, each is read and pushed by itself.
PAGE = 20
COLUMNS = (
    {"label": _("Title")},
    {"label": _("Why")},
    {"label": _("Unit")},
    {"label": _("Due")},
    {"label": _("Highest rung")},
)
_TAB_LABELS: dict[str, Any] = {ALL: pgettext_lazy("supervision", "All that wait"), **SIGNS}


def shown(matter: Matter, signs: Sequence[str], reached: Reached | None, now: datetime) -> dict[str, Any]:
    """Return one line of the desk, ready for its template."""
    machine = machine_for(matter.kind)
    address_of = matter_urls.get(matter.kind)
    return {
        "matter": matter,
        "kind": machine.label,
        "state": machine.states.get(matter.state, matter.state),
        "url": address_of(matter.pk) if address_of else "",
        "desk_url": reverse("office:supervision_matter", args=[matter.pk]),
        "signs": [SIGNS[sign] for sign in signs],
        "light": light_of(matter, now),
        "rung": LABELS[reached.rung] if reached else "",
        "reached": reached,
    }


class DeskBase(Page):
    """What the list and its bulk doors share."""

    def form(self, query: QueryDict) -> DeskForm:
        """Return the filters of an address.

        Raises:
            NotFound: a division outside the area of the post.

        """
        own = region_for(self.actor, "")
        asked = region_for(self.actor, query.get("region", "")) if query.get("region") else own
        regions: dict[str, Region] = {}
        for region in (*children_of(own).order_by("code"), asked, *children_of(asked).order_by("code")):
            if region.pk != own.pk:
                regions[region.code] = region
        return DeskForm(query, regions=list(regions.values()), organs=units_waiting(self.actor, self.now))

    @property
    def now(self) -> datetime:
        """Return the moment of the question."""
        return timezone.now()

    def asked(self, query: QueryDict) -> Asked:
        """Return what an address of the list asks for."""
        return asked_of(self.form(query), query)


class Desk(DeskBase):
    """Tabs by why, filters in the address, a page at a time. Restricted matters are numbers alone."""

    duty = VIEW
    template_name = "office/desk/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form, now = self.form(request.GET), self.now
        asked = asked_of(form, request.GET)
        page = page_of(
            desk_rows(self.actor, asked, now), order=ORDER, cursor=request.GET.get("cursor", ""), size=PAGE
        )
        keys = [matter.pk for matter in page.rows]
        signs, reached = signs_of(keys, now), taken_by(keys)
        hidden, has_more_hidden = restricted_numbers(self.actor, now)
        counts = counts_of(self.actor, asked, now)
        query = request.GET.copy()
        query.pop("cursor", None)
        return self.render(
            {
                "lines": [shown(one, signs[one.pk], reached.get(one.pk), now) for one in page.rows],
                "columns": COLUMNS,
                "tabs": self._tabs(request.GET, counts),
                "form": form,
                "query": asked.q,
                "chips": chips_of(form, FILTERS, request.GET),
                "clear_url": f"?tab={asked.tab}",
                "tab": asked.tab,
                "errors": errors_of(form),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
                "hidden": hidden,
                "has_more_hidden": has_more_hidden,
                "may_remind": self.actor.has(REMIND),
                "may_word": self.actor.has(SUPERVISE),
                "query_string": query.urlencode(),
            }
        )

    @staticmethod
    def _tabs(query: QueryDict, counts: dict[str, int]) -> list[dict[str, Any]]:
        current = tab_of(query)
        return [
            {
                "label": _TAB_LABELS[tab],
                "url": address(query, tab=tab),
                "is_current": tab == current,
                "badge": f"{COUNTED}+" if counts[tab] > COUNTED else counts[tab] or "",
            }
            for tab in TABS
        ]


urlpatterns = [path("office/supervision/", Desk.as_view(), name="supervision")]
