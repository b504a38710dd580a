"""The doors of the case file and of an agreement's draft: only for those who may see the parties in clear, never kept
on the way.
"""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.queries.disputes import redactor
from disputes.services.casefile import (
    Bulk,
    CaseFile,
    bind_case_file,
    bulk_of,
    demand_still_readable,
    note_reading,
    read_case_file,
    readable_dispute,
)
from disputes.services.drafts import read_agreement_draft
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.export_files import order_file
from pingan.web.exports import FileExport, Making, register_file_export
from pingan.web.forms import add_errors
from pingan.web.pages import Page

NAME = "case_file"


class DisputeFile(Page):
    """The usual address of the file: it names the parties, so it is asked first what it is wanted for."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        readable_dispute(self.actor, pk)
        return redirect("disputes:dispute_file_order", pk=pk)


class AgreementDraft(Page):
    """Gives the agreement to print for signing, while it waits for its signatures."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return _given(read_agreement_draft(actor=self.actor, dispute_id=pk), is_saved=False)


def _given(bound: CaseFile, *, is_saved: bool) -> HttpResponse:
    """Give a PDF: to be saved under its name, or shown in the window that was opened for it."""
    answer = HttpResponse(bound.content, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(is_saved, bound.name) or "inline"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


class OrderForm(forms.Form):
    purpose = forms.CharField(
        label=gettext_lazy("Purpose"),
        max_length=200,
        min_length=2,
        help_text=gettext_lazy("Stands in the security log, with your name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class OrderDisputeFile(Page):
    """Asks what a file is wanted for; gives a short one at once, has a long one bound in the background."""

    template_name = "disputes/dispute/order_file.html"

    def _show(self, bulk: Bulk, form: forms.Form, status: int = 200) -> HttpResponse:
        return self.render({"bulk": bulk, "matter": bulk.dispute.matter, "form": form}, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(bulk_of(actor=self.actor, dispute_id=pk), OrderForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        bulk, form = bulk_of(actor=self.actor, dispute_id=pk), OrderForm(request.POST)
        if not form.is_valid():
            return self._show(bulk, form, 422)
        purpose: str = form.cleaned_data["purpose"]
        try:
            return self._ordered(bulk, purpose) if bulk.is_long else self._at_once(pk, purpose)
        except Invalid as error:
            add_errors(form, error)
            return self._show(bulk, form, 422)

    def _ordered(self, bulk: Bulk, purpose: str) -> HttpResponse:
        query = QueryDict(mutable=True)
        query.update({"dispute": str(bulk.dispute.pk), "number": bulk.dispute.matter.number})
        parts = bulk.papers + bulk.evidence
        kept = redactor(bulk.dispute.pk)(purpose)[:200]
        job = order_file(actor=self.actor, export=CASE_FILE, query=query, purpose=kept, parts=parts)
        return redirect("web:export_job", pk=job.pk)

    def _at_once(self, pk: int, purpose: str) -> HttpResponse:
        return _given(read_case_file(actor=self.actor, dispute_id=pk, reason=purpose), is_saved=True)


def _dispute(query: QueryDict) -> int:
    return int(str(query["dispute"]))


def _title(query: QueryDict) -> str:
    return f"{_('Case file')} {query['number']}"


def _admit(actor: Actor, query: QueryDict) -> None:
    demand_still_readable(actor, _dispute(query))


def _make(making: Making) -> bytes:
    """Bind it. The code is not printed in it: the papers stay as they were issued, and the digest proves the whole."""
    dispute = _dispute(making.query)
    return bind_case_file(actor=making.actor, dispute_id=dispute, progress=making.told).content


def _take(actor: Actor, query: QueryDict, purpose: str) -> None:
    note_reading(actor=actor, dispute_id=_dispute(query), reason=purpose)


CASE_FILE = FileExport(
    name=NAME,
    label=gettext_lazy("Case file"),
    format="pdf",
    title=_title,
    admit=_admit,
    make=_make,
    take=_take,
)


def register_case_file() -> None:
    """Make the case file known as something that can be ordered; called from ``ready()``."""
    register_file_export(CASE_FILE)


urlpatterns = [
    path("disputes/<int:pk>/file.pdf", DisputeFile.as_view(), name="dispute_file"),
    path("disputes/<int:pk>/agreement-draft.pdf", AgreementDraft.as_view(), name="dispute_agreement_draft"),
    path("disputes/<int:pk>/file/", OrderDisputeFile.as_view(), name="dispute_file_order"),
]
