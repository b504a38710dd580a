"""Ledger and monthly tables as files: PDF to file, Excel to work with; ordered, made and recorded as every export is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.pages.ledger_forms import span_of
from grids.pages.ledger_tables import ledger_part, monthly_parts
from grids.policy.ledger import TABLES, VIEW
from grids.queries.ledger import Ledger, ledger_grid, ledger_of
from grids.queries.monthly import monthly_table
from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, NotFound
from pingan.web.exports import FileExport, register_file_export
from pingan.web.filed_files import filed_exports
from pingan.web.filed_sheets import Filed


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def asked_grid(query: QueryDict) -> int | None:
    """Return the grid that an address names; None: none is named.

    Raises:
        NotFound: what is named can be no grid.

    """
    text = str(query.get("grid", ""))
    if text and not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise NotFound()
    return int(text) if text else None


def ledger_note() -> str:
    """Return what a reader of a ledger must know."""
    return _(
        "Made from what was entered, as it stood at the moment above; months are not frozen, and what was corrected "
        "later shows in a table made later. Matters closed to named persons do not stand here. Kinds of work: "
        "Article 15 of the Jiangxi regulation on Pingan construction."
    )


def _entries(ledger: Ledger) -> str:
    """Return how many entries there are; how many of them continue another record is said where there are such."""
    if not ledger.following:
        return str(ledger.entry_count)
    told = _("%(count)d, of which %(following)d continue another record")
    return told % {"count": ledger.entry_count, "following": ledger.following}


def filed_ledger(actor: Actor, query: QueryDict) -> Filed:
    """Return the ledger of a grid as it is filed.

    Raises:
        NotFound: the grid is none of this post's.
        Invalid: days that no ledger is made of, or too many entries.

    """
    grid, span = ledger_grid(actor, asked_grid(query)), span_of(query)
    ledger = ledger_of(actor, grid, span)
    where = " ".join(step.name for step in ledger.path)
    return Filed(
        title=_("Ledger of the grid"),
        period=str(span),
        organ=where,
        facts=(
            (_("Division"), where),
            (_("Grid"), f"{grid.name} {grid.code}"),
            (_("Period"), str(span)),
            (_("Drawn up at"), _moment(ledger.made_at)),
            (_("Entries"), _entries(ledger)),
        ),
        parts=(ledger_part(ledger),) if ledger.entry_count else (),
        note=ledger_note(),
    )


def monthly_note() -> str:
    """Return what a reader of the monthly tables must know."""
    return _(
        "Records that came in during the period, as they stood at the moment above; months are not frozen, and what "
        "was corrected later shows in a table made later. Results and classes add up to what came in, places to the "
        "total. Books are not added to each other: an incident may go on as a dispute or a hazard."
    )


def records_note() -> str:
    """Return what a reader of the table of records must know."""
    return _(
        "What the grids recorded besides, as it stands in their ledgers: patrols by the day of the walk, screenings by "
        "the day on which they were first handed in, entries of registers by their first date. Grids are counted where "
        "they lie now. No person is counted."
    )


def filed_tables(actor: Actor, query: QueryDict) -> Filed:
    """Return the monthly tables of a division as they are filed.

    Raises:
        NotFound: the division is outside the area of the post.
        Invalid: days that no table is made of.

    """
    table = monthly_table(actor, code=str(query.get("region", ""))[:12], span=span_of(query))
    where = " ".join(step.name for step in table.path)
    return Filed(
        title=_("Monthly tables") if table.span.is_month else _("Tables of a period"),
        period=str(table.span),
        organ=table.region.name,
        facts=(
            (_("Division"), where),
            (_("Period"), str(table.span)),
            (_("Drawn up at"), _moment(table.made_at)),
        ),
        parts=tuple(monthly_parts(table)),
        note=f"{monthly_note()} {records_note()}" if table.records.kinds else monthly_note(),
    )


def _demand(duty: str, actor: Actor) -> None:
    if not actor.has(duty):
        raise Forbidden()


def _admit_ledger(actor: Actor, query: QueryDict) -> None:
    _demand(VIEW, actor)
    ledger_grid(actor, asked_grid(query))


def _admit_tables(actor: Actor, query: QueryDict) -> None:
    _demand(TABLES, actor)
    region_for(actor, str(query.get("region", ""))[:12])


LEDGER_FILES = filed_exports("grid-ledger", gettext_lazy("Ledger of the grid"), filed_ledger, _admit_ledger)
TABLE_FILES = filed_exports("monthly-tables", gettext_lazy("Monthly tables"), filed_tables, _admit_tables)


def register_ledger_files() -> None:
    """Make the files known; called from ``ready()``."""
    for export in _all(LEDGER_FILES.values(), TABLE_FILES.values()):
        register_file_export(export)


def _all(*groups: Iterable[FileExport]) -> list[FileExport]:
    return [export for group in groups for export in group]
