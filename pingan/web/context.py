"""What every page needs: the actor, the menu, the unread count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest

from pingan.access.rules import Actor
from pingan.common.slots import navigation
from pingan.notify.queries import unread_count
from pingan.web.navigation import Section, check_section


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the main menu."""

    label: Any
    url: str
    icon: str
    section: Section
    badge: int = 0
    is_current: bool = False
    on_phone: bool = True
    also: tuple[str, ...] = ()
    """Addresses of pages that belong to it and lie elsewhere."""

    def __post_init__(self) -> None:
        """Refuse a section that nobody declared (ValueError)."""
        check_section(self.section)


class ShownPost(NamedTuple):
    """One post of the switcher at the top."""

    id: int
    label: str
    is_current: bool


@dataclass(frozen=True)
class ShownActor:
    """Who is signed in, as the bar at the top shows it."""

    name: str
    role: str
    role_label: str
    post_id: int | None
    post_label: str
    posts: list[ShownPost]


def shown(actor: Actor) -> ShownActor:
    """Return what templates may know of the actor."""
    posts = [ShownPost(pk, label, pk == actor.post_id) for pk, label in actor.posts]
    return ShownActor(actor.name, actor.role, actor.role_label, actor.post_id, actor.post_label, posts)


def _current(items: Sequence[NavigationItem], path: str) -> NavigationItem | None:
    """Return the entry to which a page belongs: the longest address that begins its own; the home page only itself."""
    fitting = [
        (len(address), item)
        for item in items
        for address in (item.url, *item.also)
        if (path.startswith(address) if address != "/" else path == address)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def page_context(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the base template; cheap for fragments, which skip the menu."""
    actor = getattr(request, "actor", None)
    context: dict[str, Any] = {
        "actor": shown(actor) if actor is not None else None,
        "is_demo": getattr(settings, "DEMO_DATA_ALLOWED", False),
    }
    if actor is None or getattr(request, "htmx", False):
        return context
    items = [item for fill in navigation.entries() for item in fill(actor)]
    current = _current(items, request.path)
    context["navigation"] = [replace(item, is_current=item is current) for item in items]
    context["unread_count"] = unread_count(actor.user_id)
    return context
