"""People's mediation committees: list, detail, setting up, correcting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.models import DisputeType, MediationCommittee, Mediator
from disputes.models.choices import CommitteeKind
from disputes.pages.committees_forms import (
    CommitteeForm,
    CountyForm,
    Where,
    add_errors,
    choose,
    version_of,
    where,
)
from disputes.queries.committees import Load, divisions_for, listed_committees, loads_by, mediators_of
from disputes.queries.types import type_choices
from disputes.services.committees import CommitteeData, add_committee, edit_committee
from grids.queries.grid_lists import counties_in
from pingan.access.policy import allows, fetch
from pingan.access.queries import region_for
from pingan.common.errors import Invalid
from pingan.web.pages import Page
from pingan.web.tables import address, page_of

ORDER = ("organ__region__code", "organ__name_pinyin", "pk")
COUNTY_LEVEL = 3


def asked_text(request: HttpRequest) -> str:
    """Return what was typed into the search box, bounded."""
    return request.GET.get("q", "").replace("\0", "").strip()[:60]


def known(value: str, choices: Any) -> str:
    """Return a filter's value if it is one of the choices; blank otherwise."""
    return value if value in {str(key) for key, _label in choices} else ""


def crumbs_of(found: Where, here: str) -> list[dict[str, str]]:
    """Return the way up from the division that is shown."""
    return [{"label": step.name, "url": f"{here}?{urlencode({'region': step.code})}"} for step in found.path]


def shown_mediators(
    people: Iterable[Mediator], loads: Mapping[int, Load]
) -> list[tuple[Mediator, Load, list[DisputeType], bool]]:
    """Return mediators with load, specialities, and whether they serve today."""
    today = timezone.localdate()
    return [
        (
            row,
            loads.get(row.pk, Load()),
            list(row.specialities.all()),
            row.active_to is None or row.active_to > today,
        )
        for row in people
    ]


class CommitteeList(Page):
    duty = "mediation.view"
    template_name = "disputes/committee/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = where(self.actor, request.GET.get("region", ""))
        types = type_choices()
        kind = known(request.GET.get("kind", ""), CommitteeKind.choices)
        type_code = known(request.GET.get("type", ""), types)
        text = asked_text(request)
        rows = listed_committees(
            self.actor, prefixes=found.prefixes, kind=kind, type_code=type_code, text=text
        )
        page = page_of(rows, order=ORDER, cursor=request.GET.get("cursor", ""))
        loads = loads_by(self.actor, "committee_id", [row.pk for row in page.rows])
        here = reverse("disputes:committee_list")
        return self.render(
            {
                "where": found,
                "crumbs": crumbs_of(found, here),
                "text": text,
                "kinds": [(value, label, value == kind) for value, label in CommitteeKind.choices],
                "types": [(value, label, value == type_code) for value, label in types],
                "rows": [(row, loads.get(row.pk, Load())) for row in page.rows],
                "total": rows.order_by().count(),
                "may_add": self.actor.has("mediation.edit"),
                "previous_url": page.previous and f"{address(request.GET)}&cursor={page.previous}",
                "next_url": page.next and f"{address(request.GET)}&cursor={page.next}",
            }
        )


class CommitteeDetail(Page):
    duty = "mediation.view"
    template_name = "disputes/committee/detail.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        committee = fetch(
            MediationCommittee,
            self.actor,
            pk,
            refine=lambda rows: rows.select_related("organ__region__parent"),
        )
        people = list(mediators_of(self.actor, committee))
        loads = loads_by(self.actor, "mediator_id", [row.pk for row in people])
        return self.render(
            {
                "committee": committee,
                "people": shown_mediators(people, loads),
                "load": loads_by(self.actor, "committee_id", [pk]).get(pk, Load()),
                "may_edit": allows(self.actor, "edit", committee),
                "week_url": f"{reverse('disputes:mediation_week')}?{urlencode({'committee': pk})}",
            }
        )


