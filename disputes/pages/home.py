"""What stands on the home page, and this app's entry of the menu."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from disputes.pages.listing import shown_rows
from disputes.policy.disputes import VIEW
from disputes.queries.inboxes import ALL, Number, first_rows, numbers_of, sessions_today
from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile

#: Roles whose day is made of disputes: they see the next ones on their home page.
_WORKING = frozenset({"township_desk", "community_staff", "mediator"})
#: Roles that reach disputes from the bar under the thumb.
_ON_PHONE = _WORKING | {"grid_worker", "county_dispatcher"}


def list_url(query: dict[str, str]) -> str:
    """Return the address of the dispute list under filters, in its part "all" unless they name another."""
    return f"{reverse('disputes:dispute_list')}?{urlencode({'tab': ALL.key, **query})}"


def _tile(number: Number) -> Tile:
    tone = "red" if number.is_red and number.value else ""
    unit = "+" if number.is_more else ""
    return Tile(number.label, number.value, list_url(dict(number.query)), tone, number.icon, unit=unit)


def cards(actor: Actor) -> list[HomeCard]:
    """Return the cards of this post; none for administrators, who see no business data."""
    if not may_see_any(actor):
        return []
    tiles = [_tile(number) for number in numbers_of(actor)]
    found = [HomeCard("web/home/_tiles.html", {"tiles": tiles}, is_lead=True)]
    if actor.role == "grid_worker":
        found.insert(0, HomeCard("disputes/home/_start.html", is_start=True))
    if actor.role in _WORKING:
        rows = shown_rows(first_rows(actor), [], QueryDict(), timezone.now())
        context = {"rows": rows, "url": list_url({"todo": "true"})}
        found.append(HomeCard("disputes/home/_work.html", context))
        sessions = [_session(row) for row in sessions_today(actor)]
        if sessions or actor.role == "mediator":
            found.append(HomeCard("disputes/home/_sessions.html", {"sessions": sessions}))
    return found


def _session(row: Any) -> dict[str, Any]:
    dispute = row.channel.dispute
    return {
        "starts_at": row.starts_at,
        "ends_at": row.ends_at,
        "title": dispute.matter.title,
        "number": dispute.matter.number,
        "url": reverse("disputes:dispute_detail", args=[dispute.pk]),
        "place": row.room or row.place_text,
    }


def may_see_any(actor: Actor) -> bool:
    """Say whether disputes are this post's business at all: an expert reads the books of mediation, and no dispute."""
    return any(actor.has(permit.duty) for permit in VIEW)


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the disputes for everybody whose business they are."""
    if not may_see_any(actor):
        return []
    on_phone = actor.role in _ON_PHONE
    return [
        NavigationItem(
            _("Disputes"), reverse("disputes:dispute_list"), "users", "disputes", on_phone=on_phone
        )
    ]
