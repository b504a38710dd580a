"""Every word that comes in passes the one place where text is cleaned; a door that reads around it is found here."""

from __future__ import annotations

import ast

import pytest
from django.conf import settings

from tests.house.source import name_of, parsed, product_modules

#: Where the text of requests is put in order, and what has none of it: a piece of a file.
PARSERS = {"StrictJSONParser", "FormParser", "PieceParser"}
#: Who may read a request as it was sent.
READERS = {"pingan/web/parsers.py"}
#: Exempt from the check of the form's token, so that ``PlainWords`` leaves it alone: a program's credentials.
EXEMPT = {"pingan/exchange/api/tokens.py", "pingan/web/plain_words.py"}


def bypasses(tree: ast.Module) -> list[str]:
    """Return what a module does to get at the text of a request unread."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "rest_framework.parsers":
            found.append("a parser of the library")
        elif isinstance(node, ast.Attribute) and node.attr == "body" and "request" in ast.unparse(node.value):
            found.append("request.body")
        elif (isinstance(node, ast.keyword) and node.arg == "parser_classes") or (
            isinstance(node, ast.Assign) and "parser_classes" in map(ast.unparse, node.targets)
        ):
            found += _strange(node.value)
    return found


def _strange(value: ast.expr) -> list[str]:
    named = {one.id for one in ast.walk(value) if isinstance(one, ast.Name)}
    return sorted(named - PARSERS)


def test_every_door_reads_through_the_place_where_text_is_cleaned() -> None:
    modules = [path for path in product_modules() if name_of(path) not in READERS]
    found = {name_of(path): bad for path in modules if (bad := bypasses(parsed(path)))}
    assert not found, f"take the parsers of pingan.web.parsers, which clean every text: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "from rest_framework.parsers import JSONParser",
        "class View:\n    parser_classes = (JSONParser,)",
        "action(parser_classes=[JSONParser])",
        "x = json.loads(self.request.body)",
    ],
)
def test_the_rule_can_fail(source: str) -> None:
    assert bypasses(ast.parse(source))


def test_forms_of_pages_are_cleaned_right_behind_the_check_of_their_token() -> None:
    order = settings.MIDDLEWARE
    checked = order.index("django.middleware.csrf.CsrfViewMiddleware")
    assert order[checked + 1] == "pingan.web.plain_words.PlainWords"
    assert settings.REST_FRAMEWORK["DEFAULT_PARSER_CLASSES"] == ["pingan.web.parsers.StrictJSONParser"]


def test_no_page_is_exempt_from_it() -> None:
    found = {name_of(p) for p in product_modules() if "csrf_exempt" in p.read_text(encoding="utf-8")}
    assert found == EXEMPT, "a page without the check of its token is not cleaned either"
