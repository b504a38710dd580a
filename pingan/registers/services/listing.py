"""Freezing who has to report: one row per unit, written in one stream, whatever their number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from pingan.notify.services import notify
from pingan.registers.models import RegisterReport, RegisterRound
from pingan.registers.queries.units import kind_of
from pingan.registers.rules import Unit, UnitKind

OPENED = gettext_noop("To report: %(title)s, due %(due)s")
OPENED_STANDING = gettext_noop("To keep: %(title)s")
#: Units whose people are asked for at once.
_BATCH = 2_000
_COLUMNS = (
    "round_id", "unit_kind", "unit_id", "unit_level", "unit_code", "unit_name", "region_code", "organ_id", "state",
    "is_nothing_found", "values", "finding_count", "note", "version",
)  # fmt: skip


@transaction.atomic
def list_units(*, round_id: int) -> int:
    """Add the units that the round does not know yet and tell their people; return how many came.

    The round's row stays locked, so two runs follow each other and the second finds nothing to add. Units that are
    no longer there keep their row: what was ordered stays visible.
    """
    row = (
        RegisterRound.objects.select_for_update(of=("self",))
        .select_related("definition", "region")
        .get(pk=round_id)
    )
    if row.state != "open":
        return 0
    kind = kind_of(row.definition.unit_kind)
    known = set(
        RegisterReport.objects.filter(round=row, unit_kind=kind.key).values_list("unit_id", flat=True)
    )
    fresh = [unit for unit in kind.units(row.region, timezone.localdate()) if unit.id not in known]
    _copy(row, kind, fresh)
    row.listed_at = timezone.now()
    row.save(update_fields=["listed_at"])
    _tell(row, kind, [unit.id for unit in fresh])
    return len(fresh)


def _copy(row: RegisterRound, kind: UnitKind, units: Iterable[Unit]) -> None:
    table = RegisterReport._meta.db_table
    columns = ", ".join(f'"{name}"' for name in _COLUMNS)
    with connection.cursor() as cursor, cursor.cursor.copy(f'copy "{table}" ({columns}) from stdin') as copy:
        for unit in units:
            frozen = (unit.id, unit.level, unit.code[:30], unit.name[:120], unit.region_code, unit.organ_id)
            copy.write_row((row.pk, kind.key, *frozen, "open", False, "{}", 0, "", 1))


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH]


def _tell(row: RegisterRound, kind: UnitKind, ids: list[int]) -> None:
    today = timezone.localdate()
    for chunk in _chunks(ids):
        people = {user for users in kind.workers(chunk, today).values() for user in users}
        notify(
            recipients=people,
            key=f"register:{row.pk}:opened",
            title=OPENED if row.due_at else OPENED_STANDING,
            params={
                "title": row.title,
                "due": f"{timezone.localtime(row.due_at):%m-%d %H:%M}" if row.due_at else "",
            },
            url=f"/registers/reports/?round={row.pk}&part=mine",
            kind="register.opened",
        )
