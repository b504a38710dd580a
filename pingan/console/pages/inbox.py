"""Everybody's own inbox."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.console.pages.paging import page_of
from pingan.notify.queries import inbox, unread_count
from pingan.notify.services import mark_all_read, mark_read
from pingan.web.pages import Page


class Inbox(Page):
    duty = "inbox.read"
    template_name = "console/inbox/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        is_unread = request.GET.get("show") == "unread"
        rows = inbox(self.actor, is_unread=True if is_unread else None)
        page = page_of(request, rows, ("-id",))
        here, unread = reverse("console:inbox"), unread_count(self.actor.user_id) if self.actor.user_id else 0
        tabs = [
            {"label": _("All"), "url": here, "is_current": not is_unread},
            {"label": _("Unread"), "url": f"{here}?show=unread", "is_current": is_unread, "badge": unread},
        ]
        newest = next((notice.pk for notice in inbox(self.actor)[:1]), 0)
        return self.render(
            {"page": page, "tabs": tabs, "unread": unread, "is_unread": is_unread, "newest": newest}
        )


class NoticeOpen(Page):
    """Follow a notice: it counts as read from then on. Reading twice changes nothing, so a link may do it."""

    duty = "inbox.read"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = mark_read(actor=self.actor, notice_id=pk)
        return redirect(notice.url or reverse("console:inbox"))


class InboxReadAll(Page):
    """Only what stood on the page is marked: what came in since then stays unread."""

    duty = "inbox.read"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        sent = request.POST.get("up_to", "")
        is_key = sent.isascii() and sent.isdigit() and len(sent) < 19
        mark_all_read(actor=self.actor, up_to_id=int(sent) if is_key else None)
        return redirect("console:inbox")


urlpatterns = [
    path("inbox/", Inbox.as_view(), name="inbox"),
    path("inbox/read/", InboxReadAll.as_view(), name="inbox_read_all"),
    path("inbox/<int:pk>/", NoticeOpen.as_view(), name="notice_open"),
]
