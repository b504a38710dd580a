"""What waits on the device of whoever looks: filled by the browser, the server knows nothing of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from pingan.web.pages import Page


class Outbox(Page):
    template_name = "console/outbox/page.html"
    is_kept_offline = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render()


urlpatterns = [path("outbox/", Outbox.as_view(), name="outbox")]
