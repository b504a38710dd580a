"""One's own area: grids, duties, colleagues and how to reach them. Telephones stand here alone, and are not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from grids.policy.my_area import VIEW
from grids.queries.my_area import my_area, shapes_of
from pingan.web.pages import Page


class MyArea(Page):
    duty = VIEW
    template_name = kept_template_name = "grids/worker/my_area.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        area = my_area(self.actor)
        return self.render({"card": {"area": area, "shapes": shapes_of(area.grids)}})


urlpatterns = [path("my/area/", MyArea.as_view(), name="my_area")]
