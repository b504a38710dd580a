"""The divisions of a county that surges are judged in, and which one a matter counts in."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date

from django.db.models import Q

from grids.queries.limits import numbers_for
from pingan.org.models import CODE_WIDTH, Region
from pingan.org.queries import covered_prefixes, prefixes_of
from risk.queries.terms import PREFIX
from risk.rules.screening_numbers import ScreeningNumbers


@dataclass(frozen=True)
class Areas:
    """A county on a day. ``prefixes``: of every code that is its own or that it succeeded.

    ``homes``: the division in force by each prefix of 9 or 12 digits; ``above``: the township of each community.
    """

    county: str
    prefixes: tuple[str, ...]
    homes: dict[str, str]
    above: dict[str, str]

    def of(self, region_code: str) -> tuple[str, ...]:
        """Return the prefixes of county, township and community in which a matter of a division counts."""
        own = self.homes.get(region_code)
        township = self.above.get(own, "") if own else self.homes.get(region_code[:9], "")
        return tuple(code for code in (self.county, township, own or "") if code)


def areas_of(county: Region, on: date) -> Areas:
    """Return the divisions of a county on a day; a fixed number of queries."""
    prefixes = covered_prefixes(county, on)
    inside = Q(pk__in=[])
    for prefix in prefixes:
        inside |= Q(code__startswith=prefix)
    rows = list(
        Region.objects.in_force(on)
        .filter(inside, level__in=(4, 5))
        .select_related("parent")
        .only("code", "level", "parent__code", "parent__level", "parent__valid_to")
        .order_by("code")
    )
    former = prefixes_of(rows, on)
    homes = {
        prefix: row.prefix
        for row in rows
        for prefix in former[row.pk]
        if len(prefix) == CODE_WIDTH[row.level]
    }
    townships = {row.code[:9] for row in rows if row.level == 4}
    above: dict[str, str] = {}
    for row in rows:
        if row.level == 5 and row.parent is not None:
            found = row.parent.code[:9]
            above[row.prefix] = found if found in townships else homes.get(found, "")
    return Areas(county.prefix, prefixes, homes, above)


def numbers_of(region_code: str, on: date) -> ScreeningNumbers:
    """Return the numbers of the screening as they hold in a county on a day."""
    start = f"{PREFIX}screening_"
    found = {code.removeprefix(start): row.count for code, row in numbers_for(start, region_code, on).items()}
    known = {one.name for one in fields(ScreeningNumbers)}
    return ScreeningNumbers(**{name: value for name, value in found.items() if name in known})
