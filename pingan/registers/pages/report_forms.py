"""The form of a report, made of its definition. What it reads is judged by ``registers.rules`` alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, QueryDict
from django.utils.dateformat import format as date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.registers.pages.references import EntryInput, Offered
from pingan.registers.rules import FieldSpec, shown_value
from pingan.registers.services.answers import ReportInput
from pingan.web.action_pages import ManyFiles, UploadsField, kept_uploads

#: Prefix of the report's own fields; findings are f0, f1 …
OWN = "v"
_AREA = {"rows": 3}
_NUMBER = re.compile(r"f([0-9]{1,4})-number")


class SpecForm(forms.Form):
    """Shows fields and refusals; it checks nothing itself, so that page, API and sheet cannot differ."""

    specs: Sequence[FieldSpec] = ()

    def full_clean(self) -> None:
        """Leave everything to the rules."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    @property
    def rows(self) -> list[tuple[Any, FieldSpec, str]]:
        """Return each bound field with its description and the name on which it depends."""
        return [(self[s.code], s, self.add_prefix(s.when[0]) if s.when else "") for s in self.specs]


def language() -> str:
    """Return the reader's language."""
    return get_language() or "zh-hans"


def told_value(spec: FieldSpec, value: Any) -> str:
    """Return a kept value as a page says it: a day in words, as everywhere else; files and programs keep the bare one."""
    if spec.type == "date" and value:
        style = "Y年n月j日" if language().startswith("zh") else "j M Y"
        return date_format(date.fromisoformat(str(value)), style)
    return shown_value(spec, value, language())


def _widget(spec: FieldSpec) -> forms.Widget:
    match spec.type:
        case "long_text":
            return forms.Textarea(attrs=_AREA)
        case "whole":
            return forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        case "amount":
            return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        case "date":
            return forms.DateInput(attrs={"type": "date"})
        case _:
            return forms.TextInput(attrs={"autocomplete": "off"})


def _choices_of(spec: FieldSpec, regions: Mapping[str, str]) -> list[tuple[str, Any]]:
    if spec.type == "yes_no":
        return [("true", _("Yes")), ("false", _("No"))]
    if spec.type == "region":
        return list(regions.items())
    return [(choice.code, spec.choice_label(choice.code, language())) for choice in spec.choices]


def _field(spec: FieldSpec, regions: Mapping[str, str], offered: Offered) -> forms.Field:
    made: forms.Field
    if spec.type == "entry":
        made = forms.CharField(widget=EntryInput(offered.by_code.get(spec.code, ())))
        return _worded(made, spec)
    choices = _choices_of(spec, regions)
    if spec.type == "choices":
        made = forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple)
    elif spec.type == "yes_no" or (spec.type == "choice" and len(choices) <= 6):
        made = forms.ChoiceField(choices=choices, widget=forms.RadioSelect)
    elif spec.type in {"choice", "region"}:
        is_long = {"data-ui": "search"} if len(choices) > 12 else {}
        made = forms.ChoiceField(choices=[("", _("Choose…")), *choices], widget=forms.Select(attrs=is_long))
    elif spec.type == "file":
        made = UploadsField(widget=ManyFiles(attrs={"data-ui": "files", "data_max_files": 9}))
    else:
        made = forms.CharField(widget=_widget(spec))
    return _worded(made, spec)


def _worded(made: forms.Field, spec: FieldSpec) -> forms.Field:
    unit = spec.unit_in(language())
    made.label = f"{spec.label_in(language())}（{unit}）" if unit else spec.label_in(language())
    made.help_text = spec.help_in(language())
    made.required = spec.is_required
    # The browser must not ask for what the condition hides.
    made.widget.is_required = False
    return made


def form_of(
    specs: Sequence[FieldSpec],
    prefix: str,
    *,
    data: QueryDict | None = None,
    values: Mapping[str, Any] | None = None,
    regions: Mapping[str, str] | None = None,
    offered: Offered | None = None,
) -> SpecForm:
    """Return the form of some fields: as it was sent, or with kept values in it."""
    offers = offered or Offered()
    asked = tuple(spec for spec in specs if spec.is_asked_for)
    fields = {spec.code: _field(spec, regions or {}, offers) for spec in asked}
    kind = type("ReportFieldsForm", (SpecForm,), {**fields, "specs": asked})
    words = {True: "true", False: "false"}
    named = {spec.code for spec in asked if spec.type == "entry"}
    initial = {
        code: words[value] if isinstance(value, bool) else (offers.typed(value) if code in named else value)
        for code, value in (values or {}).items()
    }
    made: SpecForm = kind(data, prefix=prefix, initial=initial)
    return made


@dataclass
class Sent:
    """What a form sent: the input of the service, files kept by field, and refusals of uploads."""

    input: ReportInput
    kept: dict[str, list[int]] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)


def _values(data: QueryDict, specs: Iterable[FieldSpec], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in specs:
        if not spec.is_asked_for:
            continue
        name = f"{prefix}-{spec.code}"
        found[spec.code] = data.getlist(name) if spec.type == "choices" else data.get(name, "")
    return found


def how_many(data: QueryDict, most: int) -> int:
    """Return how many findings a form holds: each sends its number, so that nothing has to be counted twice."""
    places = [int(found.group(1)) for name in data if (found := _NUMBER.fullmatch(name))]
    return min(max(places, default=-1) + 1, most)


def read_sent(
    request: HttpRequest, actor: Actor, specs: tuple[Sequence[FieldSpec], Sequence[FieldSpec]], most: int
) -> Sent:
    """Read the report that a form sent, files stored on the way; a finding without a word in it is left out."""
    data, (own, finding) = request.POST, specs
    sent = Sent(ReportInput())
    values = _values(data, own, OWN)
    for spec in own:
        if spec.type == "file":
            keys, problems = kept_uploads(request, actor, f"{OWN}-{spec.code}", takes_parts=False)
            sent.kept[spec.code] = values[spec.code] = keys
            if problems:
                sent.problems[f"values.{spec.code}"] = problems
    findings = []
    for place in range(how_many(data, most)):
        number = data.get(f"f{place}-number", "0")
        one = _values(data, finding, f"f{place}")
        is_known = number.isascii() and number.isdigit() and 0 < len(number) < 9 and int(number) > 0
        if f"f{place}-remove" in data or not (any(one.values()) or is_known):
            continue
        findings.append({**one, "number": int(number) if is_known else 0})
    sent.input = ReportInput(values, findings, data.get("is_nothing_found") == "1")
    return sent


def put_errors(own: SpecForm, findings: Sequence[SpecForm], error: Invalid) -> list[str]:
    """Put refusals at their fields; return those that belong to none."""
    loose: list[str] = []
    for at, sentences in error.fields.items():
        part, _dot, code = at.partition(".")
        form: SpecForm | None = own
        if part == "findings":
            place, _dot, code = code.partition(".")
            form = findings[int(place)] if place.isdigit() and int(place) < len(findings) else None
        elif part != "values":
            form = None
        for sentence in sentences:
            if form is not None and code in form.fields:
                form.errors  # noqa: B018 - makes the dictionary that errors are added to
                form.add_error(code, str(sentence))
            else:
                loose.append(str(sentence))
    return loose
