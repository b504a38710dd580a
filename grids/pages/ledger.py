"""The ledger of a grid and the monthly tables of a division: on the screen, on paper, as files."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse

from grids.models import Grid
from grids.pages.ledger_files import LEDGER_FILES, TABLE_FILES, asked_grid, ledger_note
from grids.pages.ledger_forms import FileForm, month_links, span_form, span_of
from grids.pages.ledger_tables import ledger_heads
from grids.policy.ledger import TABLES, VIEW
from grids.queries.ledger import Ledger, ledger_grid, ledger_grids, ledger_of
from pingan.common.errors import Invalid
from pingan.web.export_files import order_file
from pingan.web.exports import FileExport
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


class _OrderPage(Page):
    """Asks which file is wanted and what for, and has it made."""

    template_name = "grids/ledger/file.html"
    files: Mapping[str, FileExport]
    names: tuple[str, ...]
    back_name: str

    def _query(self) -> QueryDict:
        query = QueryDict(mutable=True)
        for name in self.names:
            query[name] = self.request.GET.get(name, "")[:20]
        query.update(span_of(self.request.GET).address())
        return query

    def _show(self, form: FileForm, status: int = 200) -> HttpResponse:
        query = self._query()
        # Whoever may not have the file is told so before the form is filled in.
        self.files["pdf"].admit(self.actor, query)
        back = f"{reverse(self.back_name)}?{query.urlencode()}"
        span = span_of(self.request.GET)
        return self.render(
            {"form": form, "back_url": back, "label": self.files["pdf"].label, "span": span}, status=status
        )

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(FileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = FileForm(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        query, purpose = self._query(), form.cleaned_data["purpose"].strip()
        query["purpose"] = purpose
        try:
            job = order_file(
                actor=self.actor,
                export=self.files[form.cleaned_data["format"]],
                query=query,
                purpose=purpose,
                parts=0,
            )
        except Invalid as error:
            add_errors(form, error)
            return self._show(form, 422)
        return redirect("web:export_job", pk=job.pk)


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
