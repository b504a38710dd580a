"""Tags that name the files of every page in its head."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pingan.web.shell import APP, GATE, module_names, sheet_urls, url_of

register = template.Library()
_FIRST = '<script type="module" src="{}"></script>'
_PRELOAD = '<link rel="modulepreload" href="{}">'
_PREFETCH = '<link rel="prefetch" href="{}">'


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
    here = [url_of(first), *map(url_of, module_names(first))]
    later = [] if is_inside else [url for url in map(url_of, (APP, *module_names(APP))) if url not in here]
    return format_html_join(
        "\n  ",
        "{}",
        (
            (format_html(tag, url),)
            for tag, urls in ((_FIRST, here[:1]), (_PRELOAD, here[1:]), (_PREFETCH, later))
            for url in urls
        ),
    )
