"""No query starts while a template is rendered: what a page shows is put together before, and is counted there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.template.base import NodeList

from tests.matrix.addresses import addresses
from tests.matrix.declared import DECLARED
from tests.matrix.probing import ask, cells
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db

PAGES = sorted(
    name
    for name, address in addresses().items()
    if name.startswith(("grids:", "console:", "registers:", "web:")) and "get" in address.methods
)


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


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_the_database_while_it_is_rendered(
    scene: Scene, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: set[str] = set()
    for cell in cells(scene, name):
        if cell.method != "get" or cell.role in asked or not cell.is_inside or cell.role == "anonymous":
            continue
        asked.add(cell.role)
        with queries_inside_templates(monkeypatch) as seen:
            ask(scene.clients[cell.role], cell)
        assert not seen, f"{cell}: put this into the context: {seen[:3]}"


def test_the_watch_sees_a_query_of_a_template(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.template import engines

    from pingan.org.models import Region

    with queries_inside_templates(monkeypatch) as seen:
        template = engines["django"].from_string("{% for region in regions %}{{ region.code }}{% endfor %}")
        template.render({"regions": Region.objects.all()})
    assert len(seen) == 1
    assert set(PAGES) <= set(DECLARED)
