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
from pingan.registers.pages.tallies import entry_cells, entry_columns, list_of
from pingan.registers.queries.entries import WATCH
from pingan.registers.queries.keeping import Keeping, keeping_units
from pingan.registers.queries.tallies import TallyLine, tally_of
from pingan.registers.rules import endings_from, specs_from
from pingan.web.pages import Page
from pingan.web.tables import address

TEMPLATE = "registers/round/standing_table.html"


def _units(row: RegisterRound, region: str, **asked: str) -> str:
    query = {"round": row.pk, "part": "all", "region": region, **asked}
    return f"{reverse('registers:report_list')}?{urlencode(query)}"


def _cells(row: RegisterRound, line: TallyLine, kept: Keeping, asked: dict[str, Any]) -> list[dict[str, Any]]:
    entries = list_of({**asked, "region": line.code})
    return [
        {"value": kept.units, "url": _units(row, line.code), "tone": ""},
        {"value": kept.with_entries, "url": _units(row, line.code, keeping="true"), "tone": ""},
        {"value": line.entries, "url": entries, "tone": ""},
        *entry_cells(line, asked),
    ]


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
    place, *columns = entry_columns(specs, endings_from(definition.endings))
    heads = (_("Units that keep it"), _("of them with entries"), _("Entries altogether"))
    return {
        "row": row,
        "found": found,
        "columns": [place, *({"label": label, "is_number": True} for label in heads), *columns],
        "lines": [
            (
                line,
                address(query, region=line.code) if line.can_open else "",
                _cells(row, line, inside[line.code], asked),
            )
            for line in found.lines
            if line.code in inside and inside[line.code].units
        ],
        "total": _cells(row, found.total, kept, asked),
        "steps": [{"label": step.name, "url": address(query, region=step.code)} for step in found.path],
        "tabs": measures(query, str(WATCH["standing"][0]), specs, measure),
        "chart": bars(
            [
                (
                    line.name,
                    list_of({**asked, "region": line.code, "watch": "standing"}),
                    line.counts["standing"],
                    line.sums,
                )
                for line in found.lines
            ],
            measure,
        ),
        "list_url": list_of({**asked, "region": found.region.code}),
        "units_url": _units(row, found.region.code),
    }
