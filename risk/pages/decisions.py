"""Major decisions: the page of one, its actions, a new one in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action, machine_for
from pingan.web.action_pages import ActionForm
from pingan.web.forms import add_errors
from pingan.web.pages_matter_lists import MatterPage, list_addresses
from pingan.web.pages_matters import MatterAction
from risk.machine.decisions import DECISIONS
from risk.models import MajorDecision
from risk.models.decision_choices import RiskLevel
from risk.pages.decision_forms import DecisionForm
from risk.pages.decision_list import LIST, WORDS
from risk.pages.details import RiskDetail
from risk.pages.project_areas import area_panel, proposed_area
from risk.pages.questionnaire_steps import hint_of, page_after, proposed_for
from risk.pages.questionnaires import shown
from risk.queries.decision_dossiers import DecisionDossier, dossier_of, questionnaires_in
from risk.queries.decisions import approved_assessment, is_exception, lowered_report
from risk.queries.questionnaires import results_of
from risk.rules.scoring import Outcome
from risk.services import NewDecision, register_decision


def facts(decision: MajorDecision) -> list[tuple[Any, Any]]:
    """Return the facts of a decision in a few words each."""
    found: list[tuple[Any, Any]] = [
        (_("Field"), decision.get_field_display()),
        (_("Catalogue"), str(decision.catalogue)),
        (_("Deciding body"), str(decision.catalogue.organ)),
    ]
    if decision.planned_on is not None:
        found.append((_("To be decided about"), f"{decision.planned_on:%Y-%m-%d}"))
    if decision.assessor:
        found.append((_("Assessing unit"), f"{decision.assessor} · {decision.get_assessor_kind_display()}"))
    return found


def _came_to(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    level = RiskLevel(outcome.level).label
    return {"total": f"{outcome.total:.4f}", "level": level, "is_raised": outcome.is_raised}


def particulars(request: HttpRequest, actor: Actor, decision: MajorDecision) -> Mapping[str, Any]:
    """Return what is particular to a decision."""
    dossier: DecisionDossier = dossier_of(actor, decision)
    asked = questionnaires_in(dossier.consultations)
    for one in asked:
        one.consultation.decision = decision
    results = results_of(asked) if asked else {}
    questionnaires = {one.consultation_id: shown(request, one, results[one.pk]) for one in asked}
    return {
        "decision": decision,
        "dossier": dossier,
        "consultations": [
            (row, list(row.opinions.all()), questionnaires.get(row.pk)) for row in dossier.consultations
        ],
        "facts": facts(decision),
        "before": _came_to(dossier.before),
        "after": _came_to(dossier.after),
        "is_exception": is_exception(decision),
        "lowered": lowered_report(decision),
        "alike": [
            {
                "number": one.decision.matter.number,
                "title": one.decision.matter.title,
                "url": reverse("risk:decision_detail", args=[one.decision.pk]),
                "percent": round(one.share * 100),
                "passages": one.passages,
            }
            for one in dossier.alike
        ],
        "panel": area_panel(actor, decision),
        "near": [
            {"number": row.number, "title": row.title, "state": machine_for(row.kind).states[row.state]}
            for row in dossier.near
        ],
    }


class DecisionDetail(RiskDetail):
    spec = LIST
    duty = LIST.duty
    words = WORDS
    order = (
        "listed", "planned", "consulting", "assessing", "reviewing", "assessed", "decided", "following", "closed",
    )  # fmt: skip
    action_name = "risk:decision_action"
    parts = "risk/decision/_parts.html"

    def particulars(self, detail: MajorDecision) -> Mapping[str, Any]:
        """Return what is particular to a decision."""
        return particulars(self.request, self.actor, detail)

    def urgent(self, detail: MajorDecision) -> tuple[str, ...]:
        """Return what comes before all others: once it is assessed, the report is filed, then it is decided."""
        return ("file_report", "decide") if detail.matter.state == "assessed" else ()


class DecisionAction(MatterAction):
    spec = LIST
    # Whoever does not see the decision is told that there is none, whatever the post.
    duty = ""
    machine = DECISIONS
    words = WORDS

    def proposed(self, action: Action, detail: MajorDecision) -> dict[str, Any]:
        """Return the area as it is, the matter that an address names, what a questionnaire's page has chosen."""
        if action.name == "set_area":
            return proposed_area(detail)
        if action.name == "take_off":
            return {"number": self.request.GET.get("number", "")[:32]}
        return proposed_for(action.name, detail, self.request.GET)

    def _show(self, request: HttpRequest, detail: MajorDecision, made: ActionForm) -> HttpResponse:
        if "boundary" in made.form.fields:
            source = reverse("risk:decision_ground", args=[detail.pk])
            made.form.fields["boundary"].widget.attrs["data_source"] = source
            for name in ("regions", "grids"):
                made.form.fields[name].widget.attrs["data_fold"] = "1"
                if not made.form.fields[name].choices:  # type: ignore[attr-defined]
                    del made.form.fields[name]
        return super()._show(request, detail, made)

    def hint(self, action: Action, detail: MajorDecision) -> str:
        """Return what must be known before anything is typed."""
        if action.name == "decide":
            found = approved_assessment(detail)
            if found is None:
                return _(
                    "No approved assessment stands: the decision can be put off or given up, not carried out (Article 24)."
                )
            return _("Level after measures: %(level)s. Conclusion: %(conclusion)s.") % {
                "level": found.get_level_final_display(),
                "conclusion": found.get_conclusion_display(),
            }
        if action.name == "hand_in":
            return _("The level is computed from the scores; another one needs a reason.")
        if action.name == "set_area":
            return _("Disputes and incidents inside it are linked by the system, now and every day.")
        if action.name == "score":
            return _(
                "Your scores stay your own: nobody overwrites them, and you see no others while it is assessed."
            )
        return hint_of(action.name)

    def detail_url(self, pk: int) -> str:
        """Return where its page is; who edits a questionnaire stays with it."""
        inside = page_after(pk, self.kwargs["name"], self.request)
        return inside or super().detail_url(pk)


class NewDecisionPage(MatterPage):
    """The form of a decision for the catalogue; what was typed comes back with every refusal."""

    duty = "decision.register"
    template_name = "risk/decision/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._form(DecisionForm(actor=self.actor))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = DecisionForm(request.POST, actor=self.actor)
        if form.is_valid():
            try:
                decision = register_decision(actor=self.actor, data=NewDecision(**form.cleaned_data))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Registered as %(number)s.") % {"number": decision.matter.number})
                return self.sent(reverse("risk:decision_detail", args=[decision.pk]))
        return self._form(form, status=422)

    def _form(self, form: DecisionForm, *, status: int = 200) -> HttpResponse:
        return self.render({"form": form, "draft_key": f"decision:{self.actor.user_id}"}, status=status)


urlpatterns = [
    *list_addresses("risk/decisions/", LIST),
    path("risk/decisions/new/", NewDecisionPage.as_view(), name="decision_new"),
    path("risk/decisions/<int:pk>/", DecisionDetail.as_view(), name="decision_detail"),
    path("risk/decisions/<int:pk>/actions/<slug:name>/", DecisionAction.as_view(), name="decision_action"),
]
