"""Rows of incidents as plain values: which ones, the ORM says; what they show, one statement that is written out.

The statement surrounds the query of the page, so that scope, filters and order apply to what is read, as it is read
(decision 0038).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

from grids.models.categories import IncidentCategory
from grids.models.incidents import Incident
from pingan.common.statements import rows_of
from pingan.matters.models import Matter

#: What a row of a list shows and what lists are sorted by.
LISTED = (
    "pk", "matter__number", "matter__title", "matter__text", "matter__class_code", "category__name",
    "category__name_en", "category__kind", "matter__severity", "matter__urgency", "matter__state", "source",
    "matter__region_code", "matter__region__name", "matter__grid_id", "matter__grid__name", "matter__organ_id",
    "matter__organ__name", "matter__longitude", "matter__latitude", "place_text", "occurred_at",
    "matter__opened_at", "matter__closed_at", "matter__next_due_at", "matter__next_warn_at",
    "matter__clock_paused", "is_emergency", "is_self_resolved", "is_solved", "satisfaction", "matter__version",
    "matter__updated_at",
)  # fmt: skip
_JOINED: dict[str, tuple[type[Model], str]] = {
    "": (Incident, "i"),
    "matter": (Matter, "m"),
    "category": (IncidentCategory, "c"),
}
_FROM = """
from unnest(array({page})) with ordinality page(id, place)
  join grids_incident i on i.matter_id = page.id join matters_matter m on m.id = page.id
  join grids_incidentcategory c on c.id = i.category_id
order by page.place
"""


def _column(path: str) -> str:
    """Return the column at the end of a path. A renamed field stops the process at its start.

    Names of units, divisions and grids are looked up, not joined: PostgreSQL planned seven joined tables for longer
    than it read them.
    """
    above, _, name = path.rpartition("__")
    if above in _JOINED:
        model, alias = _JOINED[above]
        return f'"{alias}"."{_field(model, name).column}"'
    table, _, link = above.rpartition("__")
    other = _field(_JOINED[table][0], link).related_model
    of, key, shown = other._meta.db_table, _field(other, "pk").column, _field(other, name).column
    return f'(select x."{shown}" from "{of}" x where x."{key}" = {_column(above)})'  # noqa: S608 - names of columns


def _field(model: type[Model], name: str) -> Any:
    return model._meta.pk if name == "pk" else model._meta.get_field(name)


def statement_of(paths: Sequence[str], **beside: str) -> str:
    """Return the statement of these values by path, and of those ``beside`` them by name; ``{page}`` names the rows."""
    return f"select {', '.join([*map(_column, paths), *beside.values()])}{_FROM}"


_ROWS = statement_of(LISTED)


def values_of_page(statement: str, names: Sequence[str], page: QuerySet[Any]) -> list[dict[str, Any]]:
    """Return the named values of each incident of ``page``, in its order."""
    try:
        query, values = page.values("pk").query.sql_with_params()
    except EmptyResultSet:  # nobody's scope, or a condition that nothing meets
        return []
    return [dict(zip(names, row, strict=True)) for row in rows_of(statement.format(page=query), values)]


class Listed:
    """The same rows as plain values: a list of 50 needs no 300 model instances. Read when a page is cut out."""

    def __init__(self, rows: QuerySet[Incident]) -> None:
        """Take incidents to which the scope has been applied."""
        self.rows = rows
        self.model = rows.model
        self.query = rows.query

    def filter(self, *conditions: Any, **named: Any) -> Self:
        """Narrow the rows."""
        return type(self)(self.rows.filter(*conditions, **named))

    def order_by(self, *order: str) -> Self:
        """Sort the rows."""
        return type(self)(self.rows.order_by(*order))

    def __getitem__(self, piece: slice) -> list[dict[str, Any]]:
        """Return the first rows, by the paths of ``LISTED``."""
        return values_of_page(_ROWS, LISTED, self.rows[piece])
