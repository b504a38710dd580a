"""The record of an import, and taking it back: one page for all kinds of imports."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.policy import fetch, visible_to
from pingan.common.errors import Invalid
from pingan.imports.models import ImportRecord
from pingan.imports.services import InTheWay, importer_for, undo_import
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

    def show(
        self, pk: int, form: UndoForm, status: int = 200, in_the_way: Sequence[int] = ()
    ) -> HttpResponse:
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
            # An import of a larger area is named by its number alone.
            "in_the_way": visible_to(ImportRecord, self.actor).filter(pk__in=in_the_way).order_by("-pk"),
        }
        return self.render(context, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, UndoForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form, in_the_way = UndoForm(request.POST), tuple[int, ...]()
        if form.is_valid():
            try:
                undo_import(actor=self.actor, record_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
                in_the_way = error.records if isinstance(error, InTheWay) else ()
            else:
                messages.success(request, _("The import is taken back; every step stays in the history."))
                return redirect("web:import_record", pk=pk)
        return self.show(pk, form, 422, in_the_way)


urlpatterns = [path("imports/<int:pk>/", ImportRecordPage.as_view(), name="import_record")]
