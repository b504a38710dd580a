"""The annexes of a brief: its figures as tables, its charts as pictures. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pingan.common.figures import Tally
from pingan.documents.rules.annexes import Annex, NotePart, PicturePart
from pingan.documents.rules.reports import TablePart
from pingan.office.rules.brief_facts import Facts, Line, PlaceLine
from pingan.office.rules.brief_phrases import short_label
from pingan.office.rules.comparing import FEWEST, percent_of

_HEADS = ("指标", "本期", "上期", "环比", "去年同期", "同比")
#: Millimetres of the line: a share with its two counts stands in one line, and so does a change in points.
_WIDTHS = (33, 28, 28, 20, 27, 20)
_PLACE_HEADS = ("地区", "上报事件", "按期办结", "登记纠纷", "化解", "隐患按期销号")
_PLACE_CODES = (
    "incident.reported", "incident.on_time", "dispute.total", "dispute.resolved", "hazard.cleared",
)  # fmt: skip
_NOTHING = "—"
#: So many places without anything are put into one row.
_FEW_QUIET = 3


def tally_cell(tally: Tally, *, is_live: bool = False) -> str:
    """Return a tally as a table shows it: a share with its two counts, of what is so now the whole and its part."""
    if tally.whole is None:
        return f"{tally.part:,}"
    if is_live:
        return f"{tally.whole:,}（超期{tally.part:,}）" if tally.part else f"{tally.whole:,}"
    share = percent_of(tally)
    if share is None:
        return _NOTHING
    return f"{share:g}%{'*' if (tally.whole or 0) < FEWEST else ''}（{tally.part:,}/{tally.whole:,}）"


def change_cell(change: float | None, *, is_share: bool) -> str:
    """Return a change with its sign; a dash where it would say nothing."""
    if change is None:
        return _NOTHING
    return f"{change:+g}{'百分点' if is_share else '%'}" if change else "持平"


def figure_row(line: Line) -> tuple[str, ...]:
    """Return a figure with its comparisons; what is so now has none."""
    now, label = tally_cell(line.value.now, is_live=line.is_live), short_label(line.label)
    if line.is_live:
        return (label, now, *(_NOTHING,) * 4)
    value, is_share = line.value, line.value.is_share
    return (
        label,
        now,
        tally_cell(value.before),
        change_cell(value.change, is_share=is_share),
        tally_cell(value.last_year),
        change_cell(value.change_of_year, is_share=is_share),
    )


def figure_tables(facts: Facts) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Return each subject with the rows of its figures; what happened in none of the three periods has no row.

    Of thirteen channels a county uses three in a week: ten rows of noughts would hide them.
    """
    groups: dict[str, list[tuple[str, ...]]] = {}
    for line in facts.lines:
        row = figure_row(line)
        if set(row[1:]) - {_NOTHING, "0"}:
            groups.setdefault(line.group, []).append(row)
    for group, rows in groups.items():
        yield group, tuple(rows)


def _place_row(place: PlaceLine) -> tuple[str, ...]:
    return (
        place.name,
        *(tally_cell(place.tallies[code]) if code in place.tallies else _NOTHING for code in _PLACE_CODES),
    )


def _place_rows(places: tuple[PlaceLine, ...]) -> tuple[tuple[str, ...], ...]:
    """Return a row for each place where anything happened, and one for all others: a page of noughts hides the rest."""
    rows = [_place_row(place) for place in places]
    quiet = [row for row in rows if not set(row[1:]) - {_NOTHING, "0"}]
    if len(quiet) < _FEW_QUIET:
        return tuple(rows)
    told = [row for row in rows if row not in quiet]
    return (*told, (f"其余{len(quiet)}个地区", *quiet[0][1:]))


def _own_rows(own: PlaceLine | None) -> Iterator[tuple[str, ...]]:
    """Return the row of what belongs to the division itself, so that the table adds up to it."""
    row = _place_row(own) if own is not None else ()
    if set(row[1:]) - {_NOTHING, "0"}:
        yield row


def annexes_of(facts: Facts, charts: Iterable[tuple[str, str]]) -> tuple[Annex, ...]:
    """Return the annexes; ``charts`` are title and SVG of each chart in its order."""
    tables = [
        TablePart(_HEADS, rows, _WIDTHS, tuple(range(1, len(_HEADS))), caption=f"表{at} {group}")
        for at, (group, rows) in enumerate(figure_tables(facts), start=1)
    ]
    if facts.places:
        rows = (*_own_rows(facts.own), *_place_rows(facts.places))
        caption = f"表{len(tables) + 1} 各地区主要指标"
        tables.append(
            TablePart(_PLACE_HEADS, rows, (5, 3, 5, 3, 5, 5), tuple(range(1, len(_PLACE_HEADS))), caption)
        )
    note = NotePart(
        f"说明：比率后括号内为件数；带*的不足{FEWEST}件，不宜比较；基数不足{FEWEST}件的不计算增减；"
        "在办、未销号等为统计时点数；三个期间均无发生的指标不列；办理受限的事项只计入总数。"
    )
    pictures = [PicturePart(f"图{at} {title}", svg) for at, (title, svg) in enumerate(charts, start=1)]
    found = [Annex("主要指标", (note, *tables))]
    if pictures:
        found.append(Annex("主要指标图", tuple(pictures)))
    return tuple(found)
