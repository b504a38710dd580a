"""The ledger of a grid and the monthly tables of a division: on the screen, on paper, as files."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import path, reverse

from grids.models import Grid
from grids.pages.ledger_files import LEDGER_FILES, TABLE_FILES, asked_grid, ledger_note
from grids.pages.ledger_forms import month_links, span_form, span_of
from grids.pages.ledger_tables import ledger_heads
from grids.policy.ledger import TABLES, VIEW
from grids.queries.ledger import Ledger, ledger_grid, ledger_grids, ledger_of
from pingan.common.errors import Invalid
from pingan.web.filed_pages import FiledOrderPage
from pingan.web.forms import add_errors
from pingan.web.kept_pages import is_for_keeping
from pingan.web.pages import Page


def _with(grids: list[Grid], shown: Grid) -> list[Grid]:
    """Return the grids to choose from; one that was closed, or lies beyond the first of a large area, comes first."""
    return grids if any(one.pk == shown.pk for one in grids) else [shown, *grids]


class LedgerPage(Page):
    """What was entered in one grid, by kind of work."""

    duty = VIEW
    template_name = kept_template_name = "grids/ledger/page.html"
    is_kept_by_question = True

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = asked_grid(request.GET)
        grids = ledger_grids(self.actor)
        if asked is None and not grids:
            return self.render({"has_no_grid": True})
        grid, form = ledger_grid(self.actor, asked), span_form(request.GET)
        span = form.span()
        try:
            ledger: Ledger | None = ledger_of(self.actor, grid, span)
        except Invalid as error:
            add_errors(form, error)
            ledger = None
        here, kept = reverse("grids:ledger"), {"grid": str(grid.pk)}
        # The last one names who reported: no name lies on a device.
        heads = ledger_heads()[:-1] if is_for_keeping(request) else ledger_heads()
        return self.render(
            {
                "grid": grid,
                "grids": [(one, one.pk == grid.pk) for one in _with(grids, grid)],
                "columns": [{"label": head, "is_number": not place} for place, head in enumerate(heads)],
                "form": form,
                "span": span,
                "ledger": ledger,
                "months": month_links(here, kept, span),
                "note": ledger_note(),
                "file_url": f"{reverse('grids:ledger_file')}?{urlencode({**kept, **span.address()})}",
                "tables_url": f"{reverse('grids:monthly_tables')}?{urlencode(span.address())}"
                if self.actor.has(TABLES)
                else "",
            }
        )


class _OrderPage(FiledOrderPage):
    """The file of what the page shows: the same names in the address, the same span."""

    names: tuple[str, ...]
    back_name: str

    def query(self) -> QueryDict:
        query = QueryDict(mutable=True)
        for name in self.names:
            query[name] = self.request.GET.get(name, "")[:20]
        query.update(span_of(self.request.GET).address())
        return query

    def back_url(self, query: QueryDict) -> str:
        return f"{reverse(self.back_name)}?{query.urlencode()}"

    def span(self) -> object:
        return span_of(self.request.GET)


class LedgerFile(_OrderPage):
    duty = VIEW
    files = LEDGER_FILES
    names = ("grid",)
    back_name = "grids:ledger"


class MonthlyFile(_OrderPage):
    duty = TABLES
    files = TABLE_FILES
    names = ("region",)
    back_name = "grids:monthly_tables"


urlpatterns = [
    path("ledger/", LedgerPage.as_view(), name="ledger"),
    path("ledger/file/", LedgerFile.as_view(), name="ledger_file"),
    path("ledger/months/file/", MonthlyFile.as_view(), name="monthly_file"),
]
