"""Parameters and bodies of incidents that no serializer can describe: filters, and one body per action."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from grids.queries.filters import LIGHTS
from pingan.matters.machine import Input, machine_for
from pingan.web.actions import inputs_of


def _query(name: str, kind: Any, description: str, **extra: Any) -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description, **extra)


#: What the filter set cannot say of itself.
FILTERS = [
    _query("q", OpenApiTypes.STR, "Words of title, description, place, or the beginning of a number."),
    _query("category", OpenApiTypes.STR, "Code of a class; everything below it is found too."),
    _query("region", OpenApiTypes.STR, "Code of a division, or its beginning; everything inside is found."),
    _query("light", OpenApiTypes.STR, "Traffic lights.", enum=[name for name, _label in LIGHTS], many=True),
    *(
        _query(name, OpenApiTypes.BOOL, description)
        for name, description in (
            ("overdue", "A running term is over."),
            ("closed", "Closed, not accepted or merged."),
            ("mine", "Reported with this account."),
            ("todo", "The next step is this post's."),
            ("is_emergency", "Emergencies."),
            ("is_solved", "Solved, in the verifier's view."),
            (
                "evaluated_solved",
                "Solved, in the reporter's view; without an evaluation neither true nor false.",
            ),
        )
    ),
    _query("opened_after", OpenApiTypes.STR, "Day or moment; without offset in Asia/Shanghai."),
    _query("opened_before", OpenApiTypes.STR, "Day (which is included) or moment."),
    _query("bbox", OpenApiTypes.STR, "west,south,east,north in WGS-84 degrees."),
]

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
}


def _input_type(spec: Input) -> dict[str, Any]:
    shape = dict(_JSON_TYPES.get(spec.widget, {"type": "string"}))
    if spec.widget in {"text", "textarea"}:
        shape["maxLength"] = spec.max_length
    if spec.widget == "number":
        shape |= {k: v for k, v in (("minimum", spec.minimum), ("maximum", spec.maximum)) if v is not None}
    return shape


def action_input_schema() -> dict[str, Any]:
    """The body of an action: one object per action, told apart by the address."""
    shapes = []
    for action in machine_for("incident").all_actions():
        fields = inputs_of(action)
        shape: dict[str, Any] = {
            "title": action.name,
            "type": "object",
            "properties": {name: _input_type(spec) for name, spec, _required in fields},
        }
        required = [name for name, _spec, is_required in fields if is_required]
        if required:
            shape["required"] = required
        shapes.append(shape)
    return {"application/json": {"anyOf": shapes}}


ACTION_NAME = OpenApiParameter(
    "name",
    OpenApiTypes.STR,
    OpenApiParameter.PATH,
    enum=[action.name for action in machine_for("incident").all_actions()],
)
