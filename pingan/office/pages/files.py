"""A board as a file: the numbers of the page, each share with its two counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.queries import region_for
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden
from pingan.common.figures import Figure, Tally
from pingan.documents.rules.reports import TablePart
from pingan.office.pages.asked import Asked, demand_sound, read_asked
from pingan.office.policy import VIEW
from pingan.office.queries.boards import Board, board
from pingan.office.rules.boards import GROUPS, Group
from pingan.office.rules.comparing import FEWEST, percent_of
from pingan.web.exports import register_file_export
from pingan.web.filed_files import filed_exports
from pingan.web.filed_pages import FiledOrderPage
from pingan.web.filed_sheets import Filed


def _heads(figures: tuple[Figure, ...]) -> Iterator[str]:
    yield str(_("Place"))
    for one in figures:
        if one.is_share:
            yield f"{one.label}: {one.part_label}"
            yield f"{one.label}: {one.whole_label}"
            if not one.is_live:
                yield f"{one.label} %"
        else:
            yield str(one.label)


def _cells(figures: tuple[Figure, ...], tallies: tuple[Tally, ...]) -> Iterator[str]:
    for one, tally in zip(figures, tallies, strict=True):
        yield str(tally.part)
        if one.is_share:
            yield str(tally.whole)
            if not one.is_live:
                share = percent_of(tally)
                yield "" if share is None else f"{share:.1f}"


def _paper_heads(figures: tuple[Figure, ...]) -> Iterator[str]:
    yield str(_("Place"))
    for one in figures:
        yield f"{one.label} ({one.part_label})" if one.is_live and one.is_share else str(one.label)


def _paper_cells(figures: tuple[Figure, ...], tallies: tuple[Tally, ...]) -> Iterator[str]:
    """A share with its counts in one cell: three columns for each figure leave no room for their heads."""
    for one, tally in zip(figures, tallies, strict=True):
        share = percent_of(tally)
        if not one.is_share:
            yield str(tally.part)
        elif one.is_live:
            yield f"{tally.whole} ({tally.part})" if tally.part else str(tally.whole)
        elif share is None:
            yield "—"
        else:
            mark = "*" if (tally.whole or 0) < FEWEST else ""
            yield f"{share:.1f}%{mark} ({tally.part}/{tally.whole})"


def _table(found: Board, group: Group, *, is_paper: bool) -> TablePart:
    cells = _paper_cells if is_paper else _cells
    heads = tuple((_paper_heads if is_paper else _heads)(found.figures))
    total = (found.region.name, *cells(found.figures, tuple(value.now for value in found.values)))
    rows = [total, *((line.name, *cells(found.figures, line.tallies)) for line in found.lines)]
    return TablePart(
        caption=str(group.label),
        heads=heads,
        rows=tuple(rows),
        widths=(5, *(4 for _head in heads[1:])) if is_paper else (2, *(1 for _head in heads[1:])),
        numbers=tuple(range(1, len(heads))),
    )


def _class_facts(asked: Asked, boards: Sequence[tuple[Group, Board]]) -> Iterator[tuple[str, str]]:
    """Say which class the file is of, and what is left out because it has no such classes."""
    if asked.chosen is None:
        return
    yield _("Class"), asked.chosen.name
    left_out = [str(one.label) for _group, each in boards for one in each.unsplit]
    if left_out:
        yield _("Not split by that class"), "; ".join(left_out)


def filed_board(actor: Actor, query: QueryDict) -> Filed:
    """Return every subject of the board to be counted with: each number in a column of its own; see ``_filed``."""
    return _filed(actor, query, is_paper=False)


def paper_board(actor: Actor, query: QueryDict) -> Filed:
    """Return every subject of the board to be read: each figure in one column; see ``_filed``."""
    return _filed(actor, query, is_paper=True)


def _filed(actor: Actor, query: QueryDict, *, is_paper: bool) -> Filed:
    """Return every subject of the board as it is filed.

    Raises:
        NotFound: the division is outside the area of the post.
        Invalid: something that is asked for cannot be read.

    """
    asked = demand_sound(read_asked(query))
    boards = [
        (
            group,
            board(actor, code=asked.region, period=asked.period, codes=group.figures, chosen=asked.chosen),
        )
        for group in GROUPS
    ]
    found = boards[0][1]
    fresh = found.freshness.at
    counted = "—" if fresh is None else f"{timezone.localtime(fresh):%Y-%m-%d %H:%M}"
    where = " ".join(step.name for step in found.path)
    return Filed(
        title=_("Dashboard"),
        period=f"{asked.period.since}–{asked.period.until}",
        organ=found.region.name,
        facts=(
            (_("Division"), where),
            (_("Period"), f"{asked.period.since} – {asked.period.until}"),
            *_class_facts(asked, boards),
            (_("Counted up to"), counted),
        ),
        parts=tuple(_table(each, group, is_paper=is_paper) for group, each in boards if each.figures),
        note=_(
            "Records decide by the day that each figure names (docs: figures); what is in handling or overdue is so at the "
            "moment above. Shares of fewer than %(fewest)d cases should not be compared."
        )
        % {"fewest": FEWEST},
    )


def _admit(actor: Actor, query: QueryDict) -> None:
    if not actor.has(VIEW):
        raise Forbidden()
    region_for(actor, demand_sound(read_asked(query)).region)


_LABEL = gettext_lazy("Dashboard")
BOARD_FILES = {
    "pdf": filed_exports("office-board", _LABEL, paper_board, _admit)["pdf"],
    "xlsx": filed_exports("office-board", _LABEL, filed_board, _admit)["xlsx"],
}


def register_board_files() -> None:
    """Make the files known; called from ``ready()``."""
    for export in BOARD_FILES.values():
        register_file_export(export)


class BoardFile(FiledOrderPage):
    """The file of what the board shows."""

    duty = VIEW
    files = BOARD_FILES

    def _asked(self) -> Asked:
        return demand_sound(read_asked(self.request.GET))

    def query(self) -> QueryDict:
        query = QueryDict(mutable=True)
        asked = self._asked()
        query.update({"region": asked.region, "from": f"{asked.period.since}", "to": f"{asked.period.until}"})
        if asked.chosen is not None:
            query["category"] = asked.chosen.text
        return query

    def back_url(self, query: QueryDict) -> str:
        return f"{reverse('office:dashboard')}?{query.urlencode()}"

    def span(self) -> Any:
        period = self._asked().period
        return f"{period.since} – {period.until}"


urlpatterns = [path("office/file/", BoardFile.as_view(), name="board_file")]
