"""Orders and definitions as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.files.models import StoredFile
from pingan.matters.models import Matter
from pingan.org.models import CODE_WIDTH, Region, prefix_of
from pingan.registers.models import (
    DEFINITION_KEY,
    RegisterDefinition,
    RegisterFinding,
    RegisterRound,
    RoundState,
)
from pingan.registers.rules import FieldSpec, specs_from


def rounds_visible(actor: Actor, *, states: Sequence[str] = ()) -> QuerySet[RegisterRound]:
    """Return the orders that the actor may see; with ``states`` only those."""
    rows = visible_to(RegisterRound, actor).select_related("definition", "region", "organ")
    return rows.filter(state__in=states) if states else rows


def open_rounds(actor: Actor) -> QuerySet[RegisterRound]:
    """Return the orders under way."""
    return rounds_visible(actor, states=(RoundState.OPEN,))


def own_prefix(actor: Actor) -> str:
    """Return the prefix of the division that the post is held for; the province where there is none."""
    return prefix_of(actor.region_code, actor.level) if actor.level in CODE_WIDTH else "36"


def definitions_here(actor: Actor, *, on: date | None = None) -> list[RegisterDefinition]:
    """Return the definitions that hold in the actor's area on a day; of one code that of the smallest area."""
    own = own_prefix(actor)
    around = [own[:width] for width in CODE_WIDTH.values() if width <= len(own)]
    rows = visible_to(RegisterDefinition, actor).filter(
        RegisterDefinition.in_force_q(on or timezone.localdate()), region_code__in=around
    )
    nearest: dict[str, RegisterDefinition] = {}
    for row in rows.order_by("region_code"):
        nearest[row.code] = row
    return sorted(nearest.values(), key=lambda row: (row.kind, row.code))


def definition_for(code: str, region_code: str, on: date) -> RegisterDefinition | None:
    """Return the definition that holds in a division on a day, that of the smallest area; None: none does."""
    around = [region_code[:width] for width in CODE_WIDTH.values() if width <= len(region_code)]
    rows = RegisterDefinition.objects.filter(
        RegisterDefinition.in_force_q(on), code=code, region_code__in=around
    )
    return max(rows, key=lambda row: len(row.region_code), default=None)


def orderable(actor: Actor) -> list[RegisterDefinition]:
    """Return the definitions that this post may order in its own division."""
    return [
        row
        for row in definitions_here(actor)
        if actor.role in row.order_roles and actor.level in row.order_levels
    ]


def standing_definitions(actor: Actor) -> QuerySet[RegisterDefinition]:
    """Return the last version of every definition that concerns the actor's area and has not ended."""
    own = own_prefix(actor)
    around = [own[:width] for width in CODE_WIDTH.values() if width <= len(own)]
    rows = visible_to(RegisterDefinition, actor).filter(
        Q(effective_to=None) | Q(effective_to__gt=timezone.localdate())
    )
    return rows.filter(Q(region_code__in=around) | Q(region_code__startswith=own)).order_by(
        "kind", "code", "region_code"
    )


def versions_of_definition(actor: Actor, row: RegisterDefinition) -> list[RegisterDefinition]:
    """Return every version of a definition, the newest first."""
    same = {name: getattr(row, name) for name in DEFINITION_KEY}
    rows = visible_to(RegisterDefinition, actor).filter(**same).select_related("created_by", "closed_by")
    return list(rows.order_by("-version"))


def area_names(prefixes: set[str]) -> dict[str, str]:
    """Return the names of divisions by their prefix, as they are called today."""
    codes = {prefix.ljust(12, "0"): prefix for prefix in prefixes}
    rows = Region.objects.in_force(timezone.localdate()).filter(code__in=codes)
    return {codes[code]: name for code, name in rows.values_list("code", "name")}


def files_of_round(actor: Actor, row: RegisterRound) -> list[StoredFile]:
    """Return the files that go with an order."""
    keys = row.files.values("file_id")
    return list(visible_to(StoredFile, actor).filter(pk__in=keys).order_by("pk"))


def findings_of(actor: Actor, report_id: int) -> QuerySet[RegisterFinding]:
    """Return the findings of a report that the actor may be told of, in their order; every door reads them here."""
    return visible_to(RegisterFinding, actor).filter(report_id=report_id).order_by("number")


def readable_matters(actor: Actor, findings: Iterable[RegisterFinding]) -> dict[int, Matter]:
    """Return the matters that findings became, as far as the actor may see them."""
    keys = [finding.matter_id for finding in findings if finding.matter_id is not None]
    return {row.pk: row for row in visible_to(Matter, actor).filter(pk__in=keys)} if keys else {}


def finding_behind(actor: Actor, matter_id: int) -> RegisterFinding | None:
    """Return the finding that a matter came from, as far as the actor may see it; None: none."""
    rows = visible_to(RegisterFinding, actor).select_related("report__round")
    return rows.filter(matter_id=matter_id).first()


def definition_name(code: str) -> str:
    """Return what a definition is called in its last version; blank for a code that is none."""
    if not code or "\0" in code:  # asked from an address; the database would break at a NUL
        return ""
    row = last_definition(code)
    return str(row) if row is not None else ""


def last_definition(code: str) -> RegisterDefinition | None:
    """Return the last version of a definition, of whichever area; None: no such code."""
    return RegisterDefinition.objects.filter(code=code).order_by("-version").first()


def fields_of_definition(definition_id: int) -> tuple[FieldSpec, ...]:
    """Return the fields of a definition's version; none for a key that is none (an export without an order)."""
    row = RegisterDefinition.objects.filter(pk=definition_id).only("fields").first()
    return specs_from(row.fields) if row is not None else ()
