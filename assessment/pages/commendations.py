"""Commendations: the page of one, its actions, the nomination, a name read for a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.machine.commendations import COMMENDATIONS
from assessment.models import Commendation
from assessment.models.case_choices import Nominee
from assessment.pages.commendation_list import LIST, WORDS, nominee_of
from assessment.pages.details import AssessmentDetail
from assessment.queries.cases import nominable_units, subjects_below
from assessment.queries.commendations import told_obstacles
from assessment.services.commendations import NewCommendation, nominate, reveal_nominee
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.common.errors import Invalid, NotFound
from pingan.org.models import Region
from pingan.web.forms import add_errors, choose
from pingan.web.pages import Page
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import LARGEST_ID, MatterAction


class NominationForm(forms.Form):
    """Who is nominated, for which honour, for what."""

    nominee = forms.ChoiceField(
        label=gettext_lazy("Nominee"), choices=Nominee.choices, widget=forms.RadioSelect, initial="unit"
    )
    organ = forms.TypedChoiceField(
        label=gettext_lazy("Unit, or the unit of the individual"),
        required=False,
        coerce=int,
        empty_value=None,
    )
    division = forms.TypedChoiceField(
        label=gettext_lazy("Or: division below yours"), required=False, coerce=int, empty_value=None
    )
    name = forms.CharField(
        label=gettext_lazy("Name of the individual or family"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Kept encrypted and shown masked; leave empty for a unit."),
    )
    honour = forms.CharField(label=gettext_lazy("Honour"), max_length=120)
    deeds = forms.CharField(
        label=gettext_lazy("Deeds"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body = Region(pk=actor.region_id)
        choose(self, "organ", [("", "—"), *((str(o.pk), str(o)) for o in nominable_units(actor, body))])
        choose(self, "division", [("", "—"), *((str(one.pk), one.name) for one in subjects_below(body))])


def facts(row: Commendation) -> list[tuple[Any, Any]]:
    """Return the facts of a commendation in a few words each; a person's name stands in a part of its own."""
    found: list[tuple[Any, Any]] = [(_("Nominee"), row.get_nominee_display()), (_("Honour"), row.honour)]
    if row.organ is not None:
        found.append((_("Unit"), str(row.organ)))
    if row.division is not None:
        found.append((_("Division"), row.division.name))
    if row.decided_on is not None:
        found += [(_("Decided on"), row.decided_on), (_("Document number"), row.document_number)]
        found.append((_("Decided by"), str(row.decided_organ)))
    return found


class CommendationDetail(AssessmentDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = ("nominated", "checked", "publicized", "decided", "published")
    action_name = "assessment:commendation_action"
    parts = "assessment/commendation/_parts.html"

    def particulars(self, detail: Commendation) -> Mapping[str, Any]:
        """Return what is particular to a commendation: deeds, the masked name, what stands against it."""
        is_open = detail.matter.state in {"nominated", "checked", "publicized"}
        told = told_obstacles(self.actor, detail, timezone.localdate()) if is_open else []
        may_reveal = bool(detail.name) and allows(self.actor, "reveal", detail)
        return {
            "commendation": detail,
            "facts": facts(detail),
            "masked": nominee_of(detail) if detail.name else "",
            "reveal_url": reverse("assessment:commendation_reveal", args=[detail.pk]) if may_reveal else "",
            "obstacles": told,
        }


class CommendationAction(MatterAction):
    spec = LIST
    duty = LIST.duty
    machine = COMMENDATIONS
    words = WORDS


class NominatePage(MatterPage):
    """The nomination; what was typed comes back with every refusal."""

    duty = "commendation.nominate"
    template_name = "assessment/commendation/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(NominationForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NominationForm(request.POST, actor=self.actor)
        if form.is_valid():
            try:
                row = nominate(actor=self.actor, data=NewCommendation(**form.cleaned_data))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Nominated as %(number)s.") % {"number": row.matter.number})
                return self.sent(reverse("assessment:commendation_detail", args=[row.pk]))
        return self._form(form, status=422)

    def _form(self, form: NominationForm, *, status: int = 200) -> HttpResponse:
        return self.render({"form": form}, status=status)


class RevealNominee(Page):
    """Shows the name once, after the reason is written down. Never stored, never cached."""

    duty = LIST.duty
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if pk > LARGEST_ID:
            raise NotFound()
        reason = request.POST.get("reason", "").replace("\0", "")[:200]
        context: dict[str, Any] = {"pk": pk}
        status = 200
        try:
            context["shown"] = reveal_nominee(actor=self.actor, commendation_id=pk, reason=reason)
        except Invalid as error:
            context["problems"] = [str(text) for texts in error.fields.values() for text in texts]
            status = 422
        name = "_name.html" if getattr(request, "htmx", False) else "name.html"
        answer = render(request, f"assessment/commendation/{name}", context, status=status)
        answer["Cache-Control"] = "no-store"
        return answer


urlpatterns = [
    *list_addresses("assessment/commendations/", LIST),
    path("assessment/commendations/new/", NominatePage.as_view(), name="commendation_new"),
    path("assessment/commendations/<int:pk>/", CommendationDetail.as_view(), name="commendation_detail"),
    path("assessment/commendations/<int:pk>/reveal/", RevealNominee.as_view(), name="commendation_reveal"),
    path(
        "assessment/commendations/<int:pk>/actions/<slug:name>/",
        CommendationAction.as_view(),
        name="commendation_action",
    ),
]
