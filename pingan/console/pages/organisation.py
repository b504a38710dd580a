"""The organisation from above: divisions to drill into, one division with what stands in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.console.pages.organisation_forms import (
    REFUSALS,
    BodyForm,
    ChangeForm,
    NewCenterForm,
    OrganForm,
    show,
)
from pingan.console.queries import organisation as queries
from pingan.console.services.organisation import Change, record_change
from pingan.org import services
from pingan.org.models import Region
from pingan.web.pages import Page

LONGEST_SEARCH = 40


def crumbs(path: tuple[Region, ...], *last: str) -> list[dict[str, Any]]:
    steps = [
        {"label": region.name, "url": reverse("console:region_detail", args=[region.pk])} for region in path
    ]
    return [{"label": _("Organisation"), "url": reverse("console:organisation")}, *steps] + [
        {"label": label, "url": ""} for label in last
    ]


class OrganisationPage(Page):
    """The tree, beginning at the own division; or what a search finds."""

    duty = "organisation.view"
    template_name = "console/organisation/index.html"
    fragment_name = "console/organisation/_found.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        root = queries.home_region(self.actor)
        return self.render(
            {
                "query": query,
                "found": queries.regions_found(self.actor, query) if query else None,
                "root": root,
                "children": [] if query else queries.children(self.actor, root),
            }
        )


class RegionBranch(Page):
    """The children of a division, for the tree."""

    duty = "organisation.view"
    template_name = "console/organisation/_branch.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        region = fetch(Region, self.actor, pk)
        return self.render({"children": queries.children(self.actor, region)})


class RegionPage(Page):
    """One division: what it contains, its body and centre, its units and posts, its history."""

    duty = "organisation.view"
    template_name = "console/organisation/region.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = queries.region_view(self.actor, pk)
        return self.render(
            {
                "view": view,
                "region": view.region,
                "crumbs": crumbs(view.path),
                "children": queries.children(self.actor, view.region),
                "may_organise": allows(self.actor, "organise", view.region) and view.region.valid_to is None,
                "may_change": allows(self.actor, "change", view.region) and view.region.valid_to is None,
                "may_have_body": view.region.level <= services.LOWEST_BODY,
            }
        )


class RegionForm(Page):
    """Base of the forms that put something new into a division."""

    duty = "organisation.edit"
    template_name = "console/organisation/form.html"
    form_class: type[forms.Form]
    title = ""
    verb = "organise"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(fetch(Region, self.actor, pk, self.verb), self.form_class())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        region = fetch(Region, self.actor, pk, self.verb)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self._show(region, form, status=422)
        try:
            url = self.perform(region, form.cleaned_data)
        except REFUSALS as refusal:
            return self._show(region, form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect(url)

    def perform(self, region: Region, data: dict[str, Any]) -> str:
        raise NotImplementedError

    def _show(self, region: Region, form: forms.Form, *, status: int = 200) -> HttpResponse:
        back = reverse("console:region_detail", args=[region.pk])
        trail = crumbs((region,), str(self.title))
        context = {
            "form": form,
            "title": self.title,
            "lead": region.name,
            "cancel_url": back,
            "crumbs": trail,
        }
        return self.render(context, status=status)


class ChangeRegion(RegionForm):
    """What became of a division, with its document; only for an office above it."""

    form_class = ChangeForm
    verb = "change"

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Record a change of the division")

    def perform(self, region: Region, data: dict[str, Any]) -> str:
        after = record_change(actor=self.actor, region_id=region.pk, change=Change(**data))
        return reverse("console:region_detail", args=[after.pk])


class NewOrgan(RegionForm):
    form_class = OrganForm

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Register a unit")

    def perform(self, region: Region, data: dict[str, Any]) -> str:
        services.register_organ(actor=self.actor, region_id=region.pk, **data)
        return reverse("console:region_detail", args=[region.pk])


class NewBody(RegionForm):
    form_class = BodyForm

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Establish the coordinating body")

    def perform(self, region: Region, data: dict[str, Any]) -> str:
        body = services.establish_body(actor=self.actor, region_id=region.pk, **data)
        return reverse("console:body_detail", args=[body.pk])


class NewCenter(RegionForm):
    form_class = NewCenterForm

    @property
    def title(self) -> str:  # type: ignore[override]
        return _("Open the governance centre")

    def perform(self, region: Region, data: dict[str, Any]) -> str:
        center = services.open_center(actor=self.actor, region_id=region.pk, **data)
        return reverse("console:center_detail", args=[center.pk])


urlpatterns = [
    path("organisation/", OrganisationPage.as_view(), name="organisation"),
    path("organisation/regions/<int:pk>/", RegionPage.as_view(), name="region_detail"),
    path("organisation/regions/<int:pk>/children/", RegionBranch.as_view(), name="region_branch"),
    path("organisation/regions/<int:pk>/change/", ChangeRegion.as_view(), name="region_change"),
    path("organisation/regions/<int:pk>/units/new/", NewOrgan.as_view(), name="organ_new"),
    path("organisation/regions/<int:pk>/body/new/", NewBody.as_view(), name="body_new"),
    path("organisation/regions/<int:pk>/center/new/", NewCenter.as_view(), name="center_new"),
]
