"""汇总: what a definition comes to, order by order; of a standing register its units and its entries."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.queries import region_for
from pingan.registers.models import RegisterDefinition
from pingan.registers.pages.report_forms import language
from pingan.registers.queries.coverage import over_rounds
from pingan.registers.queries.keeping import entries_over_rounds
from pingan.registers.rules import FieldSpec, specs_from
from pingan.registers.rules.sums import summed
from pingan.web.pages import Page


def _over_time(row: RegisterDefinition, specs: tuple[FieldSpec, ...]) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = [{"label": _("Order")}, {"label": _("Period")}]
    if row.is_standing:
        heads = (_("Units that keep it"), _("Entries altogether"))
        return columns + [{"label": label, "is_number": True} for label in heads]
    columns.append({"label": _("Handed in"), "is_number": True})
    return columns + [{"label": spec.label_in(language()), "is_number": True} for spec in summed(specs)]


class DefinitionSummary(Page):
    """汇总: what the fields of a definition come to, round by round."""

    duty = "registers.view_area"
    template_name = "registers/definition/summary.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(RegisterDefinition, self.actor, pk)
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        specs = specs_from(row.fields)
        rounds = over_rounds(self.actor, row.code, specs, region)
        context: dict[str, Any] = {
            "row": row,
            "region": region,
            "rounds": rounds,
            "columns": _over_time(row, specs),
        }
        if row.is_standing:  # nothing is handed in: its entries are counted
            counts = entries_over_rounds(self.actor, [one.row for one in rounds], region)
            context["rounds"] = [
                {"row": one.row, "line": one.line, "entries": counts[one.row.pk]} for one in rounds
            ]
        return self.render(context)


urlpatterns = [
    path("registers/definitions/<int:pk>/summary/", DefinitionSummary.as_view(), name="definition_summary"),
]
