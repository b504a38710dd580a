"""Where everybody lands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.common.slots import home_cards
from pingan.notify.queries import inbox
from pingan.web.home import PHONE_ROLES, HomeCard, for_desk, for_phone
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


#: The newest unread notices that are shown; on a phone they must leave room for the work.
NOTICES, NOTICES_ON_PHONE = 5, 3


def cards(actor: Actor) -> list[HomeCard]:
    """Return the places of an administrator or auditor, and everybody's latest unread notices."""
    places = [
        {"label": label, "url": reverse(name), "icon": icon, "text": text}
        for duty, label, name, icon, text in _PLACES
        if actor.has(duty)
    ]
    found = [HomeCard("console/home/_places.html", {"places": places}, is_lead=True)] if places else []
    most = NOTICES_ON_PHONE if actor.role in PHONE_ROLES else NOTICES
    unread = list(inbox(actor, is_unread=True)[:most])
    if unread:
        found.append(HomeCard("console/home/_notices.html", {"notices": unread}))
    return found


class Home(Page):
    """The work of this post today: each app puts its cards here."""

    template_name = "console/home.html"
    #: For the phone's roles, who alone have a service worker; nobody's contact stands on it (docs/phone.md).
    is_kept_offline = True

    def get(self, request: HttpRequest) -> HttpResponse:
        filled = [card for fill in home_cards.entries() for card in fill(self.actor)]
        found = sorted(filled, key=lambda card: (not card.is_first, card.is_last))
        is_phone = self.actor.role in PHONE_ROLES
        found = for_phone(found) if is_phone else for_desk(found)
        return self.render(
            {
                "lead_cards": [card for card in found if card.is_lead and not card.is_start],
                "start_cards": [card for card in found if card.is_start],
                "cards": [card for card in found if not (card.is_lead or card.is_start)],
                "is_phone": is_phone,
                "today": timezone.localdate(),
            }
        )


urlpatterns = [path("", Home.as_view(), name="home")]
