"""What waits for this post: what it has to report, what it has to review; and this app's entries of the menu."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.registers.pages.lines import report_line
from pingan.registers.queries.home import FIRST, FIRST_ON_PHONE, waiting_of
from pingan.registers.queries.quick import quick_registers
from pingan.web.context import NavigationItem
from pingan.web.home import PHONE_ROLES, TILES, HomeCard, Tile


def _list(**query: str) -> str:
    return f"{reverse('registers:report_list')}?{urlencode(query)}"


def cards(actor: Actor) -> list[HomeCard]:
    """Return the card of what is to be reported, with the first few, and the numbers of what is to be reviewed."""
    if not actor.has("registers.view"):
        return []
    waiting = waiting_of(actor, FIRST_ON_PHONE if actor.role in PHONE_ROLES else FIRST)
    found = []
    if waiting.mine:
        context = {
            "lines": [report_line(actor, report) for report in waiting.first],
            "waiting": waiting.mine,
            "late": waiting.late,
            "url": _list(part="mine"),
        }
        found.append(HomeCard("registers/home/_mine.html", context))
    quick = quick_registers(actor)
    if quick:
        found.append(HomeCard("registers/home/_quick.html", {"registers": quick}))
    tiles = []
    if waiting.review:
        tiles.append(Tile(_("Reports to review"), waiting.review, _list(part="review"), icon="eye"))
    tiles += _watched(waiting.watched)
    if tiles:
        found.append(HomeCard(TILES, {"tiles": tiles}, is_lead=True))
    return found


def _watched(counts: Mapping[str, int]) -> list[Tile]:
    """Return the numbers of entries whose day is past or near; nothing where there are none."""
    here = reverse("registers:entry_list")
    labels = {"overdue": _("Register entries overdue"), "soon": _("Register entries due in 30 days")}
    return [
        Tile(
            label, counts[key], f"{here}?part=mine&watch={key}", "red" if key == "overdue" else "", "calendar"
        )
        for key, label in labels.items()
        if counts[key]
    ]


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
    # One beside the other would both be marked as current: readiness lies under its own address.
    return [
        NavigationItem(
            _("Screenings and registers"), reverse("registers:round_list"), "list", "registers", on_phone=True
        ),
        NavigationItem(_("Readiness"), reverse("registers:readiness"), "shield", "registers", on_phone=False),
    ]
