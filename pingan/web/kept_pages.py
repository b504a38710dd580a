"""Pages that a phone keeps for when there is no signal: which may be, and how (docs/phone-server.md)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from django.http import HttpRequest, HttpResponse

from pingan.access.rules import Actor
from pingan.web.home import PHONE_ROLES

#: Sent by the service worker when it fetches a page in order to keep it.
KEEP_HEADER = "X-Keep"
MARK_HEADER = "X-Offline-Page"
#: Further pages that belong to a kept one: the forms of its next steps, the matters of a list.
ALSO_HEADER = "X-Offline-Also"
MOST_ALSO = 20


class Keepable(Protocol):
    """What a page says of being kept; see ``pingan.web.pages.Page``."""

    is_kept_offline: bool
    kept_template_name: str
    is_kept_by_question: bool
    also_kept: Iterable[str]


def is_for_keeping(request: HttpRequest) -> bool:
    """Say whether this page is fetched to be kept, and not to be looked at now."""
    return request.method == "GET" and KEEP_HEADER in request.headers


def mark_kept(page: Keepable, actor: Actor | None, response: HttpResponse, *, is_variant: bool) -> None:
    """Say how a whole page may be kept; nothing for posts without a service worker.

    ``1``: as it is, for any question in its address. ``exact``: as it is, for this question alone. ``apart``: not as it
    is; asked for with ``X-Keep`` it leaves out what may not be kept.
    """
    if actor is None or actor.role not in PHONE_ROLES:
        return
    if page.kept_template_name and not is_variant:
        response[MARK_HEADER] = "apart"
    elif page.is_kept_offline or page.kept_template_name:
        response[MARK_HEADER] = "exact" if page.is_kept_by_question else "1"
        also = list(page.also_kept)[:MOST_ALSO] if is_variant else []
        if also:
            response[ALSO_HEADER] = " ".join(also)
