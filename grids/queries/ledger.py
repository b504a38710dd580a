"""The ledger of one grid: everything that was entered in a span of days, by kind of work (Article 15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import Grid
from grids.queries.grids import grids_visible
from grids.queries.ledger_books import MOST, books_for
from grids.rules.ledger import LedgerSection, Span, sections_of
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.org.models import Region
from pingan.org.queries import path_to


@dataclass(frozen=True)
class Ledger:
    """A ledger as it stands at ``made_at``. ``path``: the divisions over the grid, the province first."""

    grid: Grid
    path: tuple[Region, ...]
    span: Span
    made_at: datetime
    sections: tuple[LedgerSection, ...]

    @property
    def entry_count(self) -> int:
        """Return how many entries it holds."""
        return sum(len(section.entries) for section in self.sections)

    @property
    def following(self) -> int:
        """Return how many of them go on what another record began."""
        return sum(section.following for section in self.sections)


def _own(actor: Actor, rows: QuerySet[Grid]) -> QuerySet[Grid]:
    """Keep a worker to the own grids: of the others in the village there is a page, and no row of their ledger."""
    if actor.role != "grid_worker":
        return rows
    return rows.filter(pk__in=sorted(actor.scopes.get("own_grids", ())))


def ledger_grids(actor: Actor, *, most: int = 200) -> list[Grid]:
    """Return the grids in force whose ledger this post may open, by code: a worker's own, else those of the area."""
    return list(_own(actor, grids_visible(actor)).order_by("code")[:most])


def ledger_grid(actor: Actor, grid_id: int | None) -> Grid:
    """Return the grid that is asked for, of today or of old; None: the first that this post has.

    Raises:
        NotFound: no such grid, outside the scope of the post, or none at all.

    """
    if grid_id is None:
        first = _own(actor, grids_visible(actor)).order_by("code").first()
        if first is None:
            raise NotFound()
        return first
    rows = visible_to(Grid, actor).select_related("region").defer("boundary", "bbox")
    found = _own(actor, rows).filter(pk=grid_id).first()
    if found is None:
        raise NotFound()
    return found


def ledger_of(actor: Actor, grid: Grid, span: Span, now: datetime | None = None) -> Ledger:
    """Return the ledger of a grid that the caller fetched.

    Raises:
        Invalid: more entries than anybody files in one piece; a shorter span is needed.

    """
    moment = now or timezone.now()
    found = [entry for book in books_for(actor) for entry in book.entries(actor, grid, span)]
    if len(found) >= MOST:
        told = _("More than %(most)d entries: choose a shorter period.") % {"most": MOST - 1}
        raise Invalid({"until": told})
    return Ledger(grid, path_to(grid.region), span, moment, tuple(sections_of(found)))
