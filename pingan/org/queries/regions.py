"""Divisions as they are, and what they were before.

A recoded division leaves its descendants under their old codes until somebody states their new ones. They
stay reachable: the successor's children include those that still stand under a predecessor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from pingan.common.statements import rows_of
from pingan.org.models import Region, RegionQuerySet, prefix_of
from pingan.org.rules import prefixes_cover

_CODE = re.compile(r"[0-9]{12}")
#: Read on every request, so it is written out (``common.statements``). Union, not union all: successions may form a
#: ring. The few ended divisions come first, for the codes of all would be read once per prefix else.
_COVERED = """
with recursive covered(prefix) as (
  select ({own}) collate "C"
  union
  select left(ended.code, (array[2, 4, 6, 9, 12])[ended.level])
  from covered
  join org_region_succeeded_by succession on true
  join org_region ended on ended.id = succession.from_region_id and ended.valid_to <= %(day)s
  join org_region heir on heir.id = succession.to_region_id and starts_with(heir.code, covered.prefix)
)
select prefix from covered
"""


def covered_prefixes(region: Region, on: date | None = None) -> tuple[str, ...]:
    """Return the code prefixes that a desk of ``region`` answers for on a day (default: today).

    Its own, and those of divisions that it or anything inside it succeeded, transitively: a town sees the
    matters of the township it was, a county those of a township that came to it from elsewhere.
    """
    values = {"own": region.prefix, "day": on or timezone.localdate()}
    return prefixes_cover(prefix for (prefix,) in rows_of(_COVERED.format(own="%(own)s::text"), values))


def covered_column(region: str) -> str:
    """Return the column with which a written-out statement reads what ``prefixes_cover`` makes into the same answer.

    ``region`` is the alias of the table; the day is the value ``day`` of the statement.
    """
    own = f"left({region}.code, (array[2, 4, 6, 9, 12])[{region}.level])"
    return f"array({_COVERED.format(own=own)})"


def prefixes_of(regions: Sequence[Region], on: date) -> dict[int, tuple[str, ...]]:
    """Return, by key, what ``covered_prefixes`` says of each division; as many queries for all as for one."""
    known = {region.pk: {region.prefix} for region in regions}
    fresh = {pk: set(prefixes) for pk, prefixes in known.items()}
    while any(fresh.values()):
        inside = Q()
        for prefix in set().union(*fresh.values()):
            inside |= Q(succeeded_by__code__startswith=prefix)
        ended = Region.objects.filter(inside, valid_to__lte=on)
        links = list(ended.values_list("code", "level", "succeeded_by__code"))
        fresh = {
            pk: {
                prefix_of(code, level)
                for code, level, heir in links
                if heir is not None and any(heir.startswith(prefix) for prefix in prefixes)
            }
            - known[pk]
            for pk, prefixes in fresh.items()
        }
        for pk, prefixes in fresh.items():
            known[pk] |= prefixes
    return {pk: prefixes_cover(prefixes) for pk, prefixes in known.items()}


def predecessor_ids(region: Region) -> set[int]:
    """Return the keys of all divisions that ended in this one, transitively."""
    known: set[int] = set()
    fresh = {region.pk}
    while fresh:
        found = Region.objects.filter(succeeded_by__in=fresh).values_list("pk", flat=True)
        fresh = set(found) - known - {region.pk}
        known |= fresh
    return known


def successor_of(region: Region) -> Region | None:
    """Return the division in force that a closed one ended in; itself if in force; None: none is certain."""
    seen: set[int] = set()
    while region.valid_to is not None:
        seen.add(region.pk)
        heirs = list(region.succeeded_by.all()[:2])
        if len(heirs) != 1 or heirs[0].pk in seen:
            return None
        region = heirs[0]
    return region


def region_by_code(code: str, on: date | None = None) -> Region | None:
    """Return the division that bore a 12-digit code on a day (default: today); None if none did."""
    if not _CODE.fullmatch(code):  # a NUL, say, at which the database would break
        return None
    return Region.objects.in_force(on or timezone.localdate()).filter(code=code).first()


def children_of(region: Region, *, on: date | None = None, include_virtual: bool = False) -> QuerySet[Region]:
    """Return the divisions directly inside, in force on a day (default: today), by code.

    Those still under a predecessor of ``region`` are among them. Statistical placeholders are left out
    unless asked for.
    """
    rows = Region.objects.in_force(on or timezone.localdate()).filter(
        parent_id__in={region.pk, *predecessor_ids(region)}
    )
    return rows if include_virtual else rows.filter(is_virtual=False)


def path_to(region: Region) -> tuple[Region, ...]:
    """Return the divisions from the province down to ``region`` itself.

    Where one on the way was succeeded, its successor stands in its place; ``region`` itself stays as it is.
    """
    path = [region]
    while path[0].parent_id is not None:
        above = path[0].parent
        assert above is not None  # noqa: S101 - parent_id was just seen
        path.insert(0, successor_of(above) or above)
    return tuple(path)


def lined_division(region: Region) -> Region | None:
    """Return the smallest division around ``region`` (or itself) that has a boundary; None: none has."""
    return next((step for step in reversed(path_to(region)) if step.boundary), None)


def line_around(region: Region) -> Any:
    """Return the boundary of the smallest division around ``region`` (or its own) that has one; None: none has."""
    found = lined_division(region)
    return None if found is None else found.boundary


def lines_around(regions: Iterable[int]) -> tuple[dict[int, int], dict[int, Region]]:
    """Return, for many divisions by key, which division's line is around each, and those divisions by key.

    The same answer as ``lined_division``, in one query for each storey; a division without any line is left out.
    """
    owners: dict[int, int] = {}
    lines: dict[int, Region] = {}
    asked = {key: key for key in regions}
    while asked:
        steps = (
            Region.objects.filter(pk__in=set(asked.values()))
            .select_related("parent")
            .defer("parent__boundary")
        )
        rows = {row.pk: row for row in steps}
        lines |= {key: row for key, row in rows.items() if row.boundary}
        owners |= {key: step for key, step in asked.items() if rows[step].boundary}
        above = {key: row.parent and (successor_of(row.parent) or row.parent) for key, row in rows.items()}
        asked = {
            key: parent.pk
            for key, step in asked.items()
            if key not in owners and (parent := above[step]) is not None
        }
    return owners, lines


def regions_matching(rows: QuerySet[Region], text: str) -> QuerySet[Region]:
    """Keep divisions whose name contains ``text``, or whose code, pinyin or pinyin initials begin with it."""
    text = text.strip()
    if not text:
        return rows
    letters = text.lower().replace(" ", "")
    matches = Q(name__contains=text)
    if letters.isascii():
        matches |= Q(code__startswith=letters) | Q(name_initials__startswith=letters)
        matches |= Q(name_pinyin__startswith=" ".join(text.lower().split()))
    return rows.filter(matches)


def regions_in_force(on: date | None = None) -> RegionQuerySet:
    """Return all divisions in force on a day (default: today)."""
    return Region.objects.in_force(on or timezone.localdate())
