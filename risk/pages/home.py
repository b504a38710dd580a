"""What stands on the home page, and this app's entries of the menu."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile
from risk.pages.hazard_home import hazard_start, hazard_tiles
from risk.pages.task_list import listed_tasks
from risk.queries.home_numbers import Counted, decision_numbers, signal_numbers
from risk.queries.warning_filters import steps_number, unread_number
from risk.queries.warnings import warnings_visible


def cards(actor: Actor) -> list[HomeCard]:
    """Return what waits among warnings before everything else, and the numbers of risk in one row."""
    tiles = [*hazard_tiles(actor), *_others(actor)]
    waiting = list(_warnings(actor))
    # A warning waits for nothing: on a phone the numbers of all other work would push it out of sight.
    first = HomeCard("web/home/_tiles.html", {"tiles": waiting}, is_lead=True, is_first=True)
    card = HomeCard("web/home/_tiles.html", {"tiles": tiles}, is_lead=True)
    found = [*hazard_start(actor), *([first] if waiting else []), *([card] if tiles else [])]
    return found or list(_nothing(actor))


def _nothing(actor: Actor) -> Iterable[HomeCard]:
    """An expert has no other work than assessments: say that none waits, rather than nothing at all."""
    if actor.role == "expert":
        context = {
            "title": _("My assessments"),
            "nothing": _("Nothing waits for you"),
            "url": reverse("risk:decision_list"),
        }
        yield HomeCard("web/home/_nothing.html", context)


def tiles_of(actor: Actor) -> list[Tile]:
    """Return what asks for this post among warnings, tasks, decisions and signals; nothing where nothing waits."""
    return [*_warnings(actor), *_others(actor)]


def _others(actor: Actor) -> list[Tile]:
    now = timezone.now()
    return [
        *_figures(decision_numbers(actor, now), "risk:decision_list"),
        *_figures(signal_numbers(actor, now), "risk:signal_list"),
        *_tasks(actor),
    ]


def _warnings(actor: Actor) -> Iterable[Tile]:
    """Those to be read, and those whose next step is this post's."""
    unread = unread_number(actor, warnings_visible(actor)) if actor.has("warning.receive") else 0
    if unread:
        url = f"{reverse('risk:warning_list')}?tab=unread"
        yield Tile(_("Warnings to be read"), unread, url, "red", "warning")
    if any(actor.has(f"warning.{step}") for step in ("approve", "issue", "release")):
        steps = steps_number(actor, warnings_visible(actor))
        if steps:
            url = f"{reverse('risk:warning_list')}?tab=todo"
            yield Tile(_("Warnings not issued yet"), steps, url, "red", "warning")


def _figures(found: Iterable[Counted], list_name: str) -> Iterable[Tile]:
    for one in found:
        url = f"{reverse(list_name)}?{urlencode({'tab': 'all', **one.figure.query})}"
        tone = "red" if one.figure.is_red else ""
        unit = "+" if one.is_more else ""
        yield Tile(one.figure.label, one.value, url, tone, one.figure.icon, unit=unit)


def _tasks(actor: Actor) -> Iterable[Tile]:
    """The tasks that the list shows: of a unit its own, of an office those of its area."""
    if not actor.has("risk_task.see") or actor.role == "auditor":
        return
    is_unit = actor.role == "unit_handler"
    for part, label, tone, icon in (
        ("open", _("Open tasks of my unit") if is_unit else _("Open tasks"), "", "check"),
        ("overdue", _("Overdue tasks"), "red", "clock"),
    ):
        query = urlencode({"part": part})
        value = listed_tasks(actor, QueryDict(query)).rows.order_by().count()
        if value:
            yield Tile(label, value, f"{reverse('risk:task_list')}?{query}", tone, icon)


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the warnings and tasks for everybody whose business they are."""
    found = []
    if actor.has("warning.see"):
        on_phone = actor.role in {"community_staff", "township_desk"}
        url = reverse("risk:warning_list")
        found.append(NavigationItem(_("Warnings"), url, "warning", "risk", on_phone=on_phone))
    if actor.has("risk_task.see"):
        url = reverse("risk:task_list")
        found.append(NavigationItem(_("Risk tasks"), url, "check", "risk", on_phone=False))
    return found
