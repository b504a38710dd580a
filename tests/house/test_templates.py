"""Templates: short, and no query starts from one."""

from __future__ import annotations

import re

from tests.house.source import ROOT, name_of, tracked

LONG_TEMPLATES: dict[str, str] = {}
#: Managers and querysets cannot be called from a template: what a page shows is put together before.
QUERIES = re.compile(
    r"\{[{%][^}]*\b\w+(?:_set|\.objects)\b"
    r"|\{[{%][^}]*(?<!forloop)\.(?:all|exists|count|first|last|filter)\b[^}]*[}%]\}"
)
#: Reviewed: what looks like a query and is none. ``tests/matrix`` counts the queries of rendered pages as well.
VALUES = {
    "templates/console/calendar/_month.html": "month.first is a day",
    "templates/console/calendar/_special.html": "run.first is a day",
    "templates/console/organisation/_body_groups.html": "the members are prefetched with their group",
}


def templates() -> dict[str, str]:
    found = {name_of(p): p.read_text(encoding="utf-8") for p in tracked() if p.suffix == ".html"}
    assert len(found) > 60
    return found


def test_templates_are_at_most_80_lines() -> None:
    long = {name: len(text.splitlines()) for name, text in templates().items() if len(text.splitlines()) > 80}
    assert not set(long) - set(LONG_TEMPLATES), f"split into fragments, or give a reason: {long}"
    assert not set(LONG_TEMPLATES) - set(long), "short again: take it out of LONG_TEMPLATES"


def test_no_template_starts_a_query() -> None:
    found = {
        name: hits
        for name, text in templates().items()
        if name not in VALUES and (hits := [hit.group()[:80] for hit in QUERIES.finditer(text)])
    }
    assert not found, f"put it into the context: {found}"


def test_the_query_rule_can_fail() -> None:
    assert QUERIES.search("{% for task in incident.tasks.all %}")
    assert QUERIES.search("{{ incident.task_set }}")
    assert not QUERIES.search("{% if forloop.first %}")
    assert not QUERIES.search("{{ row.first_name }}")


def test_no_inline_script_style_or_handler() -> None:
    """The content security policy would refuse them in the browser; here it is said sooner."""
    bad = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>|<style\b|\sstyle=|\son[a-z]+=\"",
        re.IGNORECASE,
    )
    found = {name: hit.group() for name, text in templates().items() if (hit := bad.search(text))}
    assert not found


def test_every_address_in_a_template_exists() -> None:
    from tests.matrix.addresses import addresses

    known = set(addresses())
    found = {}
    for name, text in templates().items():
        for wanted in re.findall(r"\{% url ['\"]([a-z0-9_:-]+)['\"]", text):
            if wanted not in known and not wanted.startswith("styleguide"):
                found[name] = wanted
    assert not found, f"no such address: {found}"


def test_templates_stand_where_their_app_is() -> None:
    folders = {
        name.split("/")[1] for name in templates() if name.startswith("templates/") and name.count("/") > 1
    }
    known = {
        "disputes",
        "risk",
        "assessment",
        "exchange",
        "grids",
        "registers",
        "console",
        "web",
        "documents",
        "office",
        "components",
        "errors",
        "account",
        "mfa",
        "allauth",
        "styleguide",
    }
    assert folders <= known, folders - known
    assert (ROOT / "templates" / "base.html").is_file()
