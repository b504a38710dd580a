"""A run as a report for reading: cover, chart, tables, rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from assessment.models import AssessedUnit, AssessmentRun, Indicator
from assessment.pages.run_exports.words import facts_of, plain, rule_of, stage_of
from assessment.queries.run_books import RunBook, changes_in
from pingan.documents.rules.reports import Bar, BarsPart, HeadingPart, Part, Report, TablePart, TextPart
from pingan.documents.services import print_report

#: More bars than fill two pages show nothing that the table does not.
_MOST_BARS = 80
#: Indicators side by side on one sheet.
_SIDE_BY_SIDE = 12


def pdf_of(run: AssessmentRun, book: RunBook, mark: str, code: str) -> bytes:
    """Return the report as PDF/A."""
    organ = run.matter.organ
    report = Report(
        title=run.matter.title,
        subtitle=f"{run.since:%Y-%m-%d} – {run.until:%Y-%m-%d}",
        organ=organ.name if organ is not None else run.matter.region.name,
        facts=facts_of(run, mark, code),
        parts=list(_parts(run, book)),
        mark=mark[:60],
        code=code,
    )
    return print_report(report).content


def _parts(run: AssessmentRun, book: RunBook) -> Iterator[Part]:
    yield HeadingPart(_("1. The whole"))
    yield TextPart(_whole(book))
    for group, units in groupby(book.units, key=lambda unit: unit.peer_group):
        yield from _bars(book, group, list(units))
    yield HeadingPart(_("2. Results"))
    heads = [_("Peer group"), pgettext("ranking", "Place"), _("Unit"), _("Grade"), _("Total")]
    rows = [
        [unit.peer_group, plain(unit.place), unit.name, book.grade_of(unit), plain(unit.total)]
        for unit in book.units
    ]
    yield TablePart(heads, rows, [3, 1, 5, 2, 2], [1, 4])
    yield HeadingPart(_("3. Points by indicator"))
    for start in range(0, len(book.indicators), _SIDE_BY_SIDE):
        yield _points(book, book.indicators[start : start + _SIDE_BY_SIDE], start)
    yield HeadingPart(_("4. Changes of points"))
    yield from _changes(run)
    yield HeadingPart(_("5. Rules and sources"))
    yield TablePart(
        [_("Indicator"), pgettext("thing", "Name"), _("Weight"), _("Rule"), _("Source of the numbers")],
        [
            [one.code, one.name, plain(one.weight), rule_of(one), f"{one.basis} ({one.confidence})"]
            for one in book.indicators
        ],
        [1, 4, 1, 6, 4],
        [2],
    )


def _whole(book: RunBook) -> str:
    count = len(book.units)
    told = ngettext("%(count)d unit was assessed.", "%(count)d units were assessed.", count) % {
        "count": count
    }
    by_grade = Counter(unit.grade for unit in book.units)
    named = [
        _("%(grade)s: %(count)d") % {"grade": name, "count": by_grade[code]}
        for code, name in book.grades.items()
        if by_grade[code]
    ]
    totals = [unit.total for unit in book.units if unit.total is not None]
    spread = ""
    if totals:
        numbers = {
            "mean": f"{sum(totals, Decimal(0)) / len(totals):.4f}",
            "low": plain(min(totals)),
            "high": plain(max(totals)),
        }
        spread = _("Totals lie between %(low)s and %(high)s, their mean is %(mean)s.") % numbers
    return " ".join(part for part in (told, _("; ").join(named), spread) if part)


def _bars(book: RunBook, group: str, units: Sequence[AssessedUnit]) -> Iterator[Part]:
    if not 1 < len(units) <= _MOST_BARS:
        return
    full = float(book.run.scheme.full_score)
    lowest = list(book.grades)[-1:] or [""]
    rows = [
        Bar(unit.name, plain(unit.total), float(unit.total or 0) / full * 100, is_low=unit.grade == lowest[0])
        for unit in units
    ]
    yield BarsPart(group or _("All units"), rows)


def _points(book: RunBook, some: Sequence[Indicator], start: int) -> TablePart:
    rows = [
        [unit.name, *[plain(value) for value in book.points_of(unit)[start : start + len(some)]]]
        for unit in book.units
    ]
    return TablePart(
        [_("Unit"), *[one.code for one in some]],
        rows,
        [4, *[2] * len(some)],
        range(1, len(some) + 1),
        _("; ").join(f"{one.code} {one.name}" for one in some),
    )


def _changes(run: AssessmentRun) -> Iterator[Part]:
    rows = [
        [
            change.score.unit.name,
            change.score.indicator.code,
            stage_of(change),
            plain(change.from_points),
            plain(change.to_points),
            change.reason,
        ]
        for change in changes_in(run)
    ]
    if not rows:
        yield TextPart(_("None."))
        return
    heads = [_("Unit"), _("Indicator"), _("Stage"), _("From"), _("To"), _("Reason")]
    yield TablePart(heads, rows, [4, 2, 2, 2, 2, 8], [3, 4])
