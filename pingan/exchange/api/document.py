"""The addresses of programs in the OpenAPI document: how a program signs in, what each address answers and refuses."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

TAG: Final = "exchange"
_ROOT: Final = "/exchange/v1/"
_PROBLEM_JSON: Final = "application/problem+json"
#: What each refusal means here, and how one looks.
_REFUSALS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: (
        "A parameter that there is not, or that cannot be read.",
        "invalid",
        "Please check what you entered.",
    ),
    401: ("No token, or one that is unknown, expired or revoked.", "invalid_token", "Sign in first."),
    403: (
        "No permission of the catalogue covers it today (`no_entry`), or the call comes from another network.",
        "no_entry",
        "No permission of the catalogue covers this.",
    ),
    404: ("Nothing under this number within the permission.", "not_found", "Not found."),
    409: (
        "It contradicts what was told before, or what has become of it.",
        "conflict",
        "This contradicts what was told.",
    ),
    422: ("What is wrong, at each field (`errors`).", "invalid", "Please check what you entered."),
    429: (
        "Too many calls; `Retry-After` says how long to wait, in seconds.",
        "throttled",
        "Too many requests.",
    ),
}
_ALWAYS: Final = (401, 403, 429)
SCOPE = OpenApiParameter(
    "scope",
    OpenApiTypes.STR,
    description="Which permission is meant, where several of the token's fit.",
)
PART: Final = (
    OpenApiParameter(
        "fields",
        OpenApiTypes.STR,
        description="Names of approved fields, divided by commas. Without it: all of them.",
    ),
    OpenApiParameter(
        "cursor", OpenApiTypes.STR, description="Where the last answer ended. Without it: from the first."
    ),
    OpenApiParameter("limit", OpenApiTypes.INT, description="How many at most."),
    OpenApiParameter("opened_from", OpenApiTypes.DATETIME, description="Opened at this moment or later."),
    OpenApiParameter("opened_before", OpenApiTypes.DATETIME, description="Opened before this moment."),
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="ETag that was seen: 304 where nothing changed since.",
)
_TOKEN: Final[dict[str, Any]] = {
    "operationId": "exchange_token",
    "summary": "Get a token",
    "description": (
        "Client credentials (RFC 6749, section 4.4): the client's name and secret by HTTP Basic. `scope` names the"
        " codes of the permissions that the token is for, divided by spaces; none is given that the partner does not"
        " hold today. A token lives ten minutes. Refusals are those of RFC 6749; too many tries from one address are"
        " answered with 429."
    ),
    "tags": [TAG],
    "security": [{"clientSecret": []}],
    "requestBody": {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {"schema": {"$ref": "#/components/schemas/TokenRequest"}}
        },
    },
    "responses": {
        "200": {
            "description": "A token.",
            "content": {
                "application/json": {
                    "schema": {"$ref": "#/components/schemas/Token"},
                    "example": {
                        "access_token": "3qW…",
                        "expires_in": 600,
                        "token_type": "Bearer",
                        "scope": "incidents-read-1a2b3c4d",
                    },
                }
            },
        },
        **{
            status: {
                "description": said,
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/TokenRefusal"},
                        "example": {"error": error},
                    }
                },
            }
            for status, said, error in (
                (
                    "400",
                    "Another grant than client credentials, or a scope that the partner does not hold.",
                    "invalid_scope",
                ),
                ("401", "Unknown client, or wrong secret.", "invalid_client"),
            )
        },
    },
}
_COMPONENTS: Final[dict[str, Any]] = {
    "TokenRequest": {
        "type": "object",
        "properties": {
            "grant_type": {"type": "string", "enum": ["client_credentials"]},
            "scope": {"type": "string", "description": "Codes of permissions, divided by spaces."},
        },
        "required": ["grant_type", "scope"],
    },
    "Token": {
        "type": "object",
        "properties": {
            "access_token": {"type": "string"},
            "expires_in": {"type": "integer", "description": "Seconds."},
            "token_type": {"type": "string"},
            "scope": {"type": "string"},
        },
        "required": ["access_token", "expires_in", "token_type", "scope"],
    },
    "TokenRefusal": {
        "type": "object",
        "description": "RFC 6749, section 5.2.",
        "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
        "required": ["error"],
    },
}


class PartnerTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes a program's token. Scopes are codes of permissions: each partner knows its own."""

    target_class = "pingan.exchange.api.callers.PartnerAuthentication"
    name = "partner"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Describe the flow."""
        return {
            "type": "oauth2",
            "description": "For partners' programs. Scopes are the codes of the partner's permissions in the catalogue.",
            "flows": {"clientCredentials": {"tokenUrl": f"{_ROOT}token/", "scopes": {}}},
        }


def described(
    name: str,
    summary: str,
    description: str,
    answers: Mapping[Any, Any],
    *,
    refusals: Iterable[int] = (400,),
    parameters: Iterable[OpenApiParameter] = (),
    examples: Iterable[Any] = (),
    request: Any = None,
) -> Callable[[Any], Any]:
    """Describe one method of a program's address."""
    told = {
        status: OpenApiResponse(description=_REFUSALS[status][0]) for status in sorted({*refusals, *_ALWAYS})
    }
    return extend_schema(
        operation_id=f"exchange_{name}",
        summary=summary,
        description=description,
        tags=[TAG],
        request=request,
        parameters=[*parameters, SCOPE],
        responses={**answers, **told},
        examples=list(examples),
    )


def describe_exchange(result: Any, generator: Any, request: Any, public: Any) -> Any:
    """Add the address of tokens, and what a refusal looks like, to what the views say of themselves."""
    components = result["components"]
    components["schemas"] |= copy.deepcopy(_COMPONENTS)
    components["securitySchemes"]["clientSecret"] = {
        "type": "http",
        "scheme": "basic",
        "description": "A client's name and secret.",
    }
    limited = {"429": {"description": _REFUSALS[429][0], "content": _problem()}}
    token = copy.deepcopy(_TOKEN)
    token["responses"] |= {**limited, "default": {"description": "Any refusal.", "content": _problem()}}
    result["paths"][f"{_ROOT}token/"] = {"post": token}
    for path, operations in result["paths"].items():
        if path.startswith(_ROOT):
            for operation in operations.values():
                _show_refusals(operation)
    return result


def _problem() -> dict[str, Any]:
    return {_PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _show_refusals(operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if status.isdigit() and int(status) in _REFUSALS and _PROBLEM_JSON in answer.get("content", {}):
            _said, code, title = _REFUSALS[int(status)]
            example = {
                "type": "about:blank",
                "title": title,
                "status": int(status),
                "detail": "",
                "code": code,
            }
            if status in {"400", "422"}:
                example["errors"] = {"name_of_the_field": ["What is wrong with it."]}
            answer["content"] = {_PROBLEM_JSON: {**_problem()[_PROBLEM_JSON], "example": example}}
