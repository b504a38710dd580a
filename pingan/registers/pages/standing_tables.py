"""统计表 of a standing register: its entries and what their fields come to; beside them, under their own name, its units.

Nothing is handed in here, so what a report of a round is asked for (to report, handed in, nothing found) has no number.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.registers.models import RegisterRound
from pingan.registers.pages.bars import bars, chosen_measure, measures
from pingan.registers.pages.tallies import entry_cells, entry_columns, entry_sums, list_of
from pingan.registers.queries.entries import WATCH
from pingan.registers.queries.keeping import Keeping, keeping_units
from pingan.registers.queries.tallies import TallyLine, tally_of
from pingan.registers.rules import Sum, endings_from, specs_from
from pingan.web.pages import Page
from pingan.web.tables import address

TEMPLATE = "registers/round/standing_table.html"


def _units(row: RegisterRound, place: dict[str, str], **asked: str) -> str:
    query = {"round": row.pk, "part": "all", **place, **asked}
    return f"{reverse('registers:report_list')}?{urlencode(query)}"


def _heads() -> tuple[str, str, str]:
    return _("Units that keep it"), _("of them with entries"), _("Entries altogether")


def _cells(
    row: RegisterRound,
    line: TallyLine,
    kept: Keeping,
    counted: list[dict[str, Any]],
    asked: dict[str, Any],
) -> list[dict[str, Any]]:
    units, with_entries, entries = _heads()
    own = [
        (units, kept.units, _units(row, line.place)),
        (with_entries, kept.with_entries, _units(row, line.place, keeping="true")),
        (entries, line.entries, list_of({**asked, **line.place})),
    ]
    return [*({"label": label, "value": value, "url": url} for label, value, url in own), *counted]


def standing_context(page: Page, row: RegisterRound) -> dict[str, Any]:
    """Return what the table of an order shows that opened a standing register."""
    query, today, definition = page.request.GET, timezone.localdate(), row.definition
    specs = specs_from(definition.finding_fields)
    own = row.region.code if page.actor.covers(row.region.code) else page.actor.region_code
    code = query.get("region", "")[:12] or own or ""
    found = tally_of(page.actor, definition, specs, today=today, code=code, round_id=row.pk)
    kept, inside = keeping_units(page.actor, row, found.region, today)
    asked = {"definition": definition.code, "round": row.pk}
    measure = chosen_measure(query, specs)
    endings = endings_from(definition.endings)
    lines = found.shown if found.region.code in inside else found.lines
    place, *columns = entry_columns(specs, endings)

    def shown(line: TallyLine, of: Keeping) -> tuple[list[dict[str, Any]], list[tuple[str, Sum]]]:
        return _cells(row, line, of, entry_cells(line, asked, endings), asked), entry_sums(line, specs)

    return {
        "row": row,
        "found": found,
        "columns": [place, *({"label": label, "is_number": True} for label in _heads()), *columns],
        "lines": [
            (
                line,
                address(query, region=line.code) if line.can_open else "",
                *shown(line, inside[line.code]),
            )
            for line in lines
            if line.code in inside and inside[line.code].units
        ],
        "total": shown(found.total, kept),
        "steps": [{"label": step.name, "url": address(query, region=step.code)} for step in found.path],
        "tabs": measures(query, str(WATCH["standing"][0]), specs, measure),
        "chart": bars(
            [
                (
                    line.name,
                    list_of({**asked, **line.place, "watch": "standing"}),
                    line.counts["standing"],
                    line.sums,
                )
                for line in lines
            ],
            measure,
        ),
        "list_url": list_of({**asked, "region": found.region.code}),
        "units_url": _units(row, {"region": found.region.code}),
    }
