"""The supervision desk for programs: the page's list, ladder and rungs, from the same queries and services."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.documents.services import acknowledge
from pingan.matters.models import Matter
from pingan.office.api import desk_schemas as schemas
from pingan.office.policy import REMIND, SUPERVISE, VIEW
from pingan.office.queries.desk import (
    ORDER,
    Asked,
    desk_rows,
    matter_at,
    restricted_numbers,
    signs_of,
)
from pingan.office.queries.ladders import RECEIVED_ORDER, Reached, ladder_of, received, taken_by
from pingan.office.services.proposing import ProposalInput, propose_case
from pingan.office.services.supervising import (
    LetterInput,
    remind_many,
    send_letter,
)
from pingan.web.api import ActorMixin, seen_version
from pingan.web.pagination import opened_cursor, sealed_cursor
from pingan.web.tables import page_of


def checked(form: Any) -> dict[str, Any]:
    """Return what was sent, once nothing is wrong with its shape."""
    form.is_valid(raise_exception=True)
    said: dict[str, Any] = form.validated_data
    return said


def desk_row(matter: Matter, signs: list[str], reached: Reached | None) -> dict[str, Any]:
    """Return one row of the desk."""
    return {
        "id": matter.pk,
        "kind": matter.kind,
        "number": matter.number,
        "title": matter.title,
        "state": matter.state,
        "region": matter.region_code,
        "organ": matter.organ_id,
        "organ_name": matter.organ.name if matter.organ else "",
        "due_at": matter.next_due_at,
        "signs": signs,
        "rung": reached.rung if reached else None,
        "rung_by": reached.who if reached else "",
        "rung_at": reached.at if reached else None,
        "reminders": reached.reminders if reached else 0,
        "version": matter.version,
    }


class DeskView(ActorMixin):
    """What waits for a push."""

    duty = VIEW

    @extend_schema(
        operation_id="office_supervision_list",
        parameters=[schemas.AskedDeskSerializer],
        responses=schemas.DeskSerializer,
        filters=False,
    )
    def get(self, request: Request) -> Response:
        """Matters of the area that wait for a push, what is due first at the top."""
        said = checked(schemas.AskedDeskSerializer(data=request.query_params))
        now = timezone.now()
        names = ("tab", "kind", "region", "rung", "q")
        asked = Asked(organ=said.get("organ"), **{name: said[name] for name in names})
        page = page_of(
            desk_rows(self.actor, asked, now),
            order=ORDER,
            cursor=opened_cursor(request, said["cursor"]),
            size=said["page_size"],
        )
        keys = [matter.pk for matter in page.rows]
        signs, reached = signs_of(keys, now), taken_by(keys)
        hidden, _more = restricted_numbers(self.actor, now)
        shown = {
            "next": sealed_cursor(request, page.next),
            "results": [desk_row(one, signs[one.pk], reached.get(one.pk)) for one in page.rows],
            "restricted": hidden,
        }
        return Response(schemas.DeskSerializer(shown).data)


class DeskRemindView(ActorMixin):
    """Urging several at once."""

    duty = REMIND

    @extend_schema(request=schemas.RemindManySerializer, responses=schemas.OutcomesSerializer)
    def post(self, request: Request) -> Response:
        """Urge matters of any kind, each by its own kind's action; one result for each."""
        said = checked(schemas.RemindManySerializer(data=request.data))
        rows = [(row["id"], row["version"]) for row in said["rows"]]
        done = remind_many(actor=self.actor, rows=rows, note=said["note"])
        return Response(schemas.OutcomesSerializer({"results": done}).data)


class _Ladder(ActorMixin):
    def answer(self, pk: int) -> Response:
        """Return the ladder of a matter as it stands."""
        matter = matter_at(self.actor, pk)
        signs = signs_of([pk], timezone.now())[pk]
        shown = {
            "matter": desk_row(matter, signs, taken_by([pk]).get(pk)),
            "steps": ladder_of(self.actor, matter),
        }
        return Response(schemas.LadderSerializer(shown).data)


class LadderView(_Ladder):
    """One matter at the desk."""

    duty = VIEW

    @extend_schema(responses=schemas.LadderSerializer, filters=False)
    def get(self, request: Request, pk: int) -> Response:
        """Every rung that was taken on a matter: who, when, which document, and its receipt."""
        return self.answer(pk)


class LetterView(_Ladder):
    """A letter of supervision."""

    duty = SUPERVISE

    @extend_schema(request=schemas.LetterSerializer, responses=schemas.LadderSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Write a letter of supervision to the responsible unit and serve it. ``If-Match``: the version that was read."""
        matter_at(self.actor, pk)
        said = checked(schemas.LetterSerializer(data=request.data))
        seen = seen_version(request)
        send_letter(actor=self.actor, matter_id=pk, data=LetterInput(**said), seen_version=seen)
        return self.answer(pk)


class ProposalView(_Ladder):
    """The proposal of a case."""

    duty = SUPERVISE

    @extend_schema(request=schemas.ProposalSerializer, responses=schemas.LadderSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Propose a case under Article 58; a person decides there. ``If-Match``: the version that was read."""
        matter_at(self.actor, pk)
        said = checked(schemas.ProposalSerializer(data=request.data))
        seen = seen_version(request)
        propose_case(actor=self.actor, matter_id=pk, data=ProposalInput(**said), seen_version=seen)
        return self.answer(pk)


def _received_row(receipt: Any) -> dict[str, Any]:
    return {
        "id": receipt.pk,
        "document": receipt.document_id,
        "number": receipt.document.number,
        "title": receipt.document.title,
        "issuer": receipt.document.organ.name,
        "served_at": receipt.served_at,
        "acknowledged_at": receipt.acknowledged_at,
    }


class ReceivedView(ActorMixin):
    """What supervision served on the own unit."""

    duty = "documents.view"

    @extend_schema(
        parameters=[schemas.AskedPageSerializer], responses=schemas.ReceivedSerializer, filters=False
    )
    def get(self, request: Request) -> Response:
        """Letters and circulars that were served on the own unit, the newest first."""
        said = checked(schemas.AskedPageSerializer(data=request.query_params))
        page = page_of(
            received(self.actor),
            order=RECEIVED_ORDER,
            cursor=opened_cursor(request, said["cursor"]),
            size=said["page_size"],
        )
        shown = {
            "next": sealed_cursor(request, page.next),
            "results": [_received_row(row) for row in page.rows],
        }
        return Response(schemas.ReceivedSerializer(shown).data)


class AcknowledgeView(ActorMixin):
    """The receipt of what was served."""

    duty = "documents.acknowledge"

    @extend_schema(request=None, responses=schemas.ReceivedRowSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Confirm for the own unit that a document arrived; the first confirmation stands."""
        receipt = acknowledge(actor=self.actor, receipt_id=pk)
        return Response(schemas.ReceivedRowSerializer(_received_row(receipt)).data)


urlpatterns = [
    path("office/supervision/", DeskView.as_view(), name="supervision"),
    path("office/supervision/remind/", DeskRemindView.as_view(), name="supervision-remind"),
    path("office/supervision/<int:pk>/", LadderView.as_view(), name="supervision-ladder"),
    path("office/supervision/<int:pk>/letter/", LetterView.as_view(), name="supervision-letter"),
    path("office/supervision/<int:pk>/case/", ProposalView.as_view(), name="supervision-case"),
    path("office/received/", ReceivedView.as_view(), name="supervision-received"),
    path("office/received/<int:pk>/acknowledge/", AcknowledgeView.as_view(), name="supervision-acknowledge"),
]
