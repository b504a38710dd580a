"""What if a weight or a number of a rule were another: ranking and grades on a copy, on what was frozen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import AssessmentRun, Indicator
from assessment.pages.runs import run_at
from assessment.pages.scheme_forms import with_params
from assessment.queries.run_plans import grade_names, scored_indicators
from assessment.queries.run_units import oversees, peer_groups
from assessment.rules.params import ParamFault
from assessment.services.run_checks import Moved, what_if
from pingan.common.errors import Forbidden, IllegalAction
from pingan.web.forms import choose
from pingan.web.pages import Page

#: Units shown; the totals of all are computed.
SHOWN = 200


class WhatIfForm(forms.Form):
    """One indicator with another weight or other numbers, in one peer group.

    Once the indicator is chosen its weight and the numbers of its method stand in the form as they are.
    """

    group = forms.ChoiceField(label=gettext_lazy("Peer group"))
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    shown_for = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, run: AssessmentRun, chosen: Indicator | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params: list[str] = []
        choose(self, "group", [(name, name) for name in peer_groups(run)])
        choose(self, "indicator", [(row.code, str(row)) for row in scored_indicators(run.scheme_id)])
        if chosen is None:
            return
        numbers = {f"param_{name}": value for name, value in chosen.params.items()}
        said = {"indicator": chosen.code, "shown_for": chosen.code, "weight": chosen.weight}
        self.initial = {**self.initial, **said, **numbers}
        self.fields["weight"] = forms.DecimalField(
            label=_("Weight"), min_value=0, max_value=1000, max_digits=7, decimal_places=2
        )
        self.params = with_params(self, chosen.method)

    def changed(self) -> dict[str, dict[str, Any]]:
        """Return the indicator as it would be."""
        data = self.cleaned_data
        params = {name.removeprefix("param_"): data[name] for name in self.params}
        told = {name: value for name, value in params.items() if value not in ("", [])}
        return {data["indicator"]: {"weight": data["weight"], "params": told}}


class WhatIf(Page):
    """A question is a GET: nothing is stored, and the address can be given to somebody else."""

    duty = "run.view_area"
    template_name = "assessment/run/what_if.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        run = run_at(self, pk)
        if not oversees(self.actor, run):
            raise Forbidden()
        if run.computed_at is None:
            raise IllegalAction(_("The assessment is not at this point: look at its page."))
        code = request.GET.get("indicator", "")
        chosen = next((row for row in scored_indicators(run.scheme_id) if row.code == code), None)
        # The numbers in the form belong to the indicator that they were shown for: another choice shows its own first.
        is_asked = bool(code) and (chosen is None or request.GET.get("shown_for") == code)
        group = {"group": request.GET["group"]} if "group" in request.GET else {}
        form = WhatIfForm(request.GET if is_asked else None, run=run, chosen=chosen, initial=group)
        moved = self._moved(run, form) if is_asked and form.is_valid() else []
        names = grade_names(run.scheme)
        return self.render(
            {
                "run": run,
                "form": form,
                "is_chosen": chosen is not None,
                "rows": [(row, [names.get(code, code) for code in row.grade]) for row in moved[:SHOWN]],
                "more": max(0, len(moved) - SHOWN),
                "climbs": sum(row.rise > 0 for row in moved),
                "regraded": sum(row.grade[0] != row.grade[1] for row in moved),
                "is_asked": is_asked and not form.errors,
            },
            status=422 if is_asked and form.errors else 200,
        )

    def _moved(self, run: AssessmentRun, form: WhatIfForm) -> list[Moved]:
        try:
            return what_if(run, form.changed(), form.cleaned_data["group"])
        except ParamFault as error:
            for name, sentence in error.fields.items():
                form.add_error(f"param_{name}" if f"param_{name}" in form.fields else None, sentence)
            return []


urlpatterns = [path("assessment/runs/<int:pk>/what-if/", WhatIf.as_view(), name="run_what_if")]
