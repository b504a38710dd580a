"""Every address of the product, read from the resolver: nothing here is a list that somebody must keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import get_resolver
from django.urls.resolvers import URLPattern

METHODS = ("get", "post", "patch", "put", "delete")


@dataclass(frozen=True)
class Address:
    """One named address, the methods its door answers, and the duty that the door demands of everybody."""

    name: str
    route: str
    methods: frozenset[str]
    duty: str


@cache
def addresses() -> dict[str, Address]:
    """Return all addresses by their full name."""
    found = {address.name: address for address in _walk(get_resolver(), "", "")}
    assert len(found) > 60, "the resolver was not read"
    return found


def _walk(resolver: Any, namespace: str, route: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        inner = route + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{namespace}{entry.name or inner}"
            yield Address(name, inner, _methods(entry.callback), _duty(entry.callback))
        else:
            space = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, space, inner)


def _door(callback: Any) -> Any:
    return getattr(callback, "cls", None) or getattr(callback, "view_class", None)


def _duty(callback: Any) -> str:
    return str(getattr(_door(callback), "duty", "") or "")


def _methods(callback: Any) -> frozenset[str]:
    routed = getattr(callback, "actions", None)
    if routed:
        return frozenset(routed) & set(METHODS)
    door = _door(callback)
    if door is None:
        return frozenset({"get"})
    allowed = set(getattr(door, "http_method_names", METHODS))
    return frozenset(method for method in METHODS if hasattr(door, method) and method in allowed)
