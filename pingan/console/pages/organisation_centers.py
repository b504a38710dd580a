"""A governance centre: premises, agencies and the standardisation check (Article 13)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.access.policy import allows, fetch
from pingan.console.pages.organisation import crumbs
from pingan.console.pages.organisation_bodies import version_of
from pingan.console.pages.organisation_forms import (
    REFUSALS,
    AgencyForm,
    CenterForm,
    CheckForm,
    EndForm,
    show,
    tell,
)
from pingan.console.queries import organisation as queries
from pingan.org import services
from pingan.org.models import GovernanceCenter, ResidentAgency
from pingan.org.queries import path_to
from pingan.web.pages import Page


def _center(page: Page, pk: int) -> GovernanceCenter:
    return fetch(GovernanceCenter, page.actor, pk, "edit", refine=lambda rows: rows.select_related("region"))


class CenterPage(Page):
    duty = "organisation.view"
    template_name = "console/organisation/center.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        view = queries.center_view(self.actor, pk)
        return self.render(
            {
                "view": view,
                "center": view.center,
                "crumbs": crumbs(path_to(view.center.region), view.center.name),
                "may_edit": allows(self.actor, "edit", view.center) and view.center.valid_to is None,
            }
        )


class CheckLine(Page):
    """Records one line of the check; each line is a small form of its own."""

    duty = "organisation.edit"

    def post(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        center = _center(self, pk)
        form = CheckForm(request.POST)
        if form.is_valid():
            try:
                services.check_line(actor=self.actor, center_id=center.pk, code=code, **form.cleaned_data)
                messages.success(request, _("Saved."))
            except REFUSALS as refusal:
                show(form, refusal)
        tell(request, form)
        return redirect(reverse("console:center_detail", args=[center.pk]) + "#checklist")


class EditCenter(Page):
    duty = "organisation.edit"
    template_name = "console/organisation/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        center = _center(self, pk)
        initial = {name: getattr(center, name) for name in CenterForm.base_fields}
        return self._show(center, CenterForm(initial=initial))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        center = _center(self, pk)
        form = CenterForm(request.POST)
        if not form.is_valid():
            return self._show(center, form, status=422)
        try:
            services.edit_center(
                actor=self.actor, center_id=pk, seen_version=version_of(request), **form.cleaned_data
            )
        except REFUSALS as refusal:
            return self._show(center, form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect("console:center_detail", pk=pk)

    def _show(self, center: GovernanceCenter, form: forms.Form, *, status: int = 200) -> HttpResponse:
        context = _form_context(center, form, _("Edit the centre"))
        return self.render({**context, "seen_version": center.version}, status=status)


class AdmitAgency(Page):
    duty = "organisation.edit"
    template_name = "console/organisation/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        center = _center(self, pk)
        return self._show(center, AgencyForm(organs=queries.units_of(self.actor, center.region)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        center = _center(self, pk)
        form = AgencyForm(request.POST, organs=queries.units_of(self.actor, center.region))
        if not form.is_valid():
            return self._show(center, form, status=422)
        data = dict(form.cleaned_data)
        try:
            services.admit_agency(actor=self.actor, center_id=pk, organ_id=data.pop("organ").pk, **data)
        except REFUSALS as refusal:
            return self._show(center, form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect("console:center_detail", pk=pk)

    def _show(self, center: GovernanceCenter, form: forms.Form, *, status: int = 200) -> HttpResponse:
        return self.render(_form_context(center, form, _("Admit an agency")), status=status)


class EndAgency(Page):
    duty = "organisation.edit"

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        agency = fetch(ResidentAgency, self.actor, pk, "edit")
        form = EndForm(request.POST)
        if form.is_valid():
            try:
                services.end_agency(actor=self.actor, agency_id=pk, **form.cleaned_data)
                messages.success(request, _("Saved."))
            except REFUSALS as refusal:
                show(form, refusal)
        tell(request, form)
        return redirect("console:center_detail", pk=agency.center_id)


def _form_context(center: GovernanceCenter, form: forms.Form, title: str) -> dict[str, Any]:
    return {
        "form": form,
        "title": title,
        "lead": center.name,
        "cancel_url": reverse("console:center_detail", args=[center.pk]),
        "crumbs": crumbs(path_to(center.region), title),
    }


urlpatterns = [
    path("organisation/centers/<int:pk>/", CenterPage.as_view(), name="center_detail"),
    path("organisation/centers/<int:pk>/edit/", EditCenter.as_view(), name="center_edit"),
    path("organisation/centers/<int:pk>/check/<slug:code>/", CheckLine.as_view(), name="center_check"),
    path("organisation/centers/<int:pk>/agencies/new/", AdmitAgency.as_view(), name="agency_admit"),
    path("organisation/agencies/<int:pk>/end/", EndAgency.as_view(), name="agency_end"),
]
