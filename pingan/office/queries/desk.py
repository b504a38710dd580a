"""The supervision desk: one list over all matters of an area that wait for a push."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.queries.pushed import petitioned
from grids.queries.pushed import returned_twice
from grids.queries.waiting import overdue_q
from pingan.access.policy import any_of, visible_to
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.errors import NotFound
from pingan.matters.machine import detail_model, machines
from pingan.matters.models import Matter, TimelineEntry
from pingan.matters.policy import MatterArea
from pingan.matters.queries.tabs import COUNTED
from pingan.office.rules.ladder import ENTRIES, REMIND, RUNGS
from pingan.org.models import Organ
from pingan.org.queries import covered_prefixes
from risk.queries.pushed import unanswered

#: What falls due first stands first; the key makes the order total.
ORDER: Final = ("next_due_at", "pk")
ALL, NO_RUNG = "all", "none"
#: Why a matter waits for a push, in the order of the tabs.
SIGNS: Final[Mapping[str, Any]] = {
    "overdue": pgettext_lazy("supervision", "Overdue"),
    "returned": _("Returned twice"),
    "refused": pgettext_lazy("supervision", "Refused"),
    "petition": pgettext_lazy("supervision", "Petitions"),
    "warning": _("Unanswered warnings"),
}
TABS: Final = (ALL, *SIGNS)
#: Units offered as a filter, and restricted numbers shown, at most.
MOST = 200
_HIDDEN = 20
LARGEST_ID = 2**63 - 1


def kinds() -> dict[str, Any]:
    """Return the kinds of matters that can be urged, with their names: those whose machine has a reminder."""
    return {machine.kind: machine.label for machine in machines() if "remind" in machine.actions}


def condition_of(tab: str, now: datetime, keys: Sequence[int] | None = None) -> Q:
    """Return the condition on ``Matter`` of one sign, or of any of them; ``keys``: asked of these matters alone.

    Refused: the unit gave it back or does not obey: an incident returned, an order refused, a hazard handed over because
    its unit did not put it right.
    """
    refused = (
        Q(kind="incident", state="returned")
        | Q(kind="order", state="refused")
        | Q(kind="hazard", state="handed_over")
    )
    signs = {
        "overdue": overdue_q(now, ""),
        "returned": returned_twice(keys),
        "refused": refused,
        "petition": petitioned(keys),
        "warning": unanswered(keys),
    }
    return signs[tab] if tab in signs else any_of(signs.values())


@dataclass(frozen=True)
class Asked:
    """What is asked of the desk; blank: everything. ``rung``: the highest one taken, or ``none``."""

    tab: str = ALL
    kind: str = ""
    region: str = ""
    organ: int | None = None
    rung: str = ""
    q: str = ""


def waiting(actor: Actor) -> QuerySet[Matter]:
    """Return the open matters of the actor's area, in the actor's sight, of the kinds that can be urged."""
    rows = visible_to(Matter, actor, kinds=kinds()).filter(MatterArea().as_q(actor), closed_at=None)
    return rows.select_related("region", "organ", "grid").defer(
        "search", "region__boundary", "grid__boundary"
    )


def _took(rungs: Iterable[str]) -> Exists:
    wanted = set(rungs)
    plain = [name for name, rung in ENTRIES.items() if rung in wanted and name != "climb_ladder"]
    condition = Q(action__in=plain)
    if REMIND in wanted:
        condition |= Q(action="climb_ladder", data__step="reminder")
    return Exists(TimelineEntry.objects.filter(condition, matter_id=OuterRef("pk")))


def _at_rung(rung: str) -> Q:
    if rung == NO_RUNG:
        return ~Q(_took(RUNGS))
    above = RUNGS[RUNGS.index(rung) + 1 :]
    return Q(_took([rung])) & (~Q(_took(above)) if above else Q())


def _narrowed(actor: Actor, asked: Asked) -> QuerySet[Matter]:
    """Apply everything but the tab.

    Raises:
        NotFound: a division outside the area of the post.

    """
    rows = waiting(actor)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.region:
        region = region_for(actor, asked.region)
        prefixes = covered_prefixes(region, timezone.localdate())
        rows = rows.filter(any_of(Q(region_code__startswith=prefix) for prefix in prefixes))
    if asked.organ is not None:
        rows = rows.filter(organ_id=asked.organ)
    if asked.q:
        rows = rows.filter(Q(number__iexact=asked.q) | Q(title__icontains=asked.q))
    if asked.rung in {NO_RUNG, *RUNGS}:
        rows = rows.filter(_at_rung(asked.rung))
    return rows


def desk_rows(actor: Actor, asked: Asked, now: datetime) -> QuerySet[Matter]:
    """Return the rows of one tab.

    Raises:
        NotFound: see ``_narrowed``.

    """
    return _narrowed(actor, asked).filter(condition_of(asked.tab, now)).order_by(*ORDER)


def counts_of(actor: Actor, asked: Asked, now: datetime) -> dict[str, int]:
    """Return how many rows each tab has, at most ``COUNTED`` + 1, with one statement that stops early.

    What any sign holds is the keys of all signs together, so that nobody reads a province to add them up: a sign that
    was cut off has as many by itself, and where none was the keys are all there.
    """
    rows = _narrowed(actor, asked).select_related(None).defer(None).order_by()
    parts = [
        _marked(rows.filter(condition_of(sign, now)), sign).values_list("tab", "pk")[: COUNTED + 1]
        for sign in SIGNS
    ]
    keys: dict[str, set[int]] = {sign: set() for sign in SIGNS}
    for sign, pk in parts[0].union(*parts[1:], all=True):
        keys[sign].add(pk)
    every = set().union(*keys.values())
    return {ALL: min(len(every), COUNTED + 1)} | {sign: len(keys[sign]) for sign in SIGNS}


def _marked(rows: QuerySet[Any], tab: str) -> Any:
    return rows.annotate(tab=Value(tab, output_field=CharField()))


def signs_of(matter_ids: Sequence[int], now: datetime) -> dict[int, list[str]]:
    """Return why each of some matters waits for a push; one statement."""
    if not matter_ids:
        return {}
    rows = Matter.objects.filter(pk__in=matter_ids, closed_at=None).order_by()
    parts = [
        rows.filter(condition_of(sign, now, matter_ids))
        .annotate(sign=Value(sign, output_field=CharField()))
        .values_list("pk", "sign")
        for sign in SIGNS
    ]
    found: dict[int, list[str]] = {pk: [] for pk in matter_ids}
    for pk, sign in parts[0].union(*parts[1:], all=True):
        found[pk].append(sign)
    return {pk: [sign for sign in SIGNS if sign in said] for pk, said in found.items()}


def restricted_numbers(actor: Actor, now: datetime) -> tuple[list[str], bool]:
    """Return the numbers of restricted matters that wait and that the actor may not open, and whether there are more."""
    area = Matter.objects.filter(
        MatterArea().as_q(actor), is_restricted=True, closed_at=None, kind__in=list(kinds())
    )
    # Asked row by row of the few that are restricted: all that the actor sees is the whole province.
    seen = visible_to(Matter, actor, kinds=kinds()).filter(pk=OuterRef("pk"))
    rows = area.filter(condition_of(ALL, now)).exclude(Exists(seen)).order_by(*ORDER)
    found = list(rows.values_list("number", flat=True)[: _HIDDEN + 1])
    return found[:_HIDDEN], len(found) > _HIDDEN


def units_waiting(actor: Actor, now: datetime) -> list[Organ]:
    """Return the units that are responsible for something that waits, for the filter."""
    keys = waiting(actor).filter(condition_of(ALL, now)).order_by().values("organ_id").distinct()
    rows = Organ.objects.filter(pk__in=keys).select_related("region").order_by("region__code", "name", "pk")
    return list(rows.defer("region__boundary")[:MOST])


def details_of(matters: Iterable[Matter]) -> dict[int, Any]:
    """Return the particulars of matters that the actor sees, by key; one statement for each kind."""
    keys: dict[str, list[int]] = {}
    for matter in matters:
        keys.setdefault(matter.kind, []).append(matter.pk)
    found: dict[int, Any] = {}
    for kind, these in keys.items():
        rows = detail_model(kind).objects.filter(pk__in=these).select_related("matter")
        found.update((row.pk, row) for row in rows)
    return found


def matter_at(actor: Actor, pk: int) -> Matter:
    """Return a matter of a kind that can be urged.

    Raises:
        NotFound: none in the actor's sight.

    """
    rows = visible_to(Matter, actor, kinds=kinds())
    rows = rows.select_related("region", "organ").defer("search", "region__boundary")
    matter = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if matter is None:
        raise NotFound()
    return matter
