"""The yearly catalogues of major decisions: their list, a new one, its publication."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.common.errors import Invalid, NotFound
from pingan.web.forms import add_errors
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of
from risk.models import DecisionCatalogue
from risk.pages.decision_forms import CatalogueForm, PublishForm
from risk.queries.decision_catalogues import catalogues_listed
from risk.services import open_catalogue, publish_catalogue

LARGEST_ID = 2**63 - 1


class CatalogueList(Page):
    """All catalogues with their number of decisions; a draft is published from here."""

    duty = "decision.read"
    template_name = "risk/catalogue/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = catalogues_listed(self.actor)
        page = page_of(rows, order=("-year", "-pk"), cursor=request.GET.get("cursor", ""))
        return self.render(
            {
                "rows": [(row, allows(self.actor, "edit", row)) for row in page.rows],
                "may_open": self.actor.has("decision.catalogue"),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


class NewCatalogue(Page):
    duty = "decision.catalogue"
    template_name = "risk/catalogue/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.render(
            {"form": CatalogueForm(actor=self.actor, initial={"year": timezone.localdate().year})}
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CatalogueForm(request.POST, actor=self.actor)
        if form.is_valid():
            data = form.cleaned_data
            try:
                row = open_catalogue(actor=self.actor, organ_id=data["organ"], year=data["year"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Opened: %(catalogue)s") % {"catalogue": row})
                return redirect(reverse("risk:catalogue_list"))
        return self.render({"form": form}, status=422)


class PublishCatalogue(Page):
    duty = "decision.catalogue"
    template_name = "risk/catalogue/publish.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render({"form": PublishForm(), "catalogue": self._row(pk)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row, form = self._row(pk), PublishForm(request.POST)
        if form.is_valid():
            try:
                publish_catalogue(actor=self.actor, pk=row.pk, document=form.cleaned_data["document"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Published: %(catalogue)s") % {"catalogue": row})
                return redirect(reverse("risk:catalogue_list"))
        return self.render({"form": form, "catalogue": row}, status=422)

    def _row(self, pk: int) -> DecisionCatalogue:
        if pk > LARGEST_ID:
            raise NotFound()
        return fetch(DecisionCatalogue, self.actor, pk, "edit")


urlpatterns = [
    path("risk/catalogues/", CatalogueList.as_view(), name="catalogue_list"),
    path("risk/catalogues/new/", NewCatalogue.as_view(), name="catalogue_new"),
    path("risk/catalogues/<int:pk>/publish/", PublishCatalogue.as_view(), name="catalogue_publish"),
]
