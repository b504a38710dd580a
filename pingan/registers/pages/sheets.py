"""Excel in: the form of an order, a preview with every fault, and only then the handing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pingan.access.policy import fetch
from pingan.common.errors import IllegalAction, Invalid
from pingan.files.models import StoredFile
from pingan.files.services import open_file, store_upload
from pingan.registers.models import RegisterRound
from pingan.registers.pages.report_forms import language
from pingan.registers.pages.rounds import round_at
from pingan.registers.rules import shown_value
from pingan.registers.rules.values import clean_values
from pingan.registers.services.sheets import Reading, SheetRow, hand_in_sheet, read_sheet, template_of
from pingan.web.export_writers import MEDIA_TYPES
from pingan.web.forms import add_errors
from pingan.web.pages import Page
from pingan.web.pages_exports import file_name

#: Rows that a preview shows; faulty ones come first.
SHOWN = 200


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy(
            "The form of this order, filled in. Nothing is written before you have seen the preview."
        ),
        widget=forms.FileInput(attrs={"data-ui": "files", "accept": ".xlsx"}),
    )


def _open_round(page: Page, pk: int) -> RegisterRound:
    row = round_at(page, pk)
    _demand_sheet(row)
    if row.state != "open":
        raise IllegalAction(_("This order is not open."), legal=[])
    return row


def _demand_sheet(row: RegisterRound) -> None:
    """Refuse a register: its entries are written one by one, and a sheet of its head alone brings none of them.

    Raises:
        IllegalAction: it is one.

    """
    if row.definition.is_standing:
        raise IllegalAction(_("Entries of a register are written on its page, one by one."), legal=[])


class RoundTemplate(Page):
    duty = "registers.report"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = round_at(self, pk)
        _demand_sheet(row)
        answer = HttpResponse(template_of(self.actor, row), content_type=MEDIA_TYPES["xlsx"])
        answer.headers["Content-Disposition"] = _attachment(file_name(row.title, "xlsx"))
        answer["Cache-Control"] = "no-store"
        return answer


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"  # noqa: FBT003 - Django's signature


class RoundImport(Page):
    duty = "registers.report"
    template_name = "registers/round/import.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(_open_round(self, pk), SheetForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = _open_round(self, pk)
        kept = request.POST.get("kept", "")
        form = SheetForm(request.POST, request.FILES)
        try:
            if kept.isascii() and kept.isdigit() and len(kept) < 19:
                return self._hand_in(row, int(kept))
            if not form.is_valid():
                return self.show(row, form, status=422)
            stored = store_upload(actor=self.actor, upload=form.cleaned_data["file"], read_place=False)
            reading = read_sheet(actor=self.actor, row=row, content=self._content(stored.pk))
        except Invalid as error:
            form.errors  # noqa: B018 - makes the dictionary that errors are added to
            add_errors(form, error)
            return self.show(row, form, status=422)
        return self.show(
            row, SheetForm(), reading=reading, kept=stored.pk, status=200 if reading.is_good else 422
        )

    def _content(self, key: int) -> bytes:
        return b"".join(open_file(fetch(StoredFile, self.actor, key)))

    def _hand_in(self, row: RegisterRound, key: int) -> HttpResponse:
        count = hand_in_sheet(actor=self.actor, row=row, content=self._content(key))
        words = ngettext("%(count)d report is handed in.", "%(count)d reports are handed in.", count)
        messages.success(self.request, words % {"count": count})
        return HttpResponseRedirect(reverse("registers:round_detail", args=[row.pk]))

    def show(
        self,
        row: RegisterRound,
        form: SheetForm,
        *,
        reading: Reading | None = None,
        kept: int | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context: dict[str, Any] = {"row": row, "form": form, "reading": reading, "kept": kept}
        if reading is not None:
            faulty_first = sorted(reading.rows, key=lambda line: not line.faults)
            context["lines"] = [(line, _answers(reading, line)) for line in faulty_first[:SHOWN]]
        return self.render(context, status=status)


def _answers(reading: Reading, line: SheetRow) -> list[tuple[str, str]]:
    values = clean_values(reading.columns, line.input.values, is_draft=True).values
    return [
        (spec.label_in(language()), shown_value(spec, values[spec.code], language()))
        for spec in reading.columns
        if spec.code in values
    ]


urlpatterns = [
    path("registers/rounds/<int:pk>/template/", RoundTemplate.as_view(), name="round_template"),
    path("registers/rounds/<int:pk>/import/", RoundImport.as_view(), name="round_import"),
]
