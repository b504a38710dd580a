"""The OpenAPI document against what is answered: whoever generates a strict client from it must be able to read it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from jsonschema_rs import Draft202012Validator

from tests.matrix.probing import Answer, Cell


def fault_of(cell: Cell, answer: Answer) -> str:
    """Return what the document does not allow of an answer to a GET; blank: nothing."""
    url = reverse(cell.name, kwargs=dict(cell.kwargs) or None)
    if not url.startswith("/api/") or cell.method != "get" or answer.status != 200 or answer.json is None:
        return ""
    if answer.json.get("type") == "FeatureCollection" or url == "/api/v1/schema/":
        return ""
    # Later pages were put together with the first one: every row is read.
    found = next(_validator(_described(url)).iter_errors(answer.json), None)
    place = "" if found is None else "/".join(str(part) for part in found.instance_path)
    return "" if found is None else f"{cell}: at {place} the document does not allow {str(found)[:200]}"


@cache
def _document() -> dict[str, Any]:
    """Return the document that is served, its nullable values told as JSON Schema tells them."""
    described: dict[str, Any] = _plain(SchemaGenerator().get_schema(request=None, public=True))
    return described


def _plain(node: Any) -> Any:
    if isinstance(node, list):
        return [_plain(one) for one in node]
    if not isinstance(node, dict):
        return node
    made = {name: _plain(one) for name, one in node.items() if name != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") is True else made


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    paths = [path for path, methods in _document()["paths"].items() if "get" in methods]
    # What an address spells out comes before what fills in a part of it.
    paths.sort(key=lambda path: path.count("{"))
    return [(re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), path) for path in paths]


def _described(url: str) -> str:
    path = next((path for pattern, path in _patterns() if pattern.fullmatch(url)), None)
    assert path, f"{url} answers and is not described"
    return path


@cache
def _validator(path: str) -> Draft202012Validator:
    content = _document()["paths"][path]["get"]["responses"]["200"]["content"]
    shape = content["application/json"]["schema"]
    return Draft202012Validator({**shape, "components": _document()["components"]}, validate_formats=True)
