"""Rules of the office: those in force, trying one on the past, switching on and off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _

from grids.queries.rulebook import area_names, class_names
from pingan.access.policy import allows, fetch
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.common.slots import matter_urls
from pingan.web.forms import add_errors
from pingan.web.listing import paged
from pingan.web.pages import Page
from pingan.web.tables import page_of
from risk.models import ScreeningRule
from risk.models.screening import RuleTerms
from risk.pages.screening_forms import RuleForm, SwitchForm
from risk.queries.screening.rulebook import rules_standing, versions_of_rule
from risk.queries.screening.trials import Trial, latest_trials, trial_of
from risk.services.screening.rulebook import switch_off, switch_on, try_rule

LARGEST_ID = 2**63 - 1
_TERMS = ("name", "kind", "counted", "class_code", "least", "days", "people", "region_code", "source", "code")


class RuleList(Page):
    """The rules in force around the post's area, and the latest trials of its own."""

    duty = "signal.view_area"
    template_name = "risk/screening/rules.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        order = ("region_code", "code", "pk")
        page = page_of(rules_standing(self.actor), order=order, cursor=request.GET.get("cursor", ""))
        names = class_names({rule.class_code for rule in page.rows})
        areas = area_names({rule.region_code for rule in page.rows})
        return self.render(
            {
                "rows": [
                    (
                        rule,
                        names.get(rule.class_code, rule.class_code),
                        areas.get(rule.region_code, rule.region_code),
                    )
                    for rule in page.rows
                ],
                "may_edit": self.actor.has("signal.rules"),
                "trials": latest_trials(self.actor),
                "previous_url": paged(request, page.previous),
                "next_url": paged(request, page.next),
            }
        )


class RuleDetail(Page):
    """One rule with all its versions; switched off here."""

    duty = "signal.view_area"
    template_name = "risk/screening/rule.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self._rule(pk), SwitchForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        rule, form = self._rule(pk), SwitchForm(request.POST)
        if form.is_valid():
            try:
                switch_off(actor=self.actor, rule_id=rule.pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("The rule is switched off."))
                return redirect("risk:screening_rule_list")
        return self._show(rule, form, status=422)

    def _rule(self, pk: int) -> ScreeningRule:
        if pk > LARGEST_ID:
            raise NotFound()
        return fetch(ScreeningRule, self.actor, pk)

    def _show(self, rule: ScreeningRule, form: SwitchForm, *, status: int = 200) -> HttpResponse:
        context = {
            "rule": rule,
            "area_name": _area(rule),
            "class_name": class_names([rule.class_code]).get(rule.class_code, rule.class_code),
            "versions": versions_of_rule(self.actor, rule),
            "form": form,
            "may_edit": rule.effective_to is None and allows(self.actor, "edit", rule),
        }
        return self.render(context, status=status)


class TryRule(Page):
    """The form of a rule: sent, it is tried on the past quarter."""

    duty = "signal.rules"
    template_name = "risk/screening/new.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        initial: dict[str, Any] = {}
        text = request.GET.get("of", "")
        if text.isascii() and text.isdigit() and len(text) < 19:
            rule = fetch(ScreeningRule, self.actor, int(text))
            initial = {name: getattr(rule, name) for name in _TERMS}
        return self.render({"form": RuleForm(actor=self.actor, initial=initial)})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = RuleForm(request.POST, actor=self.actor)
        if form.is_valid():
            try:
                tried = try_rule(actor=self.actor, data=form.data_of_rule())
            except Invalid as error:
                add_errors(form, error)
            else:
                return redirect("risk:screening_trial", tried.pk)
        return self.render({"form": form}, status=422)


class TrialPage(Page):
    """What a rule would have found; switched on here."""

    duty = "signal.rules"
    template_name = "risk/screening/trial.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self._trial(pk), SwitchForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        trial, form = self._trial(pk), SwitchForm(request.POST)
        if form.is_valid():
            try:
                rule = switch_on(actor=self.actor, back_test_id=pk, reason=form.cleaned_data["reason"])
            except Invalid as error:
                add_errors(form, error)
            except Conflict as error:
                form.add_error(None, str(error.message))
            else:
                messages.success(request, _("The rule is switched on."))
                return redirect("risk:screening_rule", rule.pk)
        return self._show(trial, form, status=422)

    def _trial(self, pk: int) -> Trial:
        if pk > LARGEST_ID:
            raise NotFound()
        return trial_of(self.actor, pk)

    def _show(self, trial: Trial, form: SwitchForm, *, status: int = 200) -> HttpResponse:
        rows = [(one, [(matter, _address(matter)) for matter in one.matters[:10]]) for one in trial.episodes]
        context = {
            "trial": trial, "tried": trial.row, "area_name": _area(trial.row),
            "class_name": class_names([trial.row.class_code]).get(trial.row.class_code, trial.row.class_code),
            "signals": trial.count, "rows": rows, "form": form,
        }  # fmt: skip
        return self.render(context, status=status)


def _area(rule: RuleTerms) -> str:
    """Return the name of the division in which a rule holds."""
    return area_names([rule.region_code]).get(rule.region_code, rule.region_code)


def _address(matter: Any) -> str:
    found = matter_urls.get(matter.kind)
    return found(matter.pk) if found else ""


urlpatterns = [
    path("risk/screening/rules/", RuleList.as_view(), name="screening_rule_list"),
    path("risk/screening/rules/new/", TryRule.as_view(), name="screening_rule_new"),
    path("risk/screening/rules/<int:pk>/", RuleDetail.as_view(), name="screening_rule"),
    path("risk/screening/trials/<int:pk>/", TrialPage.as_view(), name="screening_trial"),
]
