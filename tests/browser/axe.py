"""axe-core upon a page: what a checker of accessibility finds wrong, in words that lead to the place."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

#: WCAG 2.0 to 2.2, levels A and AA.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds; the page must be open in a window without the policy against foreign scripts."""
    page.evaluate(SOURCE)
    found: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })",
        TAGS,
    )
    return [f"{one['id']}: {one['help']}: {_places(one['nodes'])}" for one in found["violations"]]


def _places(nodes: list[dict[str, Any]]) -> str:
    return "; ".join(f"{node['target']} {node['html'][:120]} {_why(node)}" for node in nodes[:4])


def _why(node: dict[str, Any]) -> str:
    return " ".join(str(one.get("message", "")) for one in [*node["any"], *node["all"], *node["none"]])[:160]
