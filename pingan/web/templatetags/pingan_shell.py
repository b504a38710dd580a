"""Tags that name the files of every page in its head."""

from __future__ import annotations

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pingan.web.shell import APP, GATE, module_names, sheet_urls, url_of

register = template.Library()


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
    named = format_html_join("\n  ", '<link rel="modulepreload" href="{}">', ((url,) for url in here[1:]))
    later = [] if is_inside else [url for url in map(url_of, (APP, *module_names(APP))) if url not in here]
    # Not as links to prefetch: over HTTP/2 those would share the line with what this page waits for.
    rest = format_html('<meta name="later" content="{}">', " ".join(later)) if later else ""
    return format_html('<script type="module" src="{}"></script>\n  {}\n  {}', here[0], named, rest)
