"""A document without a matter behind it, and its service on further units by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, IllegalAction, Invalid
from pingan.console.pages.document_forms import ServeForm, WriteForm
from pingan.console.pages.documents import DocumentPage
from pingan.console.pages.organisation_forms import show
from pingan.console.queries.documents import document_to_serve
from pingan.console.services.writing import serve_by_hand, write_document
from pingan.web.pages import Page


class WriteDocument(Page):
    """Letter, notice or report of the own unit, numbered and served in one step."""

    duty = "documents.issue"
    template_name = "console/documents/new.html"

    def _shown(self, form: WriteForm, *, status: int = 200) -> HttpResponse:
        crumbs = [{"label": _("Documents"), "url": reverse("console:document_list")}]
        return self.render({"form": form, "crumbs": crumbs}, status=status)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._shown(WriteForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WriteForm(request.POST, actor=self.actor)
        if not form.is_valid():
            return self._shown(form, status=422)
        data = form.cleaned_data
        organs = list(data["recipients"])
        values = {name: data[name] for name in ("subject", "text", "contact") if data[name]}
        values["addressee"] = "、".join(organ.name for organ in organs)
        try:
            document = write_document(
                actor=self.actor,
                code=data["template"],
                values=values,
                organ_ids=[organ.pk for organ in organs],
            )
        except Invalid as refusal:
            return self._shown(form, status=show(form, refusal))
        messages.success(request, _("%(number)s was issued and served.") % {"number": document.number})
        return redirect("console:document_detail", pk=document.pk)


class ServeDocument(DocumentPage):
    """Service on a further unit; the receipt stands beside the others."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        # Asked before the form is read: who may not serve is not told what is wrong with the form.
        document_to_serve(self.actor, pk)
        form = ServeForm(request.POST, actor=self.actor)
        if not form.is_valid():
            return self.show_document(pk, serve_form=form, status=422)
        data = form.cleaned_data
        try:
            serve_by_hand(
                actor=self.actor,
                document_id=pk,
                organ_id=data["recipient"].pk,
                method=data["method"],
                received_by_name=data["received_by_name"],
            )
        except (Invalid, Conflict, IllegalAction) as refusal:
            return self.show_document(pk, serve_form=form, status=show(form, refusal))
        messages.success(request, _("Service is recorded."))
        return redirect("console:document_detail", pk=pk)


urlpatterns = [
    path("documents/new/", WriteDocument.as_view(), name="document_new"),
    path("documents/<int:pk>/serve/", ServeDocument.as_view(), name="document_serve"),
]
