"""One door for every action of every machine: the form is built from the action's input dataclass.

Pages and API validate with the same form, so that they cannot accept different things.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Action, Input
from pingan.web.action_fields import Amount, FileIdsField, GeoJson, Moment, OneOf, PlainText, YesNo
from pingan.web.serializers import refused_names


class Asking(Protocol):
    """What asks for an input: an action, or what a finding of a report may become."""

    @property
    def name(self) -> str:
        """Return its name."""
        ...

    @property
    def input(self) -> type[Any]:
        """Return the dataclass of its input fields."""
        ...


class Day(Moment):
    """A day, as its first moment in our zone. A whole moment names its day: so programs wrote days before."""

    default_error_messages: typing.ClassVar[dict[str, Any]] = {
        "invalid": gettext_lazy("Enter a day as 2026-09-01, of a year between 1900 and 2200.")
    }

    def to_python(self, value: Any) -> Any:
        """Accept ``2026-09-01``; keep of a moment its day alone."""
        moment = super().to_python(value)
        if moment is None:
            return None
        return timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _int_or_error(value: Any) -> int:
    number = int(value)
    if not -(2**63) < number < 2**63:
        raise ValueError(value)
    return number


def _choice(spec: Input, choices: list[tuple[str, Any]], *, required: bool, as_int: bool) -> forms.Field:
    widget: Any = forms.RadioSelect if spec.widget == "radio" else forms.Select
    blank = [] if spec.widget == "radio" else [("", _("Choose…"))]
    return OneOf(
        choices=[*blank, *choices],
        required=required,
        widget=widget,
        coerce=_int_or_error if as_int else str,
        empty_value=None if as_int else "",
    )


def _choices_field(spec: Input, choices: list[tuple[str, Any]], *, required: bool) -> forms.Field:
    if spec.widget == "checkboxes":
        return forms.MultipleChoiceField(
            choices=choices, required=required, widget=forms.CheckboxSelectMultiple
        )
    if spec.widget == "organs":
        return forms.TypedMultipleChoiceField(
            choices=choices, required=required, coerce=_int_or_error, widget=forms.CheckboxSelectMultiple
        )
    return _choice(spec, choices, required=required, as_int=spec.widget in {"organ", "user", "matter"})


def _text(spec: Input, *, required: bool) -> forms.Field:
    if spec.widget == "amount":
        return Amount(required=required, max_length=spec.max_length)
    if spec.widget == "geojson":
        drawn = forms.Textarea(attrs={"rows": 3, "data-ui": "area", "spellcheck": "false"})
        return GeoJson(required=required, max_length=spec.max_length, widget=drawn)
    area = forms.Textarea(attrs={"rows": 3}) if spec.widget == "textarea" else forms.TextInput()
    return PlainText(required=required, max_length=spec.max_length, widget=area)


def _field(spec: Input, actor: Actor, detail: Any, *, required: bool) -> forms.Field:
    made: forms.Field
    match spec.widget:
        case "organs" | "checkboxes" | "organ" | "user" | "select" | "radio" | "matter":
            pairs = [
                (str(value), label) for value, label in (spec.choices(actor, detail) if spec.choices else ())
            ]
            made = _choices_field(spec, pairs, required=required)
        case "checkbox":
            made = YesNo(required=False)
        case "datetime":
            made = Moment(
                required=required,
                widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            )
        case "date":
            made = Day(required=required, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case "number":
            made = forms.IntegerField(required=required, min_value=spec.minimum, max_value=spec.maximum)
        case "files":
            made = FileIdsField(required=required)
        case _:
            made = _text(spec, required=required)
    made.label = spec.label_for(actor, detail)
    made.help_text = spec.help
    return made


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def inputs_of(action: Asking) -> list[tuple[str, Input, bool]]:
    """Return name, description and whether it is required, for each field of an action's input."""
    return [
        (field.name, field.metadata["input"], _is_required(field))
        for field in dataclasses.fields(action.input)
        if "input" in field.metadata
    ]


