"""Official documents: what the own unit issued, what was served on it, one document and its files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.console.pages.document_forms import ServeForm
from pingan.console.pages.organisation_forms import show
from pingan.console.pages.paging import page_of
from pingan.console.queries import documents as queries
from pingan.console.services.documents import hand_out
from pingan.documents import services
from pingan.web.context import NavigationItem
from pingan.web.pages import Page
from pingan.web.returning import own_address


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": 200}),
    )


class DocumentsPage(Page):
    """Two lists under two tabs; a post without a unit sees two empty ones."""

    duty = "documents.view"
    template_name = "console/documents/list.html"
    fragment_name = "console/documents/_rows.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        is_served = self._is_served(request)
        rows = (queries.served_on_own_unit if is_served else queries.issued_by_own_unit)(self.actor)
        return self.render(
            {
                "page": page_of(request, rows, queries.ORDER),
                "is_served": is_served,
                "tabs": [
                    _tab("issued", _("Issued"), not is_served),
                    _tab("served", _("Served on us"), is_served),
                ],
                "may_write": self.actor.has("documents.issue"),
                "may_edit_templates": self.actor.has("documents.edit_templates"),
            }
        )

    def _is_served(self, request: HttpRequest) -> bool:
        """Say which tab is asked for; who issues nothing begins with what came in."""
        usual = "issued" if self.actor.has("documents.issue") else "served"
        return request.GET.get("tab", usual) == "served"


def _tab(name: str, label: str, is_current: bool) -> dict[str, Any]:  # noqa: FBT001 - a private line of data
    return {"label": label, "url": f"?tab={name}", "is_current": is_current}


class DocumentPage(Page):
    duty = "documents.view"
    template_name = "console/documents/detail.html"

    def show_document(
        self,
        pk: int,
        form: forms.Form | None = None,
        *,
        serve_form: forms.Form | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Render the document; ``form`` carries a refused reason back with its text."""
        view = queries.document_view(self.actor, pk)
        crumbs = [{"label": _("Documents"), "url": reverse("console:document_list")}]
        context = {
            "view": view,
            "document": view.document,
            "form": form or VoidForm(),
            "serve_form": serve_form or (ServeForm(actor=self.actor) if view.may_serve else None),
            "crumbs": [*crumbs, {"label": view.document.number, "url": ""}],
        }
        return self.render(context, status=status)


class DocumentDetail(DocumentPage):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show_document(pk)


class VoidDocument(DocumentPage):
    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = VoidForm(request.POST)
        if not form.is_valid():
            return self.show_document(pk, form, status=422)
        try:
            services.void(actor=self.actor, document_id=pk, reason=form.cleaned_data["reason"])
        except Invalid as refusal:
            return self.show_document(pk, form, status=show(form, refusal))
        messages.success(request, _("The document is void. Its number stays used."))
        return redirect("console:document_detail", pk=pk)


class AcknowledgeReceipt(Page):
    """Confirms from wherever a paper is read, and leads back there (``next``), else to the document."""

    duty = "documents.acknowledge"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        receipt = services.acknowledge(actor=self.actor, receipt_id=pk)
        messages.success(request, _("Receipt acknowledged."))
        usual = reverse("console:document_detail", args=[receipt.document_id])
        return self.sent(own_address(request, usual))


class Download(Page):
    """One file of a document. No shared cache may keep it, and every taking stands in the security log."""

    duty = "documents.view"
    is_pdf = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        handed = hand_out(actor=self.actor, document_id=pk, is_pdf=self.is_pdf)
        answer = StreamingHttpResponse(handed.pieces, content_type=handed.stored.media_type)
        name = handed.stored.original_name
        disposition = content_disposition_header(as_attachment=True, filename=name)
        answer["Content-Disposition"] = disposition or "attachment"
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the entry of the main menu, for posts of a unit: others have no documents of their own."""
    if actor.organ_id is None or not actor.has("documents.view"):
        return []
    url = reverse("console:document_list")
    return [NavigationItem(gettext_lazy("Documents"), url, "document", "registers", on_phone=False)]


urlpatterns = [
    path("documents/", DocumentsPage.as_view(), name="document_list"),
    path("documents/<int:pk>/", DocumentDetail.as_view(), name="document_detail"),
    path("documents/<int:pk>/void/", VoidDocument.as_view(), name="document_void"),
    path("documents/<int:pk>/pdf/", Download.as_view(), name="document_pdf"),
    path("documents/<int:pk>/docx/", Download.as_view(is_pdf=False), name="document_docx"),
    path(
        "documents/receipts/<int:pk>/acknowledge/", AcknowledgeReceipt.as_view(), name="receipt_acknowledge"
    ),
]
