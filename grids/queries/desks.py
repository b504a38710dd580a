"""Who sits at the desk of a place: its township's, and above it the county's."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from grids.queries.units import chain_of
from pingan.org.queries import user_ids_holding

#: Level of the division -> the role that triages there.
_ROLES = {4: "township_desk", 3: "county_dispatcher"}


def desks_of(region_code: str, *, from_level: int = 4) -> Iterator[tuple[int, ...]]:
    """Yield the accounts in post at each desk that is filled, from the township up; nothing where none is.

    Whoever is to tell a desk takes the first: where a township has nobody in post, what its desk would do is the
    county's, or it would be nobody's.
    """
    chain = chain_of(region_code)
    for level, role in _ROLES.items():
        if level <= from_level and level in chain:
            people = user_ids_holding(Q(role=role, region_id=chain[level]))
            if people:
                yield people
