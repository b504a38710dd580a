"""Every figure with its two numbers, the day that decides, and its ground: what indicators may be made of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.common.figures import all_figures
from pingan.web.context import NavigationItem
from pingan.web.pages import Page


class FigureList(Page):
    duty = "assessment.read"
    template_name = "assessment/figure/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        text = request.GET.get("q", "").strip()[:60]
        found = [
            one
            for one in all_figures().values()
            if not text or text.casefold() in f"{one.code} {one.label} {one.article}".casefold()
        ]
        return self.render({"figures": found, "text": text})


def figure_menu(actor: Actor) -> list[NavigationItem]:
    """Return the catalogue of figures for those who read assessments."""
    if not actor.has("assessment.read"):
        return []
    url = reverse("assessment:figure_list")
    return [NavigationItem(_("Figures"), url, "chart", "oversight", on_phone=False)]


urlpatterns = [path("figures/", FigureList.as_view(), name="figure_list")]
