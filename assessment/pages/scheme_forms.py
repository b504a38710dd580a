"""Forms of schemes and their indicators; the numbers of a method are asked for as its declaration says."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.models import AssessmentScheme, Audience, Indicator, MethodCode, Source
from assessment.rules.expressions import LONGEST
from assessment.rules.methods import METHODS, Param
from assessment.services.scheme_data import OWN_WORDS, IndicatorData, SchemeData
from pingan.common.versions import Confidence
from pingan.web.forms import choose

_AREA = {"rows": 2}
_CODE = {"spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}


def _points(label: Any, help_text: Any = "", most: int = 1000) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=most, decimal_places=2, max_digits=7, help_text=help_text
    )


class DraftForm(forms.Form):
    """Begin a draft: of which year, and whom it assesses."""

    year = forms.TypedChoiceField(label=gettext_lazy("Year"), coerce=int)
    audience = forms.ChoiceField(label=gettext_lazy("Assesses"), choices=Audience.choices)
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: the usual one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        this = timezone.localdate().year
        choose(self, "year", [(year, str(year)) for year in (this, this + 1, this - 1)])


class PublishForm(forms.Form):
    """Put a draft in force."""

    document = forms.CharField(
        label=gettext_lazy("Document number"),
        max_length=120,
        help_text=gettext_lazy(
            "The document that puts the scheme in force. It is never changed from then on."
        ),
    )


class SchemeForm(forms.Form):
    """What the whole of a scheme says."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120)
    full_score = forms.DecimalField(
        label=gettext_lazy("Full score"), min_value=Decimal("0.01"), max_value=10000, decimal_places=2
    )
    own_share = _points(
        gettext_lazy("Own indicators of the bodies below: at most (%)"),
        gettext_lazy("Of the full score. A derived scheme may not go beyond that of the scheme above."),
        100,
    )
    best = _points(gettext_lazy("Excellent from (%)"), most=100)
    good = _points(gettext_lazy("Good from (%)"), most=100)
    enough = _points(gettext_lazy("Passed from (%)"), gettext_lazy("Below it: failed."), 100)
    quota = forms.DecimalField(
        label=gettext_lazy("Excellent for at most (%)"), min_value=Decimal("0.01"), max_value=100, decimal_places=2,
        required=False, help_text=gettext_lazy("Of a group of similar units. Empty: for as many as earn it."),
    )  # fmt: skip
    few = forms.IntegerField(
        label=gettext_lazy("Few cases: fewer than"), min_value=1, max_value=1000,
        help_text=gettext_lazy("Shares of fewer cases are marked."),
    )  # fmt: skip
    objection_days = forms.IntegerField(
        label=gettext_lazy("Days for objections (working days)"), min_value=1, max_value=60
    )
    basis = forms.CharField(label=gettext_lazy("Source of these numbers"), max_length=300, required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Confidence.choices)

    @staticmethod
    def initial_of(data: SchemeData) -> dict[str, Any]:
        """Return what the form begins with."""
        bounds = dict(zip(("best", "good", "enough"), data.grades_from, strict=False))
        return {**vars(data), **bounds}

    def data_of_scheme(self, document: str) -> SchemeData:
        """Return the service's own input."""
        data = dict(self.cleaned_data)
        bounds = (data.pop("best"), data.pop("good"), data.pop("enough"))
        return SchemeData(**data, document=document, grades_from=bounds)


class StepsField(forms.CharField):
    """Pairs of numbers, one pair a line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.Textarea(attrs={"rows": 3, **_CODE})
        super().__init__(max_length=400, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Write pairs as lines."""
        if isinstance(value, list | tuple):
            return "\n".join(" ".join(str(item) for item in pair) for pair in value)
        return value

    def clean(self, value: Any) -> list[list[str]]:
        """Read lines as pairs; what is no pair is refused with the other numbers of the method."""
        lines = str(super().clean(value)).splitlines()
        return [re.split(r"[\s:\uff1a]+", line.strip()) for line in lines if line.strip()]


def param_field(param: Param) -> forms.Field:
    """Return the field that asks for one number of a method."""
    if param.kind == "yes_no":
        return forms.BooleanField(label=param.label, required=False)
    if param.kind == "steps":
        help_text = gettext_lazy("Two numbers a line, for example: 96 0.25")
        return StepsField(label=param.label, required=False, help_text=help_text)
    return forms.CharField(
        label=param.label,
        required=False,
        max_length=16,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )


