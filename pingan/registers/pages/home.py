"""What waits for this post: what it has to report, what it has to review; and this app's entries of the menu."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.registers.pages.lines import report_line
from pingan.registers.queries.home import waiting_of
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile


def _list(**query: str) -> str:
    return f"{reverse('registers:report_list')}?{urlencode(query)}"


def cards(actor: Actor) -> list[HomeCard]:
    """Return the card of what is to be reported, with the first few, and the numbers of what is to be reviewed."""
    if not actor.has("registers.view"):
        return []
    waiting = waiting_of(actor)
    found = []
    if waiting.mine:
        context = {
            "lines": [report_line(actor, report) for report in waiting.first],
            "waiting": waiting.mine,
            "late": waiting.late,
            "url": _list(part="mine"),
        }
        found.append(HomeCard("registers/home/_mine.html", context))
    if waiting.review:
        tiles = [Tile(_("Reports to review"), waiting.review, _list(part="review"), icon="eye")]
        found.append(HomeCard("registers/home/_review.html", {"tiles": tiles}))
    return found


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the entries: one's own reports for those who only report, the orders for everybody else."""
    if not actor.has("registers.view"):
        return []
    if not actor.has("registers.view_area"):
        return [
            NavigationItem(
                _("Screenings"), reverse("registers:report_list"), "list", "registers", on_phone=True
            )
        ]
    return [
        NavigationItem(
            _("Screenings and registers"), reverse("registers:round_list"), "list", "registers", on_phone=True
        )
    ]
