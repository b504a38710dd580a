from django.http import HttpRequest, HttpResponse
from django.urls import path

from pingan.common.slots import home_cards
from pingan.web.pages import Page


class Home(Page):
    """Where everybody lands: each app puts its cards here."""

    template_name = "console/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        cards = [card for fill in home_cards.entries() for card in fill(self.actor)]
        return self.render({"cards": cards})


urlpatterns = [path("", Home.as_view(), name="home")]
