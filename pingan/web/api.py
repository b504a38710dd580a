"""Bases of the API: scoped querysets, idempotent POSTs, entity tags."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from rest_framework.mixins import ListModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound, Stale
from pingan.web.idempotency import Answer, answer_once, checked_key, fingerprint

_KEPT = ("Location", "ETag")
#: PostgreSQL's bigint; a larger number in a URL is simply not found.
LARGEST_ID = 2**63 - 1


class ActorMixin(APIView):
    """Gives the view its actor and makes every POST with an ``Idempotency-Key`` happen once."""

    duty: ClassVar[str] = ""
    duty_to_create: ClassVar[str] = ""
    stores_answers: ClassVar[bool] = True
    """False for answers that must never be stored, such as a revealed phone number."""

    @property
    def actor(self) -> Actor:
        """Return who is acting; ``HasActor`` has made sure that there is one."""
        return self.request._request.actor  # type: ignore[attr-defined,no-any-return]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After authentication and permission, wrap the POST handler where a key was sent."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or key is None or not self.stores_answers:
            return
        checked_key(key)
        handler = getattr(self, "post", None)
        if handler is None:  # answered with 405 by the caller
            return

        def once(request: Request, *args: Any, **kwargs: Any) -> Response:
            return self._answer_once(key, request, lambda: handler(request, *args, **kwargs))

        self.post = once

    def _answer_once(self, key: str, request: Request, call: Any) -> Response:
        def run() -> tuple[Answer, Response]:
            response: Response = call()
            kept = {name: response[name] for name in _KEPT if name in response}
            return Answer(response.status_code, JSONRenderer().render(response.data), kept), response

        answer, live = answer_once(
            user_id=self.actor.person,
            key=key,
            request_print=fingerprint("POST", request.path, request.data),
            run=run,
        )
        if live is not None:
            return live  # type: ignore[no-any-return]
        body = json.loads(answer.body) if answer.body else None
        return Response(body, status=answer.status, headers={**answer.headers, "Idempotent-Replayed": "true"})


class ScopedViewSet(ActorMixin, GenericViewSet[Any]):
    """A resource whose rows come from ``visible_to`` and nowhere else.

    ``model`` names the table, ``refine`` adds joins. An id that is no number, or none in scope, is 404.
    """

    model: ClassVar[type[Model]]
    lookup_value_regex = r"[0-9]{1,19}"

    def refine(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Add joins and prefetches; the base adds none."""
        return rows

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows in the actor's scope; none while the schema is generated."""
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        return self.refine(visible_to(self.model, self.actor))

    def get_object(self) -> Any:
        """Return one row in scope.

        Raises:
            NotFound: no such row, or outside the scope.
        """
        pk = int(self.kwargs["pk"])
        row = self.get_queryset().filter(pk=pk).first() if pk <= LARGEST_ID else None
        if row is None:
            raise NotFound()
        return row


class ListedViewSet(ListModelMixin, ScopedViewSet):
    """A resource whose list is its rows as they are filtered, a page at a time."""


def etag_of(version: int) -> str:
    """Return the entity tag of a version number."""
    return f'"{version}"'


def seen_version(request: Request, *, is_required: bool = False) -> int | None:
    """Return the version named by ``If-Match``; None where the header is absent or ``*``.

    Raises:
        Invalid: the header is required and absent, or unreadable.
    """
    tag = request.headers.get("If-Match", "").strip()
    if tag in {"", "*"}:
        if is_required and not tag:
            raise Invalid({"If-Match": _("Send the ETag of the version that you edited.")})
        return None
    try:
        return int(tag.removeprefix("W/").strip('"'))
    except ValueError as error:
        raise Stale() from error
