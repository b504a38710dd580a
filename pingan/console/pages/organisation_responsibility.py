"""Who answers for what, by year and on a day (Article 7)."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import fetch, visible_to
from pingan.console.pages.organisation_bodies import version_of
from pingan.console.pages.organisation_forms import (
    REFUSALS,
    EndForm,
    RegisterFilter,
    ResponsibilityForm,
    show,
)
from pingan.console.queries import organisation as queries
from pingan.org import services
from pingan.org.models import LeaderResponsibility
from pingan.web.pages import Page


class ResponsibilityRegister(Page):
    duty = "responsibility.view"
    template_name = "console/organisation/responsibility.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        form = RegisterFilter(request.GET)
        asked = form.cleaned_data if form.is_valid() else {}
        day = asked.get("on")
        year = day.year if day else asked.get("year") or timezone.localdate().year
        rows = queries.responsibilities(self.actor, year=year, on=day)
        editable = visible_to(LeaderResponsibility, self.actor, "edit").filter(year=year, valid_to=None)
        return self.render(
            {
                "form": form,
                "year": year,
                "day": day,
                "rows": rows,
                "editable": set(editable.values_list("pk", flat=True)),
                "may_edit": self.actor.has("responsibility.edit"),
            },
            status=200 if form.is_valid() else 422,
        )


class NewResponsibility(Page):
    duty = "responsibility.edit"
    template_name = "console/organisation/form.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(ResponsibilityForm(organs=queries.organs_to_edit(self.actor)))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ResponsibilityForm(request.POST, organs=queries.organs_to_edit(self.actor))
        if not form.is_valid():
            return self._show(form, status=422)
        data = dict(form.cleaned_data)
        try:
            row = services.record_responsibility(actor=self.actor, organ_id=data.pop("organ").pk, **data)
        except REFUSALS as refusal:
            return self._show(form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect(reverse("console:responsibility_register") + f"?year={row.year}")

    def _show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        back = reverse("console:responsibility_register")
        title = _("Enter a responsible person")
        trail = [{"label": _("Responsibility register"), "url": back}, {"label": title, "url": ""}]
        return self.render({"form": form, "title": title, "cancel_url": back, "crumbs": trail}, status=status)


class EndResponsibility(Page):
    duty = "responsibility.edit"
    template_name = "console/organisation/form.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(fetch(LeaderResponsibility, self.actor, pk, "edit"), EndForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = fetch(LeaderResponsibility, self.actor, pk, "edit")
        form = EndForm(request.POST)
        if not form.is_valid():
            return self._show(row, form, status=422)
        try:
            services.end_responsibility(
                actor=self.actor,
                responsibility_id=pk,
                seen_version=version_of(request),
                **form.cleaned_data,
            )
        except REFUSALS as refusal:
            return self._show(row, form, status=show(form, refusal))
        messages.success(request, _("Saved."))
        return redirect(reverse("console:responsibility_register") + f"?year={row.year}")

    def _show(self, row: LeaderResponsibility, form: forms.Form, *, status: int = 200) -> HttpResponse:
        back = reverse("console:responsibility_register")
        title = _("End a responsibility")
        context = {
            "form": form,
            "title": title,
            "lead": f"{row.name} · {row.title}",
            "cancel_url": back,
            "crumbs": [{"label": _("Responsibility register"), "url": back}, {"label": title, "url": ""}],
            "seen_version": row.version,
        }
        return self.render(context, status=status)


urlpatterns = [
    path("organisation/responsibility/", ResponsibilityRegister.as_view(), name="responsibility_register"),
    path("organisation/responsibility/new/", NewResponsibility.as_view(), name="responsibility_new"),
    path("organisation/responsibility/<int:pk>/end/", EndResponsibility.as_view(), name="responsibility_end"),
]
