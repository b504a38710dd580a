"""How pages are rendered while the matrix asks: as the server does, watched, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.template import Template
from django.template.backends import django as engine
from django.template.base import NodeList
from django.template.context import BaseContext
from django.utils.safestring import SafeString


def _unwatched(template: Template, context: BaseContext) -> str:
    return template.nodelist.render(context)


@contextmanager
def rendered_as_served() -> Iterator[None]:
    """Render as the server does: a test run copies the whole context for every part of a page, and nobody here looks."""
    with mock.patch.object(Template, "_render", _unwatched):
        yield


@contextmanager
def unwritten_pages() -> Iterator[None]:
    """Answer pages without their text; the door, the policy and the context are the product's."""
    with mock.patch.object(engine.Template, "render", lambda *_args, **_kwargs: SafeString("")):
        yield


@contextmanager
def queries_inside_templates(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collect every statement that is sent while some template renders its nodes."""
    depth, seen = [0], []
    real = NodeList.render

    def render(self: NodeList, context: Any) -> Any:
        depth[0] += 1
        try:
            return real(self, context)
        finally:
            depth[0] -= 1

    def watch(execute: Any, statement: str, params: Any, many: bool, details: Any) -> Any:
        if depth[0]:
            seen.append(statement[:160])
        return execute(statement, params, many, details)

    with monkeypatch.context() as patched, connection.execute_wrapper(watch):
        patched.setattr(NodeList, "render", render)
        yield seen
