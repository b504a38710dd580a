"""The page that asks which file of filed tables is wanted and what for, and has it made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from pingan.common.errors import Invalid
from pingan.web.export_files import order_file
from pingan.web.exports import FileExport
from pingan.web.forms import add_errors
from pingan.web.pages import Page


class FileForm(forms.Form):
    """Which file, and what for."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("pdf", _("PDF: to print and to file")), ("xlsx", _("Excel (.xlsx)"))],
        widget=forms.RadioSelect,
        initial="pdf",
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        min_length=2,
        help_text=_("Stands in the security log and at the end of the file, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class FiledOrderPage(Page):
    """Whoever may not have the file is told so before the form is filled in."""

    template_name = "web/filed/order.html"
    files: Mapping[str, FileExport]

    def query(self) -> QueryDict:
        """Return of what the file is made, as the order keeps it."""
        raise NotImplementedError

    def back_url(self, query: QueryDict) -> str:
        """Return the page that shows the same."""
        raise NotImplementedError

    def span(self) -> Any:
        """Return the period in words."""
        raise NotImplementedError

    def _show(self, form: FileForm, status: int = 200) -> HttpResponse:
        query = self.query()
        self.files["pdf"].admit(self.actor, query)
        context = {
            "form": form,
            "back_url": self.back_url(query),
            "label": self.files["pdf"].label,
            "span": self.span(),
        }
        return self.render(context, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask which file, and what for."""
        return self._show(FileForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Order it, and lead to its page."""
        form = FileForm(request.POST)
        if not form.is_valid():
            return self._show(form, 422)
        query, purpose = self.query(), form.cleaned_data["purpose"].strip()
        query["purpose"] = purpose
        export = self.files[form.cleaned_data["format"]]
        try:
            job = order_file(actor=self.actor, export=export, query=query, purpose=purpose, parts=0)
        except Invalid as error:
            add_errors(form, error)
            return self._show(form, 422)
        return redirect("web:export_job", pk=job.pk)
