"""The base of a resource whose rows are matters: actions, timeline, terms and files are the same for every kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.common.errors import Invalid, NotFound, Stale
from pingan.matters.machine import Action, available_actions, machine_for
from pingan.matters.queries import clocks_of, timeline_of
from pingan.matters.services import check_legal, perform
from pingan.web import api_matter_schemas as schemas
from pingan.web.actions import describe, parse_known_input
from pingan.web.api import LARGEST_ID, ScopedViewSet, etag_of, seen_version
from pingan.web.api_matter_rows import clock_row, link_row, timeline_row


class MatterViewSet(ScopedViewSet):
    """Detail rows of one kind of matter. The kind writes its row with ``answer``."""

    kind: ClassVar[str]

    def answer(self, pk: int, *, status: int = 200) -> Response:
        """Return one row in the actor's scope with what belongs to it and its entity tag.

        Raises:
            NotFound: no such row in the scope.

        """
        raise NotImplementedError

    def answer_after(self, detail: Any, *, status: int = 200) -> Response:
        """Return a row that the actor has just changed, even where the change ended the actor's sight of it."""
        raise NotImplementedError

    @action(detail=True, methods=["get"], url_path="actions", filterset_class=None, pagination_class=None)
    def offered(self, request: Request, pk: str) -> Response:
        """What this post may do now, and the fields that each action needs."""
        detail = self.get_object()
        actions = [
            {**describe(offered, self.actor, detail), "key": offered.key}
            for offered in available_actions(self.actor, detail)
        ]
        body = {"state": detail.matter.state, "version": detail.matter.version, "results": actions}
        return self.tagged(Response(body), detail.matter.version)

    @action(detail=True, methods=["post"], url_path=r"actions/(?P<name>[a-z_]{1,40})", filterset_class=None)
    def perform(self, request: Request, pk: str, name: str) -> Response:
        """Carry out one action. 409 names what is possible instead, 412 the present version."""
        chosen = machine_for(self.kind).action(name)
        detail = self.get_object()
        if chosen is None:
            raise NotFound(_("There is no such action."))
        seen = seen_version(request)
        data = self._input(chosen, detail, request.data, seen)
        done = perform(
            actor=self.actor,
            kind=self.kind,
            matter_id=detail.pk,
            action=name,
            data=data,
            seen_version=seen,
        )
        return self.answer_after(done.detail)

    def _input(self, chosen: Action, detail: Any, data: Any, seen: int | None) -> Any:
        try:
            return parse_known_input(chosen, self.actor, detail, data)
        except Invalid:
            # Fault is found with the input only where the action itself is open: 412, 409 and 403 go first.
            if seen is not None and seen != detail.matter.version:
                raise Stale(version=detail.matter.version, seen=seen) from None
            check_legal(self.actor, detail, chosen)
            raise

    @extend_schema(responses=schemas.TimelineSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def timeline(self, request: Request, pk: str) -> Response:
        """Everything that happened, oldest first."""
        detail = self.get_object()
        return whole(
            [
                timeline_row(entry, seq)
                for seq, entry in enumerate(timeline_of(self.actor, detail.matter), start=1)
            ]
        )

    @extend_schema(responses=schemas.ClocksSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def clocks(self, request: Request, pk: str) -> Response:
        """Every term with the rule it was counted by."""
        now = timezone.now()
        detail = self.get_object()
        return whole([clock_row(clock, now) for clock in clocks_of(detail.matter)])

    @extend_schema(responses=schemas.LinksSerializer)
    @action(detail=True, methods=["get"], filterset_class=None, pagination_class=None)
    def attachments(self, request: Request, pk: str) -> Response:
        """The files on it; their bytes are at ``/attachments/{id}/content/``."""
        detail = self.get_object()
        return whole([link_row(link) for link in detail.matter.files.select_related("file")])

    def key(self) -> int:
        """Return the key that the address names.

        Raises:
            NotFound: a number that no key can be.

        """
        pk = int(self.kwargs["pk"])
        if pk > LARGEST_ID:
            raise NotFound()
        return pk

    def tagged(self, response: Response, version: int) -> Response:
        """Add the entity tag of the version that was answered."""
        response["ETag"] = etag_of(version)
        return response


def whole(found: Any) -> Response:
    """Return a short collection that comes whole: without pages."""
    return Response({"next": None, "previous": None, "results": found})
