"""Where everybody lands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.common.slots import home_cards
from pingan.notify.queries import inbox
from pingan.web.home import HomeCard
from pingan.web.pages import Page

#: Pages of posts whose work is no business matter: duty, name, address, drawing, what one does there.
_PLACES = (
    ("users.manage", _("Accounts"), "console:account_list", "user", _("Open, close and reset accounts.")),
    ("posts.manage", _("Posts"), "console:people_list", "users", _("Who holds which post, from when to when.")),
    (
        "grants.manage", _("Exceptional access"), "console:grant_list", "lock",
        _("Access to single matters, for a reason and a time."),
    ),
    ("audit.read_all", _("Security log"), "console:audit_log", "book", _("Who read, exported and granted what.")),
    ("audit.read", _("Security log"), "console:audit_log", "book", _("Who read and exported what in your area.")),
)  # fmt: skip


def cards(actor: Actor) -> list[HomeCard]:
    """Return the places of an administrator or auditor, and everybody's latest unread notices."""
    places = [
        {"label": label, "url": reverse(name), "icon": icon, "text": text}
        for duty, label, name, icon, text in _PLACES
        if actor.has(duty)
    ]
    found = [HomeCard("console/home/_places.html", {"places": places}, is_lead=True)] if places else []
    unread = list(inbox(actor, is_unread=True)[:5])
    if unread:
        found.append(HomeCard("console/home/_notices.html", {"notices": unread}))
    return found


class Home(Page):
    """The work of this post today: each app puts its cards here."""

    template_name = "console/home.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        filled = [card for fill in home_cards.entries() for card in fill(self.actor)]
        found = sorted(filled, key=lambda card: not card.is_first)
        return self.render(
            {
                "lead_cards": [card for card in found if card.is_lead],
                "cards": [card for card in found if not card.is_lead],
                "today": timezone.localdate(),
            }
        )


urlpatterns = [path("", Home.as_view(), name="home")]
