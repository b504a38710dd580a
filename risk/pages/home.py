"""What stands on the home page, and this app's entries of the menu."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.home import HomeCard, Tile
from risk.queries.task_filters import open_number
from risk.queries.warning_filters import steps_number, unread_number
from risk.queries.warnings import warnings_visible


def cards(actor: Actor) -> list[HomeCard]:
    """Return warnings that wait for this post, and open tasks of the own unit; nothing where nothing waits."""
    tiles: list[Tile] = []
    if actor.has("warning.receive"):
        unread = unread_number(actor, warnings_visible(actor))
        if unread:
            url = f"{reverse('risk:warning_list')}?tab=unread"
            tiles.append(Tile(_("Warnings to be read"), unread, url, "red", "warning"))
    if any(actor.has(f"warning.{step}") for step in ("approve", "issue", "release")):
        steps = steps_number(actor, warnings_visible(actor))
        if steps:
            url = f"{reverse('risk:warning_list')}?tab=todo"
            tiles.append(Tile(_("Warnings not issued yet"), steps, url, "red", "warning"))
    if actor.has("risk_task.see") and actor.organ_id is not None:
        tasks = open_number(actor)
        if tasks:
            tiles.append(Tile(_("Open tasks of my unit"), tasks, reverse("risk:task_list"), "", "check"))
    # A warning waits for nothing: on a phone the numbers of all other work would push it out of sight.
    return [HomeCard("web/home/_tiles.html", {"tiles": tiles}, is_lead=True, is_first=True)] if tiles else []


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the warnings and tasks for everybody whose business they are."""
    found = []
    if actor.has("warning.see"):
        on_phone = actor.role in {"community_staff", "township_desk"}
        found.append(
            NavigationItem(_("Warnings"), reverse("risk:warning_list"), "warning", on_phone=on_phone)
        )
    if actor.has("risk_task.see"):
        found.append(NavigationItem(_("Risk tasks"), reverse("risk:task_list"), "check", on_phone=False))
    return found
