"""Tags that name the files of every page in its head."""

from __future__ import annotations

import re
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from pingan.web.shell import (
    APP,
    GATE,
    HTMX,
    module_names,
    part_names,
    parts_of,
    sheet_urls,
    url_of,
    waits_for_htmx,
)

register = template.Library()

#: Where the head names what the rest of the page turns out to ask for.
_PLACE = "<!--parts-->"
_SIGNED_OUT = re.compile(r"<body[^>]*\sdata-signed-out[\s>]")


@register.simple_tag
def shell_sheets() -> SafeString:
    """The style sheets of every page."""
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((url,) for url in sheet_urls()))


@register.simple_tag
def shell_modules(*, is_inside: object) -> SafeString:
    """The first module, and what it imports, named at once: else each is learnt of only when the one before has come.

    Before signing in (``is_inside`` is false) there is less to do; what comes after it is fetched when nothing else is.
    """
    first = APP if is_inside else GATE
    here = [first, *module_names(first)]
    # Not as links to prefetch: over HTTP/2 those would share the line with what this page waits for.
    after = [] if is_inside else [name for name in _after_the_gate() if name not in here]
    rest = format_html('<meta name="later" content="{}">', " ".join(map(url_of, after))) if after else ""
    script = format_html('<script type="module" src="{}"></script>', url_of(first))
    return format_html("{}\n  {}\n  {}\n  {}", mark_safe(_PLACE), script, _preloads(here[1:]), rest)  # noqa: S308 - ours


def _after_the_gate() -> list[str]:
    names = [APP, *module_names(APP)]
    for part in part_names():
        names += [part, *module_names(part)]
    return list(dict.fromkeys(names))


def _preloads(names: list[str]) -> SafeString:
    return format_html_join(
        "\n  ", '<link rel="modulepreload" href="{}">', ((url_of(name),) for name in names)
    )


class _Shell(template.Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: template.Context) -> SafeString:
        page = self.nodelist.render(context)
        # not {% htmx_script %}: with DEBUG it adds a script that evaluates error pages, against our own policy
        form = (
            '<script src="{}" defer></script>'
            if waits_for_htmx(page)
            else '<meta name="later-script" content="{}">'
        )
        parts = _preloads(parts_of(page)) if not _SIGNED_OUT.search(page) else ""
        named = format_html("{}\n  {}", format_html(form, url_of(HTMX)), parts)
        return mark_safe(page.replace(_PLACE, named, 1))  # noqa: S308 - a rendered page


@register.tag
def shell(parser: Parser, token: Token) -> Any:
    """A whole page: once it is rendered, its head names the modules that it asks for (see ``parts_of``)."""
    nodelist = parser.parse(("endshell",))
    parser.delete_first_token()
    return _Shell(nodelist)