class CommitteeNew(Page):
    """The form of a new committee; above the county, first the question in which county."""

    duty = "mediation.edit"
    template_name = "disputes/committee/form.html"

    def _show(self, form: Any, status: int = 200, **context: Any) -> HttpResponse:
        back = reverse("disputes:committee_list")
        title = _("Add a committee")
        crumbs = [{"label": _("Mediation committees"), "url": back}, {"label": title}]
        return self.render(
            {"form": form, "title": title, "crumbs": crumbs, "cancel_url": back, **context}, status=status
        )

    def _form(self, request: HttpRequest) -> CommitteeForm | CountyForm:
        region = region_for(self.actor, request.GET.get("region", "")[:12])
        data = request.POST if request.method == "POST" else None
        if region.level < COUNTY_LEVEL:
            county = CountyForm(data)
            pairs = [(row.code, f"{row.parent} · {row.name}") for row in counties_in(self.actor, region)]
            choose(county, "county", [("", _("Choose…")), *pairs])
            return county
        form = CommitteeForm(data)
        choose(form, "region", [("", _("Choose…")), *divisions_for(self.actor, region)])
        return form

    def get(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        return self._show(form, submit_label=_("Continue") if isinstance(form, CountyForm) else "")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request)
        if not form.is_valid():
            return self._show(form, 422)
        if isinstance(form, CountyForm):
            return redirect(f"{reverse('disputes:committee_new')}?region={form.cleaned_data['county']}")
        data = dict(form.cleaned_data)
        region_id = data.pop("region")
        try:
            committee = add_committee(actor=self.actor, region_id=region_id, data=CommitteeData(**data))
        except Invalid as error:
            add_errors(form, error)
            return self._show(form, 422)
        messages.success(request, _("The committee is added. Name its mediators next."))
        return redirect("disputes:committee_detail", pk=committee.pk)


class CommitteeEdit(Page):
    duty = "mediation.edit"
    template_name = "disputes/committee/form.html"

    def _committee(self, pk: int) -> MediationCommittee:
        refine = lambda rows: rows.select_related("organ__region")  # noqa: E731 - one line says it
        return fetch(MediationCommittee, self.actor, pk, "edit", refine=refine)

    def _show(
        self, committee: MediationCommittee, form: CommitteeForm, seen: str, status: int = 200
    ) -> HttpResponse:
        back = reverse("disputes:committee_detail", args=[committee.pk])
        crumbs = [
            {"label": _("Mediation committees"), "url": reverse("disputes:committee_list")},
            {"label": str(committee), "url": back},
            {"label": _("Edit")},
        ]
        context = {"form": form, "title": str(committee), "crumbs": crumbs, "cancel_url": back}
        return self.render({**context, "seen_version": seen}, status=status)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._committee(pk)
        initial = {
            "name": row.organ.name, "kind": row.kind, "chair": row.chair, "rooms": "\n".join(row.rooms),
            "document_code": row.organ.document_code, "phone": row.organ.phone,
            "established_on": row.established_on,
        }  # fmt: skip
        return self._show(row, _edit_form(initial=initial), str(row.version))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = self._committee(pk)
        form = _edit_form(request.POST)
        if form.is_valid():
            try:
                edit_committee(
                    actor=self.actor,
                    committee_id=pk,
                    data=CommitteeData(**form.cleaned_data),
                    seen_version=version_of(request),
                )
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The committee is changed."))
                return redirect("disputes:committee_detail", pk=pk)
        return self._show(row, form, request.POST.get("seen_version", ""), 422)


def _edit_form(data: Any = None, initial: Any = None) -> CommitteeForm:
    """Return the form of a committee that stays where it is."""
    form = CommitteeForm(data, initial=initial)
    del form.fields["region"]
    return form


urlpatterns = [
    path("mediation/committees/", CommitteeList.as_view(), name="committee_list"),
    path("mediation/committees/new/", CommitteeNew.as_view(), name="committee_new"),
    path("mediation/committees/<int:pk>/", CommitteeDetail.as_view(), name="committee_detail"),
    path("mediation/committees/<int:pk>/edit/", CommitteeEdit.as_view(), name="committee_edit"),
]
