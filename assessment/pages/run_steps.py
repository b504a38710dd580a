"""What people do to one indicator of one unit: report it, change its points, object to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.models import AssessedUnit, Score
from assessment.pages.run_forms import ChangeForm, ObjectionForm, ReportForm
from assessment.pages.run_trace import line_at
from assessment.pages.run_units import unit_at
from assessment.queries.run_units import Line
from assessment.services.run_reports import Report, needs_whole, report
from assessment.services.run_reviews import NewObjection, change_points, raise_objection
from pingan.access.policy import allows
from pingan.common.errors import Forbidden, Invalid, NotFound
from pingan.web.action_pages import kept_uploads
from pingan.web.forms import add_errors
from pingan.web.pages import Page

#: Methods whose second reported number says how many count again.
_REPEATING = frozenset({"deduct_per_case", "manual"})


class StepPage(Page):
    """A form about one indicator of one unit; what was typed comes back with every refusal."""

    duty = "run.see"
    template_name = "assessment/run/step.html"
    verb: ClassVar[str]
    title: ClassVar[Any]
    submit: ClassVar[Any]

    def made(self, unit: AssessedUnit, line: Line, **data: Any) -> forms.Form:
        """Return the form."""
        raise NotImplementedError

    def take(self, unit: AssessedUnit, line: Line, values: dict[str, Any], files: tuple[int, ...]) -> None:
        """Do it."""
        raise NotImplementedError

    def _at(self, pk: int, unit_pk: int, indicator: int) -> tuple[AssessedUnit, Line]:
        unit = unit_at(self, pk, unit_pk)
        if not allows(self.actor, self.verb, unit):
            raise Forbidden()
        return unit, line_at(self, unit, indicator)

    def get(self, request: HttpRequest, pk: int, unit_pk: int, indicator: int) -> HttpResponse:
        unit, line = self._at(pk, unit_pk, indicator)
        return self._show(unit, line, self.made(unit, line))

    def post(self, request: HttpRequest, pk: int, unit_pk: int, indicator: int) -> HttpResponse:
        unit, line = self._at(pk, unit_pk, indicator)
        form = self.made(unit, line, data=request.POST, files=request.FILES)
        keys, problems = kept_uploads(request, self.actor, "evidence")
        form.is_valid()
        for problem in problems:
            form.add_error("evidence", problem)
        if not form.errors:
            try:
                self.take(unit, line, form.cleaned_data, tuple(keys))
            except Invalid as error:
                add_errors(form, error)
            else:
                messages.success(request, _("Saved."))
                return self.sent(reverse("assessment:run_unit", args=[pk, unit_pk]))
        return self._show(unit, line, form, status=422, kept=keys)

    def _show(
        self,
        unit: AssessedUnit,
        line: Line,
        form: forms.Form,
        *,
        status: int = 200,
        kept: list[int] | None = None,
    ) -> HttpResponse:
        context = {
            "run": unit.run,
            "unit": unit,
            "line": line,
            "form": form,
            "heading": self.title,
            "submit": self.submit,
            "kept": kept or [],
            "back_url": reverse("assessment:run_unit", args=[unit.run_id, unit.pk]),
        }
        return self.render(context, status=status)


class ReportPage(StepPage):
    verb = "report"
    title = gettext_lazy("Report for the assessment")
    submit = gettext_lazy("Hand in")

    def made(self, unit: AssessedUnit, line: Line, **data: Any) -> forms.Form:
        """Ask for one number, or for a part and its whole."""
        found = line.report
        known = {} if found is None else {
            "part": _typed(found.part), "whole": _typed(found.whole), "text": found.text,
        }  # fmt: skip
        form = ReportForm(words=self._words(line), initial=known, **data)
        if needs_whole(line.indicator):
            form.fields["whole"].required = True
        if line.indicator.needs_evidence:
            form.fields["evidence"].help_text = _("This indicator asks for evidence: add a file.")
        return form

    def _words(self, line: Line) -> tuple[Any, Any]:
        unit = line.indicator.unit
        first = _("Number (%(unit)s)") % {"unit": unit} if unit else _("Number")
        if line.indicator.expression:
            # Its unit is that of the value: whoever typed a rate here would have it divided once more.
            first = _("Count; the value is worked out from it: %(expression)s") % {
                "expression": line.indicator.expression
            }
        if needs_whole(line.indicator):
            return _("Part: how many of them"), _("Whole: of how many")
        again = line.indicator.method in _REPEATING and not line.indicator.expression
        return first, _("Of these repeated, or not put right") if again else ""

    def take(self, unit: AssessedUnit, line: Line, values: dict[str, Any], files: tuple[int, ...]) -> None:
        """Hand the report in."""
        data = Report(
            indicator=line.indicator.pk,
            text=values["text"],
            part=values["part"],
            whole=values.get("whole", ""),
            evidence=files,
        )
        report(actor=self.actor, unit_id=unit.pk, data=data)


def _typed(number: Any) -> str:
    return "" if number is None else f"{number.normalize():f}"


class ObjectionPage(StepPage):
    verb = "object"
    title = gettext_lazy("Object to a score")
    submit = pgettext_lazy("run", "Object")

    def made(self, unit: AssessedUnit, line: Line, **data: Any) -> forms.Form:
        """Ask what is wrong."""
        return ObjectionForm(**data)

    def take(self, unit: AssessedUnit, line: Line, values: dict[str, Any], files: tuple[int, ...]) -> None:
        """Hand the objection in."""
        data = NewObjection(line.indicator.pk, values["text"], files)
        raise_objection(actor=self.actor, unit_id=unit.pk, data=data)


class ChangePage(StepPage):
    verb = "review"
    title = gettext_lazy("Change points")
    submit = gettext_lazy("Change")

    def _score(self, line: Line) -> Score:
        if line.score is None:
            raise NotFound()
        return line.score

    def made(self, unit: AssessedUnit, line: Line, **data: Any) -> forms.Form:
        """Propose the points that hold now."""
        return ChangeForm(initial={"points": _typed(self._score(line).points)}, **data)

    def take(self, unit: AssessedUnit, line: Line, values: dict[str, Any], files: tuple[int, ...]) -> None:
        """Change them, with the reason."""
        change_points(
            actor=self.actor, score_id=self._score(line).pk, points=values["points"], reason=values["reason"]
        )


def _step(name: str, view: Callable[..., Any]) -> Any:
    where = f"assessment/runs/<int:pk>/units/<int:unit_pk>/<int:indicator>/{name}/"
    return path(where, view, name=f"run_{name}")


urlpatterns = [
    _step("report", ReportPage.as_view()),
    _step("object", ObjectionPage.as_view()),
    _step("change", ChangePage.as_view()),
]
