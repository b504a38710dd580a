"""The desk's pages of volunteers (Article 54): by place, never by hours; nobody is compared with anybody."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from grids.models import Volunteer, VolunteerService
from grids.pages.details import masked_phone
from grids.pages.volunteer_forms import (
    CertifyForm,
    CorrectionForm,
    HoursForm,
    LeavingForm,
    ReasonForm,
    RenewalForm,
    ThreatForm,
)
from grids.policy.submissions import DESK
from grids.queries.submissions import full_name
from grids.queries.volunteer_hours import certificates_of, given_by, hours_of
from grids.queries.volunteers import (
    PARTS,
    activities_for,
    police_for,
    services_of,
    volunteers_visible,
)
from grids.rules.incidents import masked_name
from grids.services.volunteer_hours import correct_hours, note_hours
from grids.services.volunteer_retention import renew
from grids.services.volunteer_threats import Threat, hand_to_police
from grids.services.volunteers import certify, contact_of, let_go
from pingan.common.errors import Invalid, NotFound
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page
from pingan.web.tables import bounded_count, page_of

PART_NAMES = {
    "serving": pgettext_lazy("volunteers", "Serving"),
    "warned": pgettext_lazy("volunteers", "About to end"),
    "left": pgettext_lazy("volunteers", "Have left"),
}
_FORMS: dict[str, type[forms.Form]] = {
    "hours": HoursForm,
    "correct": CorrectionForm,
    "certify": CertifyForm,
    "threat": ThreatForm,
    "reveal": ReasonForm,
    "renew": RenewalForm,
    "leave": LeavingForm,
}


def _choice_of(one: VolunteerService) -> tuple[str, str]:
    """Return one line to choose; its value bears the figure that is seen, so that nothing newer is written over."""
    hours: int = one.hours_now  # type: ignore[attr-defined]
    told = ngettext("%(hours)d hour", "%(hours)d hours", hours) % {"hours": hours}
    return f"{one.pk}:{hours}", f"{one.held_on} {one.title} · {told}"


class VolunteerList(Page):
    """Who serves, by place."""

    duty = DESK
    template_name = "grids/volunteer/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        part = request.GET.get("part", "serving")
        part = part if part in PARTS else "serving"
        rows = volunteers_visible(self.actor, part)
        page = page_of(rows, order=("region_code", "pk"), cursor=request.GET.get("cursor", ""))
        here = f"?{urlencode({'part': part})}"
        context = {
            "tabs": [
                {"label": label, "url": f"?part={key}", "is_current": key == part, "badge": ""}
                for key, label in PART_NAMES.items()
            ],
            "lines": [(row, masked_name(row.name or ""), services_of(row.services)) for row in page.rows],
            "total": bounded_count(rows),
            "previous_url": page.previous and f"{here}&cursor={page.previous}",
            "next_url": page.next and f"{here}&cursor={page.next}",
        }
        return self.render(context)


class VolunteerPage(Page):
    """One volunteer: what was agreed to, the hours, and what the desk may do."""

    duty = DESK
    template_name = "grids/volunteer/detail.html"

    def get(self, request: HttpRequest, pk: int, step: str = "") -> HttpResponse:
        return self._show(self._row(pk), {})

    def _row(self, pk: int) -> Volunteer:
        rows = (volunteers_visible(self.actor, part).filter(pk=pk) for part in PARTS) if pk < 2**63 else ()
        row = next((found for found in (part.first() for part in rows) if found is not None), None)
        if row is None:
            raise NotFound()
        return row

    def _fill(self, form: forms.Form, row: Volunteer) -> None:
        if isinstance(form, HoursForm):
            found = activities_for(self.actor, row)
            lines = [(str(one.pk), f"{one.values['held_on']} {one.values['activity']}") for one in found]
            choose(form, "activity", [("", _("Choose…")), *lines])
        if isinstance(form, CorrectionForm):
            choose(form, "service", [("", _("Choose…")), *(_choice_of(one) for one in given_by(row))])
        if isinstance(form, ThreatForm):
            units = [(str(unit.pk), unit.name) for unit in police_for(row.region_code)]
            choose(form, "organ", units or [("", _("No police unit is recorded here"))])

    def _show(
        self, row: Volunteer, sent: dict[str, forms.Form], status: int = 200, contact: str = ""
    ) -> HttpResponse:
        made = {name: sent.get(name) or kind() for name, kind in _FORMS.items()}
        is_serving = row.left_at is None
        for form in made.values() if is_serving else ():
            self._fill(form, row)
        masked = f"{masked_name(row.name or '')} {masked_phone(row.phone or '')}".strip()
        context = {
            "row": row,
            "place": full_name(row.region),
            "services": services_of(row.services),
            "is_serving": is_serving,
            "contact": contact or masked,
            "is_revealed": bool(contact),
            "given": given_by(row),
            "hours": hours_of(row),
            "certificates": certificates_of(row),
            "forms": made,
        }
        return self.render(context, status=status)


class VolunteerStep(VolunteerPage):
    """One of the forms of that page, sent."""

    def post(self, request: HttpRequest, pk: int, step: str = "") -> HttpResponse:
        row = self._row(pk)
        made = _FORMS.get(step)
        if made is None:
            raise NotFound()
        form = made(request.POST)
        self._fill(form, row)
        if not form.is_valid():
            return self._show(row, {step: form}, 422)
        try:
            answer: Any = getattr(self, f"_{step}")(row, form.cleaned_data)
        except Invalid as error:
            add_errors(form, error)
            return self._show(row, {step: form}, 422)
        return answer if isinstance(answer, HttpResponse) else self.sent(answer)

    def _here(self, row: Volunteer, sentence: str) -> str:
        messages.success(self.request, sentence)
        return reverse("grids:volunteer_detail", args=[row.pk])

    def _hours(self, row: Volunteer, data: dict[str, Any]) -> str:
        note_hours(actor=self.actor, pk=row.pk, activity=int(data["activity"]), hours=data["hours"])
        return self._here(row, _("The hours are noted."))

    def _correct(self, row: Volunteer, data: dict[str, Any]) -> str:
        service, _colon, seen = data["service"].partition(":")
        correct_hours(
            actor=self.actor,
            pk=row.pk,
            service=int(service),
            hours=data["hours"],
            reason=data["reason"],
            seen=int(seen),
        )
        return self._here(row, _("The hours are corrected; the figure before stays in the record."))

    def _certify(self, row: Volunteer, data: dict[str, Any]) -> str:
        paper = certify(actor=self.actor, pk=row.pk)
        return self._here(row, _("Certificate %(number)s is issued.") % {"number": paper.number})

    def _threat(self, row: Volunteer, data: dict[str, Any]) -> str:
        made = hand_to_police(
            actor=self.actor, pk=row.pk, data=Threat(text=data["text"], organ=int(data["organ"]))
        )
        messages.success(self.request, _("%(number)s is with the police.") % {"number": made.matter.number})
        return reverse("grids:incident_detail", args=[made.pk])

    def _reveal(self, row: Volunteer, data: dict[str, Any]) -> HttpResponse:
        name, phone = contact_of(actor=self.actor, pk=row.pk, reason=data["reason"])
        answer = self._show(row, {}, contact=f"{name} {phone}")
        answer["Cache-Control"] = "no-store"
        return answer

    def _renew(self, row: Volunteer, data: dict[str, Any]) -> str:
        renew(actor=self.actor, pk=row.pk)
        return self._here(row, _("The new consent is noted."))

    def _leave(self, row: Volunteer, data: dict[str, Any]) -> str:
        let_go(actor=self.actor, pk=row.pk)
        return self._here(row, _("The data of this volunteer are deleted."))


urlpatterns = [
    path("volunteers/", VolunteerList.as_view(), name="volunteer_list"),
    path("volunteers/<int:pk>/", VolunteerPage.as_view(), name="volunteer_detail"),
    path("volunteers/<int:pk>/<slug:step>/", VolunteerStep.as_view(), name="volunteer_step"),
]
