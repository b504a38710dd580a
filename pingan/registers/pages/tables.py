"""统计表: places as rows, fields as columns, what they come to; and shares from sums."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.registers.pages.bars import bars, chosen_measure, measures
from pingan.registers.pages.report_forms import language
from pingan.registers.pages.rounds import round_at
from pingan.registers.pages.standing_tables import TEMPLATE as STANDING
from pingan.registers.pages.standing_tables import standing_context
from pingan.registers.queries.coverage import coverage
from pingan.registers.queries.reports import STATUS
from pingan.registers.rules import specs_from
from pingan.registers.rules.sums import summed
from pingan.web.pages import Page
from pingan.web.tables import address


def _list(round_id: int, region: str) -> str:
    query = {"round": round_id, "part": "all", "status": "handed_in", "region": region}
    return f"{reverse('registers:report_list')}?{urlencode(query)}"


class RoundTable(Page):
    duty = "registers.view_area"
    template_name = "registers/round/table.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = round_at(self, pk)
        if row.definition.is_standing:
            self.template_name = STANDING  # type: ignore[misc]
            return self.render(standing_context(self, row))
        specs = specs_from(row.definition.fields)
        found = coverage(self.actor, row, specs, code=request.GET.get("region", "")[:12])
        columns = [{"label": _("Place")}, {"label": _("To report"), "is_number": True}]
        columns += [
            {"label": _("Handed in"), "is_number": True},
            {"label": _("Nothing found"), "is_number": True},
        ]
        for spec in summed(specs):
            unit = spec.unit_in(language())
            label = spec.label_in(language())
            columns.append({"label": f"{label}（{unit}）" if unit else label, "is_number": True})
        measure = chosen_measure(request.GET, specs)
        context = {
            "row": row,
            "has_small": any(spec.small_cells is not None for spec in specs),
            "tabs": measures(request.GET, str(STATUS["handed_in"][0]), specs, measure),
            "chart": bars(
                [
                    (line.name, _list(row.pk, line.code), line.counts["handed_in"], line.sums)
                    for line in found.lines
                ],
                measure,
            ),
            "found": found,
            "columns": columns,
            "lines": [
                (line, address(request.GET, region=line.code) if line.can_open else "")
                for line in found.lines
            ],
            "steps": [
                {"label": step.name, "url": address(request.GET, region=step.code)} for step in found.path
            ],
            "list_url": f"{reverse('registers:report_list')}?round={row.pk}&part=all&region={found.region.code}",
        }
        return self.render(context)


urlpatterns = [path("registers/rounds/<int:pk>/table/", RoundTable.as_view(), name="round_table")]
