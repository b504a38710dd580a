"""Parameters and bodies of actions, which no serializer can describe: one body per action of a machine."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from pingan.matters.machine import Input, machine_for
from pingan.web.actions import inputs_of

_JSON_TYPES: dict[str, dict[str, Any]] = {
    "organ": {"type": "integer"},
    "user": {"type": "integer"},
    "matter": {"type": "integer"},
    "organs": {"type": "array", "items": {"type": "integer"}},
    "checkboxes": {"type": "array", "items": {"type": "string"}},
    "files": {"type": "array", "items": {"type": "integer"}},
    "number": {"type": "integer"},
    "checkbox": {"type": "boolean"},
    "datetime": {"type": "string", "format": "date-time"},
    "date": {"type": "string", "format": "date"},
}


def _input_type(spec: Input) -> dict[str, Any]:
    shape = dict(_JSON_TYPES.get(spec.widget, {"type": "string"}))
    if spec.widget == "amount":
        return {"oneOf": [{"type": "string", "maxLength": spec.max_length}, {"type": "number", "minimum": 0}]}
    if spec.widget == "geojson":
        return {"oneOf": [{"type": "object"}, {"type": "string", "maxLength": spec.max_length}]}
    if spec.widget in {"text", "textarea"}:
        shape["maxLength"] = spec.max_length
    if spec.widget == "number":
        shape |= {k: v for k, v in (("minimum", spec.minimum), ("maximum", spec.maximum)) if v is not None}
    return shape


def action_input_schema(kind: str) -> dict[str, Any]:
    """The body of an action: one object per action, told apart by the address."""
    shapes = []
    for action in machine_for(kind).all_actions():
        fields = inputs_of(action)
        shape: dict[str, Any] = {
            "title": action.name,
            "type": "object",
            "properties": {name: _input_type(spec) for name, spec, _required in fields},
            "additionalProperties": False,
        }
        required = [name for name, _spec, is_required in fields if is_required]
        if required:
            shape["required"] = required
        shapes.append(shape)
    return {"application/json": {"anyOf": shapes}}


def action_name(kind: str) -> OpenApiParameter:
    """The name of an action, one of those that the kind's machine has."""
    return OpenApiParameter(
        "name",
        OpenApiTypes.STR,
        OpenApiParameter.PATH,
        enum=[action.name for action in machine_for(kind).all_actions()],
    )
