"""Entries of the main menu that lead to accounts, posts, grants and the security log."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor
from pingan.web.context import NavigationItem


def menu(actor: Actor) -> list[NavigationItem]:
    """Return what this post may open."""
    found = []
    if actor.has("users.manage"):
        found.append(NavigationItem(_("Accounts"), reverse("console:account_list"), "users", "manage"))
    if actor.has("posts.manage"):
        found.append(NavigationItem(_("Posts"), reverse("console:people_list"), "users", "manage"))
    if actor.has("grants.manage"):
        found.append(NavigationItem(_("Exceptional access"), reverse("console:grant_list"), "lock", "manage"))
    if actor.has("audit.read_all") or actor.has("audit.read"):
        found.append(NavigationItem(_("Security log"), reverse("console:audit_log"), "book", "manage"))
    return found
