"""Handing an entry to a unit, and telling how far it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.common.errors import IllegalAction, Invalid, Stale
from pingan.registers.pages.entries import EntryDetail, entry_at
from pingan.registers.pages.handing_forms import TOLD_IDS, ProgressForm, hand_form
from pingan.registers.pages.writing import seen
from pingan.registers.services.handing import hand_entry, tell_progress
from pingan.web.forms import add_errors


class EntryHand(EntryDetail):
    duty = "registers.report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = entry_at(self, pk)
        form = hand_form(row, request.POST)
        if form.is_valid():
            organ = form.cleaned_data["organ"]
            try:
                hand_entry(actor=self.actor, finding_id=row.pk, organ_id=organ, seen_version=seen(request))
            except Invalid as error:
                add_errors(form, error)
            except (Stale, IllegalAction) as error:
                return self.show(entry_at(self, pk), status=409, conflict=str(error.message))
        if form.errors:
            return self.show(row, status=422, forms_shown={"hand_form": form})
        messages.success(request, _("Handed over; those who work for the unit are told."))
        return HttpResponseRedirect(reverse("registers:entry_detail", args=[pk]))


class EntryProgress(EntryDetail):
    duty = "registers.report"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = entry_at(self, pk)
        form = ProgressForm(request.POST, auto_id=TOLD_IDS)
        if form.is_valid():
            try:
                tell_progress(actor=self.actor, finding_id=row.pk, note=form.cleaned_data["note"])
            except Invalid as error:
                add_errors(form, error)
            except IllegalAction as error:
                return self.show(entry_at(self, pk), status=409, conflict=str(error.message))
        if form.errors:
            return self.show(row, status=422, forms_shown={"progress_form": form})
        messages.success(request, _("Written down; who keeps the register is told."))
        return HttpResponseRedirect(reverse("registers:entry_detail", args=[pk]))


urlpatterns = [
    path("registers/entries/<int:pk>/hand/", EntryHand.as_view(), name="entry_hand"),
    path("registers/entries/<int:pk>/progress/", EntryProgress.as_view(), name="entry_progress"),
]
