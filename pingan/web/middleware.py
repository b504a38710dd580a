"""Puts the actor on the request: who is signed in, in which post, today."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from pingan.access.queries import actor_for
from pingan.access.rules import Actor

POST_SESSION_KEY = "post_id"
#: Whose a page is: a phone's service worker keeps pages for one account, and shows them to no other.
ACCOUNT_HEADER = "X-Account"


class ActorRequest(HttpRequest):
    """A request that has passed ``ActorMiddleware``; for annotations only."""

    actor: Actor | None
    request_id: str


def client_ip(request: HttpRequest) -> str:
    """Return the peer's address. Forwarded headers are the proxy's business (granian, settings)."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


class ActorMiddleware:
    """Builds ``request.actor`` for signed-in sessions; None when signed out or without a post today."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the actor, answer, and name the request in the answer."""
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        request.actor = None  # type: ignore[attr-defined]
        if "\0" in request.path_info:
            raise Http404  # no name of a row holds a NUL, and the database breaks at one
        if request.user.is_authenticated:
            request.actor = session_actor(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        response.setdefault("Content-Language", translation.get_language() or "zh-hans")
        if request.user.is_authenticated and response.get("Content-Type", "").startswith("text/html"):
            response[ACCOUNT_HEADER] = str(request.user.pk)
        return response


def session_actor(request: HttpRequest) -> Actor | None:
    """Return the actor in the post chosen in this session; a post that has ended falls back to the first held."""
    chosen = request.session.get(POST_SESSION_KEY)
    details = {"ip": client_ip(request), "request_id": request.request_id}  # type: ignore[attr-defined]
    actor = actor_for(request.user, chosen, **details)  # type: ignore[arg-type]
    if actor is None and chosen is not None:
        request.session.pop(POST_SESSION_KEY, None)
        actor = actor_for(request.user, **details)  # type: ignore[arg-type]
    return actor
