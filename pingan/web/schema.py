"""What every operation of the API has in common, put into the OpenAPI document once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from pingan.web.geojson import GEO_JSON

IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="ETag of the version that was edited. Somebody else's change in between is answered with 412.",
)
OPTIONAL_IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="ETag that was seen; without it the action is taken on whatever version there is.",
)
GEOJSON = OpenApiParameter(
    "format", OpenApiTypes.STR, enum=["json", "geojson"], description="geojson: a FeatureCollection."
)
_FEATURE_COLLECTION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        "truncated": {"type": "boolean", "description": "There are more than are shown."},
    },
    "required": ["type", "features"],
}
_IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "minLength": 1, "maxLength": 80, "pattern": "^[!-~]{1,80}$"},
    "description": "Same key, same answer, one effect. Kept, encrypted, for a week. A refusal is not kept.",
}
_POST = {
    "in": "header",
    "name": "X-Post",
    "schema": {"type": "string", "pattern": "^[0-9]{1,18}$"},
    "description": "Id of the post to act in, for whoever holds several; without it, the first one held.",
}
_PROBLEM = {
    "type": "object",
    "description": "RFC 9457. `errors` names the fields that were refused.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stable and untranslated."},
        "errors": {
            "type": "object",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "legal": {"type": "array", "items": {"type": "string"}, "description": "Actions possible now."},
        "version": {"type": "integer", "description": "The present version, where another one was named."},
    },
    "required": ["type", "title", "status", "detail", "code"],
    "additionalProperties": True,
}
_REFUSAL = {
    "description": "Any refusal.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_UNKEPT = "x-answer-not-kept"


def query_parameter(name: str, kind: Any, description: str, **extra: Any) -> OpenApiParameter:
    """A filter that the filter set cannot describe by itself."""
    return OpenApiParameter(name, kind, description=description, **extra)


def describe_common(result: Any, generator: Any, request: Any, public: Any) -> Any:
    """Add problem answers, the idempotency key of each POST and the choice of post to every operation."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = _PROBLEM
    for address, path in result.get("paths", {}).items():
        for method, operation in path.items():
            if method in _METHODS:
                _complete(method, operation, is_for_people=address.startswith("/api/"))
    _drop_defaults_that_are_no_value(result, result["components"]["schemas"])
    return result


def _complete(method: str, operation: dict[str, Any], *, is_for_people: bool) -> None:
    parameters = operation.setdefault("parameters", [])
    # Who signs in holds no post yet, and a program never does; what a program sends has a number of its own.
    has_post = is_for_people and not operation.get("operationId", "").startswith("auth_token")
    if has_post:
        parameters.append(_POST)
    if not operation.pop(_UNKEPT, False) and method == "post" and has_post:
        parameters.append(_IDEMPOTENCY_KEY)
    if any(parameter["name"] == "format" for parameter in parameters):
        operation["responses"]["200"]["content"][GEO_JSON] = {"schema": _FEATURE_COLLECTION}
    for status, response in operation.setdefault("responses", {}).items():
        if status[:1] in {"4", "5"} and "content" not in response:
            response["content"] = _REFUSAL["content"]
    operation["responses"].setdefault("default", _REFUSAL)


def _drop_defaults_that_are_no_value(node: Any, schemas: Mapping[str, Any]) -> None:
    """Take away blank defaults of choices: blank is no choice there, and generators of clients refuse the whole address."""
    if isinstance(node, list):
        for one in node:
            _drop_defaults_that_are_no_value(one, schemas)
    elif isinstance(node, dict):
        if node.get("default") == "" and "" not in _choices(node, schemas):
            del node["default"]
        for one in node.values():
            _drop_defaults_that_are_no_value(one, schemas)


def _choices(node: Mapping[str, Any], schemas: Mapping[str, Any]) -> list[Any]:
    """Return the values of a choice; blank alone where it is none."""
    named = [
        node,
        *(
            schemas.get(part["$ref"].rpartition("/")[2], {})
            for part in node.get("allOf", [])
            if "$ref" in part
        ),
    ]
    return next((one["enum"] for one in named if "enum" in one), [""])