def action_form(action: Asking, actor: Actor, detail: Any) -> type[forms.Form]:
    """Return the form class of an action for this actor and row."""
    fields = {
        name: _field(spec, actor, detail, required=required) for name, spec, required in inputs_of(action)
    }
    return type(f"{action.name.title()}Form", (forms.Form,), fields)


#: Widgets whose question is the same whatever row it is asked of.
_COMMON = frozenset({"textarea", "radio", "text", "amount"})


def common_form(action: Action, actor: Actor, only: Collection[str] | None = None) -> type[forms.Form]:
    """Return the form of what an action asks alike of every row; of these perhaps ``only`` some."""
    fields = {
        name: _field(spec, actor, None, required=required)
        for name, spec, required in inputs_of(action)
        if spec.widget in _COMMON and (only is None or name in only)
    }
    return type("CommonForm", (forms.Form,), fields)


def parse_input(action: Asking, actor: Actor, detail: Any, data: Mapping[str, Any]) -> Any:
    """Turn what was sent into the action's input dataclass.

    Raises:
        Invalid: a field is missing, unknown in kind or out of bounds; each at its name.

    """
    if not isinstance(data, Mapping):
        raise Invalid({"": _("Send an object with the fields of the action.")})
    form = action_form(action, actor, detail)(data)
    if not form.is_valid():
        raise Invalid({name: [str(text) for text in texts] for name, texts in form.errors.items()})
    return action.input(**_typed(action, form.cleaned_data))


def parse_known_input(action: Asking, actor: Actor, detail: Any, data: Mapping[str, Any]) -> Any:
    """Turn what a program sent into the action's input: a name that would be passed over in silence is refused.

    Raises:
        Invalid: as ``parse_input``, and at the name of each field that the action does not ask for.

    """
    known = {name for name, _spec, _required in inputs_of(action)}
    refused = refused_names(data, known)
    try:
        made = parse_input(action, actor, detail, data)
    except Invalid as error:
        raise Invalid({**refused, **error.fields}) from error
    if refused:
        raise Invalid(refused)
    return made


def _typed(action: Asking, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(action.input)
    values: dict[str, Any] = {}
    for name, spec, required in inputs_of(action):
        value = cleaned[name]
        if spec.widget in {"organs", "checkboxes", "files"}:
            value = tuple(dict.fromkeys(value or ()))  # the same thing twice is the same thing
        elif value in ("", None) and not required:
            value = None if _may_be_none(hints[name]) else _default_of(action, name)
        values[name] = value
    return values


def _may_be_none(hint: Any) -> bool:
    return isinstance(hint, types.UnionType) and type(None) in typing.get_args(hint)


def _default_of(action: Asking, name: str) -> Any:
    return next(field.default for field in dataclasses.fields(action.input) if field.name == name)


def describe(action: Action, actor: Actor, detail: Any) -> dict[str, Any]:
    """Return what ``GET …/actions/`` says of one action: name, label and the fields it needs."""
    return {
        "name": action.name,
        "label": str(action.label),
        "tone": action.tone,
        "fields": [
            {
                "name": name,
                "label": spec.label_for(actor, detail),
                "type": spec.widget,
                "required": required,
                **_bounds(spec),
                **({"choices": _described_choices(spec, actor, detail)} if spec.choices else {}),
            }
            for name, spec, required in inputs_of(action)
        ],
    }


def _bounds(spec: Input) -> dict[str, int]:
    if spec.widget in {"text", "textarea", "amount", "geojson"}:
        return {"max_length": spec.max_length}
    return {k: v for k, v in (("minimum", spec.minimum), ("maximum", spec.maximum)) if v is not None}


def _described_choices(spec: Input, actor: Actor, detail: Any) -> Sequence[dict[str, Any]]:
    pairs = spec.choices(actor, detail) if spec.choices else ()
    return [{"value": value, "label": str(label)} for value, label in pairs]
