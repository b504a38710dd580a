"""Entries of standing registers for programs: list, add, close, renew; all of them, and each register by its own name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from pingan.access.policy import fetch
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.registers.api import entry_schemas as schemas
from pingan.registers.api.references import known_to
from pingan.registers.models import DefinitionKind, RegisterFinding, RegisterReport
from pingan.registers.queries.entries import EntryFilterSet, progress_steps
from pingan.registers.queries.tallies import kept_definition, tally_of
from pingan.registers.rules import specs_from
from pingan.registers.services.entries import add_entry, renew_entry, settle_entry
from pingan.registers.services.handing import hand_entry, tell_progress
from pingan.web.api import ListedViewSet, etag_of, seen_version
from pingan.web.schema import OPTIONAL_IF_MATCH


class NamedEntryFilterSet(EntryFilterSet):
    """Without ``definition``: there is one."""

    definition = None


@extend_schema_view(
    create=extend_schema(
        request=schemas.EntryInputSerializer,
        responses={201: schemas.EntrySerializer},
        parameters=[OPTIONAL_IF_MATCH],
    ),
)
class EntryViewSet(ListedViewSet):
    """Entries of the registers that the units of the area keep: plans, drills, lists …, the closed ones included."""

    duty_to_create = "registers.report"
    model = RegisterFinding
    serializer_class = schemas.EntrySerializer
    filterset_class = EntryFilterSet
    ordering = ("-pk",)
    definition_code: ClassVar[str] = ""

    def refine(self, rows: QuerySet[RegisterFinding]) -> QuerySet[RegisterFinding]:
        rows = rows.filter(report__round__definition__kind=DefinitionKind.REGISTER)
        if self.definition_code:
            rows = rows.filter(report__round__definition__code=self.definition_code)
        told = Prefetch("steps", progress_steps(), to_attr="told")
        return rows.select_related("report__round__definition", "responsible").prefetch_related(told)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        # What a page of entries names is read once, whatever their number.
        told = args[0] if args else ()
        rows = told if kwargs.get("many") else [told] if isinstance(told, RegisterFinding) else []
        kwargs["context"] = {
            **self.get_serializer_context(),
            "named": known_to(self.actor, rows) if rows else {},
        }
        return super().get_serializer(*args, **kwargs)

    def retrieve(self, request: Request, pk: str) -> Response:
        return self._answer(self.get_object())

    def create(self, request: Request) -> Response:
        """Add one entry to a register of a unit; ``If-Match`` is the register's version."""
        given = schemas.EntryInputSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        report = fetch(
            RegisterReport,
            self.actor,
            given.validated_data["report"],
            "report",
            refine=lambda rows: rows.select_related("round__definition"),
        )
        if self.definition_code not in {"", report.round.definition.code}:
            raise NotFound()
        row = add_entry(
            actor=self.actor,
            report_id=report.pk,
            values=given.validated_data["values"],
            seen_version=seen_version(request),
        )
        response = self._again(row.pk, status=201)
        address = reverse(f"api:{self.basename}-detail", kwargs={"pk": row.pk})
        response["Location"] = request.build_absolute_uri(address)
        return response

    @extend_schema(request=schemas.SettleSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, pk: str) -> Response:
        """Close an entry: it was done, or holds no longer. It stays in the register."""
        row = fetch(RegisterFinding, self.actor, pk, refine=self.refine)
        given = schemas.SettleSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        settle_entry(
            actor=self.actor, finding_id=row.pk, seen_version=seen_version(request), **given.validated_data
        )
        return self._again(row.pk)

    @extend_schema(request=schemas.RenewSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, pk: str) -> Response:
        """Put a new entry in the place of one, with a later day; the answer is the new one."""
        row = fetch(RegisterFinding, self.actor, pk, refine=self.refine)
        given = schemas.RenewSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        fresh = renew_entry(
            actor=self.actor, finding_id=row.pk, seen_version=seen_version(request), **given.validated_data
        )
        return self._again(fresh.pk)

    @extend_schema(request=schemas.HandSerializer, parameters=[OPTIONAL_IF_MATCH], filters=False)
    @action(detail=True, methods=["post"])
    def hand(self, request: Request, pk: str) -> Response:
        """Hand an entry to the unit that has to see to it: one of the division, or a member of its body."""
        row = fetch(RegisterFinding, self.actor, pk, refine=self.refine)
        given = schemas.HandSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        hand_entry(
            actor=self.actor,
            finding_id=row.pk,
            organ_id=given.validated_data["organ"],
            seen_version=seen_version(request),
        )
        return self._again(row.pk)

    @extend_schema(request=schemas.ProgressSerializer, filters=False)
    @action(detail=True, methods=["post"])
    def progress(self, request: Request, pk: str) -> Response:
        """Tell how far an entry is: the unit to which it was handed, or who keeps the register."""
        row = fetch(RegisterFinding, self.actor, pk, refine=self.refine)
        given = schemas.ProgressSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        tell_progress(actor=self.actor, finding_id=row.pk, note=given.validated_data["note"])
        return self._again(row.pk)

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "definition", OpenApiTypes.STR, description="Code of the register; not under its own name."
            ),
            OpenApiParameter("region", OpenApiTypes.STR, description="Division; default: the post's own."),
            OpenApiParameter("year", OpenApiTypes.INT, description="Only what was held in this year."),
        ],
        responses=schemas.EntryTallySerializer,
        filters=False,
    )
    @action(detail=False, methods=["get"], filterset_class=None, pagination_class=None)
    def tally(self, request: Request) -> Response:
        """Entries of one register by division: counts, sums of what stands, and how many are of which sort."""
        asked = request.query_params
        definition = kept_definition(self.actor, self.definition_code or asked.get("definition", ""))
        if not self.actor.has("registers.view_area"):
            raise Forbidden()
        if definition is None:
            raise Invalid({"definition": _("No such register is kept in your area.")})
        text = asked.get("year", "")
        found = tally_of(
            self.actor,
            definition,
            specs_from(definition.finding_fields),
            today=timezone.localdate(),
            code=asked.get("region", "")[:12],
            year=int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None,
        )
        return Response(schemas.tallied(definition.code, found))

    def _again(self, pk: int, *, status: int = 200) -> Response:
        return self._answer(fetch(RegisterFinding, self.actor, pk, refine=self.refine), status=status)

    def _answer(self, row: RegisterFinding, *, status: int = 200) -> Response:
        response = Response(self.get_serializer(row).data, status=status)
        response["ETag"] = etag_of(row.report.version)
        return response


def entries_of(
    definition_code: str, prefix: str, basename: str, description: str
) -> tuple[str, type[EntryViewSet], str]:
    """Return the resource under which the entries of one register are offered."""
    members = {
        "definition_code": definition_code,
        "filterset_class": NamedEntryFilterSet,
        "__doc__": description,
    }
    return (
        prefix,
        type(f"{basename.title().replace('-', '')}EntryViewSet", (EntryViewSet,), members),
        basename,
    )


resources: list[tuple[str, Any, str]] = [
    ("register-entries", EntryViewSet, "register-entry"),
    entries_of("emergency_plans", "emergency-plans", "emergency-plan", "Emergency plans (应急预案), one each."),
    entries_of("drills", "drills", "drill", "Drills (演练), one each."),
    entries_of(
        "drill_improvements", "drill-improvements", "drill-improvement", "What drills showed and must be mended."
    ),
    entries_of(
        "responsibility_lists", "responsibility-lists", "responsibility-list",
        "Items of the responsibility lists (责任清单) of units.",
    ),
]  # fmt: skip
