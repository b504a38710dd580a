"""The record of an import, and taking it back: one page for all kinds of imports."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch
from pingan.common.errors import Invalid
from pingan.imports.models import ImportRecord
from pingan.imports.services import importer_for, undo_import
from pingan.web.forms import add_errors
from pingan.web.pages import Page


class UndoForm(forms.Form):
    """Why an import is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class ImportRecordPage(Page):
    """One import: who, when, which file, how many rows; and taking it back."""

    duty = "imports.view"
    template_name = "web/import/record.html"

    def show(self, pk: int, form: UndoForm, status: int = 200) -> HttpResponse:
        record = fetch(
            ImportRecord, self.actor, pk, refine=lambda rows: rows.select_related("user", "undone_by")
        )
        importer = importer_for(record.kind)
        counts = [
            (_("New"), record.counts.get("new", 0)),
            (_("Changed"), record.counts.get("changed", 0)),
            (_("Unchanged"), record.counts.get("unchanged", 0)),
        ]
        may_undo = record.undone_at is None and self.actor.has(importer.duty)
        context = {
            "record": record,
            "importer": importer,
            "counts": counts,
            "form": form,
            "may_undo": may_undo,
        }
        return self.render(context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, UndoForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = UndoForm(request.POST)
        if form.is_valid():
            try:
                undo_import(actor=self.actor, record_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The import is taken back; every step stays in the history."))
                return redirect("web:import_record", pk=pk)
        return self.show(pk, form, 422)


urlpatterns = [path("imports/<int:pk>/", ImportRecordPage.as_view(), name="import_record")]
