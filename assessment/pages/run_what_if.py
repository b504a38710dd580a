"""What if a weight or a number of a rule were another: ranking and grades on a copy, on what was frozen."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessment.models import AssessmentRun
from assessment.pages.runs import run_at
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
    """One indicator with another weight or other numbers, in one peer group."""

    group = forms.ChoiceField(label=gettext_lazy("Peer group"))
    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    weight = forms.DecimalField(
        label=gettext_lazy("Weight"),
        required=False,
        min_value=0,
        max_value=1000,
        max_digits=7,
        decimal_places=2,
    )
    params = forms.CharField(
        label=gettext_lazy("Numbers of the method"),
        required=False,
        max_length=1000,
        help_text=gettext_lazy(
            'As in the scheme, for example {"floor": "60", "target": "95"}; blank: as they are.'
        ),
    )

    def __init__(self, *args: Any, run: AssessmentRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "group", [(name, name) for name in peer_groups(run)])
        choose(self, "indicator", [(row.code, str(row)) for row in scored_indicators(run.scheme_id)])

    def clean_params(self) -> dict[str, Any] | None:
        """Read what was typed as the document of a method's numbers."""
        typed = self.cleaned_data["params"].strip()
        if not typed:
            return None
        try:
            found = json.loads(typed)
        except ValueError as error:
            raise forms.ValidationError(_("Write it as in the scheme.")) from error
        if not isinstance(found, dict):
            raise forms.ValidationError(_("Write it as in the scheme."))
        return found

    def changed(self) -> dict[str, dict[str, Any]]:
        """Return what differs from the scheme."""
        data = self.cleaned_data
        found = {name: data[name] for name in ("weight", "params") if data.get(name) is not None}
        return {data["indicator"]: found} if found else {}


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
        is_asked = "indicator" in request.GET
        form = WhatIfForm(request.GET if is_asked else None, run=run)
        moved: list[Moved] = []
        if is_asked and form.is_valid():
            try:
                moved = what_if(run, form.changed(), form.cleaned_data["group"])
            except ParamFault as error:
                sentences = [f"{name}: {sentence}" for name, sentence in error.fields.items()]
                form.add_error("params", sentences)
        names = grade_names(run.scheme)
        return self.render(
            {
                "run": run,
                "form": form,
                "rows": [(row, [names.get(code, code) for code in row.grade]) for row in moved[:SHOWN]],
                "more": max(0, len(moved) - SHOWN),
                "climbs": sum(row.rise > 0 for row in moved),
                "regraded": sum(row.grade[0] != row.grade[1] for row in moved),
                "is_asked": is_asked and not form.errors,
            },
            status=422 if is_asked and form.errors else 200,
        )


urlpatterns = [path("assessment/runs/<int:pk>/what-if/", WhatIf.as_view(), name="run_what_if")]