def with_params(form: forms.Form, method: str) -> list[str]:
    """Add the fields of a method's numbers to a form; return their names."""
    names = []
    for param in METHODS[method].params if method in METHODS else ():
        name = f"param_{param.code}"
        form.fields[name] = param_field(param)
        if name not in form.initial and param.default is not None:
            form.initial[name] = param.default
        names.append(name)
    return names


class IndicatorForm(forms.Form):
    """One indicator of a draft. An inherited one asks only for what is the body's own to say."""

    code = forms.CharField(label=gettext_lazy("Code"), max_length=20, widget=forms.TextInput(attrs=_CODE))
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=120)
    under = forms.ChoiceField(label=gettext_lazy("Stands under"), required=False)
    weight = _points(
        gettext_lazy("Weight"), gettext_lazy("Headings have none: theirs is what stands under them.")
    )
    source = forms.ChoiceField(label=gettext_lazy("Source"), required=False)
    method = forms.ChoiceField(label=gettext_lazy("Method"), required=False)
    expression = forms.CharField(
        label=gettext_lazy("Expression"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={**_AREA, **_CODE}),
    )
    unit = forms.CharField(label=gettext_lazy("Unit"), max_length=20, required=False)
    date_rule = forms.CharField(label=gettext_lazy("Which day decides"), max_length=120, required=False)
    explanation = forms.CharField(
        label=gettext_lazy("What is looked at"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=_AREA),
    )
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=120, required=False)
    supplier = forms.TypedChoiceField(
        label=gettext_lazy("Supplied by"), coerce=int, empty_value=None, required=False,
        help_text=gettext_lazy("The department that supplies a reported number and confirms it."),
    )  # fmt: skip
    needs_evidence = forms.BooleanField(label=gettext_lazy("Evidence is required"), required=False)
    is_applicable = forms.BooleanField(
        label=gettext_lazy("Applicable at this level"), required=False, initial=True
    )
    reason = forms.CharField(
        label=gettext_lazy("Why not applicable"), max_length=300, required=False,
        help_text=gettext_lazy("Its weight is then shared out among the others under the same heading."),
    )  # fmt: skip
    weight_low = _points(gettext_lazy("Bodies below may choose a weight from"))
    weight_high = _points(
        gettext_lazy("Bodies below may choose a weight to"), gettext_lazy("The same twice: fixed.")
    )
    order = forms.IntegerField(
        label=gettext_lazy("Place in the list"), min_value=0, max_value=30000, initial=0
    )
    article = forms.CharField(label=gettext_lazy("Article"), max_length=40, required=False)
    basis = forms.CharField(label=gettext_lazy("Source of the numbers"), max_length=300, required=False)
    confidence = forms.ChoiceField(label=gettext_lazy("How sure"), choices=Confidence.choices)

    def __init__(
        self, *args: Any, scheme: AssessmentScheme, row: Indicator | None, above: list[tuple[str, str]],
        suppliers: list[tuple[int, str]], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.is_inherited = row is not None and row.origin_id is not None
        nothing = ("", "—")
        choose(self, "under", [("", _("first level")), *above])
        choose(self, "source", [("", _("none: a heading")), *Source.choices])
        choose(self, "method", [nothing, *MethodCode.choices])
        choose(self, "supplier", [nothing, *suppliers])
        said = self.data.get("method", "") if self.is_bound else self.initial.get("method", "")
        self.params: list[str] = []
        if self.is_inherited:
            for name in [name for name in self.fields if name not in OWN_WORDS]:
                del self.fields[name]
        else:
            del self.fields["is_applicable"], self.fields["reason"]
            self.params = with_params(self, str(said))

    def data_of_indicator(self, was: IndicatorData) -> IndicatorData:
        """Return the service's own input: what was said, and what is said now."""
        said = {**vars(was), **self.cleaned_data}
        params = {name.removeprefix("param_"): said.pop(name) for name in self.params}
        if not self.is_inherited:
            said["params"] = {name: value for name, value in params.items() if value not in ("", [])}
        return IndicatorData(**said)
