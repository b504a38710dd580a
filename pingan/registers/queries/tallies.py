"""Entries of one register counted by division, what their fields come to, and of which sorts they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, DecimalField, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from pingan.access.policy import visible_to
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.org.models import Region
from pingan.registers.models import DefinitionKind, RegisterDefinition, RegisterFinding, RegisterRound
from pingan.registers.queries.entries import WATCH, entries_visible, held_in_q, is_of_sort_q, standing_q
from pingan.registers.queries.places import own_name, places_of
from pingan.registers.rules import Ending, FieldSpec, endings_from
from pingan.registers.rules import Sum as Total
from pingan.registers.rules.sums import summed, with_shares

_EXACT: DecimalField[Any, Any] = DecimalField(max_digits=20, decimal_places=2)
#: Sorts beyond these would make a page of nothing but bars.
_MOST_SORTS = 2


@dataclass(frozen=True)
class TallyLine:
    """One place: ``counts`` by key of ``WATCH``; ``sums`` over what stands; ``entries`` are all of them.

    ``endings``: how many ended in each way that the definition names.
    """

    name: str
    code: str
    counts: Mapping[str, int]
    sums: tuple[Total, ...] = ()
    can_open: bool = False
    endings: Mapping[str, int] = field(default_factory=dict)
    entries: int = 0
    is_own: bool = False

    @property
    def place(self) -> dict[str, str]:
        """Return the filter by which lists find what was counted here."""
        return {"at" if self.is_own else "region": self.code}


@dataclass(frozen=True)
class Tally:
    """A division with its places. ``sorts``: of each field of choices, how many standing entries chose what.

    ``own``: what the division keeps itself; None: nothing.
    """

    region: Region
    path: tuple[Region, ...]
    total: TallyLine
    lines: tuple[TallyLine, ...]
    sorts: tuple[tuple[FieldSpec, tuple[tuple[str, int], ...]], ...] = ()
    own: TallyLine | None = None

    @property
    def shown(self) -> tuple[TallyLine, ...]:
        """Return the lines that add up to the total."""
        return self.lines if self.own is None else (self.own, *self.lines)


def _figures(specs: Sequence[FieldSpec], endings: Sequence[Ending], today: date) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"n_{key}": Count("pk", filter=condition(today)) for key, (_l, condition) in WATCH.items()
    }
    found["entries"] = Count("pk")
    found |= {f"e_{one.code}": Count("pk", filter=Q(ending=one.code)) for one in endings}
    for spec in summed(specs):
        if spec.aggregation == "sum":
            number = Cast(KeyTextTransform(spec.code, "values"), _EXACT)
            found[f"f_{spec.code}"] = Sum(number, filter=standing_q())
        elif spec.aggregation == "count":
            given = Q(values__has_key=spec.code) & ~Q(**{f"values__{spec.code}": False})
            found[f"f_{spec.code}"] = Count("pk", filter=standing_q() & given)
    return found


def _line(
    name: str,
    code: str,
    groups: Iterable[Mapping[str, Any]],
    specs: Sequence[FieldSpec],
    endings: Sequence[Ending],
    *,
    can_open: bool = False,
) -> TallyLine:
    counts, totals = dict.fromkeys(WATCH, 0), dict[str, Decimal]()
    ended = {one.code: 0 for one in endings}
    entries = 0
    for group in groups:
        for key, value in group.items():
            if key == "entries":
                entries += value
            elif key.startswith("n_"):
                counts[key[2:]] += value
            elif key.startswith("e_"):
                ended[key[2:]] += value
            elif value is not None:
                totals[key[2:]] = totals.get(key[2:], Decimal()) + Decimal(value)
    return TallyLine(name, code, counts, tuple(with_shares(specs, totals)), can_open, ended, entries)


def kept_definition(actor: Actor, code: str) -> RegisterDefinition | None:
    """Return the latest version of a register that is kept in reach of the actor; None: none is."""
    rows = visible_to(RegisterRound, actor).filter(
        state="open", definition__kind=DefinitionKind.REGISTER, definition__code=code[:40].replace("\0", "")
    )
    keys = rows.order_by().values("definition")
    return RegisterDefinition.objects.filter(pk__in=keys).order_by("-version").first()


def tally_of(
    actor: Actor,
    definition: RegisterDefinition,
    specs: Sequence[FieldSpec],
    *,
    today: date,
    code: str = "",
    year: int | None = None,
    round_id: int | None = None,
) -> Tally:
    """Count the entries of a register in a division (blank: the post's); ``year``: what was held in it.

    ``round_id``: those of one order alone, whether or not it is open; else of all orders of this definition.

    Raises:
        NotFound: no such division today, or outside the area of the post.

    """
    region = region_for(actor, code)
    places = places_of(actor, region, today)
    rows = entries_visible(actor).filter(
        places.inside("report__region_code"),
        report__round__definition__code=definition.code,
    )
    if round_id is not None:
        rows = rows.filter(report__round_id=round_id)
    if year is not None:
        rows = rows.filter(held_in_q(year), report__round__state="open")
    endings = endings_from(definition.endings)
    found = rows.order_by().annotate(place=places.key("report__region_code")).values("place")
    documents: list[dict[str, Any]] = [dict(row) for row in found.annotate(**_figures(specs, endings, today))]
    groups: dict[Any, Mapping[str, Any]] = {row.pop("place"): row for row in documents}
    lines = [
        _line(child.name, child.code, places.of(child, groups), specs, endings, can_open=child.level < 5)
        for child in places.children
    ]
    total = _line(region.name, region.code, groups.values(), specs, endings)
    # The table of an order names every place that has units, also where nothing was written down yet.
    told = tuple(line for line in lines if round_id is not None or any(line.counts.values()))
    rest = places.itself(groups)
    # The table of an order names the division itself as well, though nothing was written down there yet.
    has_own = bool(rest) or (round_id is not None and bool(places.children))
    line = _line(own_name(region.code), region.code, rest, specs, endings)
    own = replace(line, is_own=True) if has_own else None
    return Tally(region, places.path, total, told, _sorts(rows, specs), own)


def _sorts(
    rows: QuerySet[RegisterFinding], specs: Sequence[FieldSpec]
) -> tuple[tuple[FieldSpec, tuple[tuple[str, int], ...]], ...]:
    """Count what stands by choice; one query for all fields that are shown."""
    asked = [spec for spec in specs if spec.choices][:_MOST_SORTS]
    if not asked:
        return ()
    figures = {
        f"s{place}_{at}": Count("pk", filter=standing_q() & is_of_sort_q(spec, choice.code))
        for place, spec in enumerate(asked)
        for at, choice in enumerate(spec.choices)
    }
    counts = rows.order_by().aggregate(**figures)
    return tuple(
        (spec, tuple((choice.code, counts[f"s{place}_{at}"]) for at, choice in enumerate(spec.choices)))
        for place, spec in enumerate(asked)
    )


__all__ = ["Tally", "TallyLine", "kept_definition", "tally_of"]
