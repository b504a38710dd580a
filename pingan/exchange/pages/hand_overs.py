"""What lies with the systems of member units: what nobody acknowledged first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from pingan.exchange.policy import VIEW
from pingan.exchange.queries.hand_overs import hand_overs_of_area
from pingan.web.pages import Page

#: Standing -> its name and the tone of its badge.
STANDINGS = {
    "given": (_("no receipt from the system yet"), "yellow"),
    "acknowledged": (_("acknowledged by the system"), "blue"),
    "in_handling": (_("in handling"), "blue"),
    "done": (_("result reported"), "green"),
}
_LATE = (_("not acknowledged in time"), "red")


class HandOverList(Page):
    duty = VIEW
    template_name = "exchange/hand_over/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found, has_more = hand_overs_of_area(self.actor)
        rows = [
            {
                "hand_over": one.row,
                "matter": one.row.matter,
                "system": one.row.entry.partner.name,
                "unit": str(one.row.task.organ),
                "url": reverse("grids:incident_detail", args=[one.row.matter_id]),
                "badge": _LATE if one.is_late else STANDINGS.get(one.status, (one.status, "grey")),
            }
            for one in found
        ]
        return self.render({"rows": rows, "has_more": has_more})


urlpatterns = [path("exchange/hand-overs/", HandOverList.as_view(), name="hand_over_list")]
