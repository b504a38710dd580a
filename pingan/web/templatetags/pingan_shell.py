"""Tags that name the files of every page in its head."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from pingan.web.shell import module_urls, sheet_urls

register = template.Library()


@register.simple_tag
def shell_sheets() -> SafeString:
    """The style sheets of every page."""
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((url,) for url in sheet_urls()))


@register.simple_tag
def shell_modules() -> SafeString:
    """What the first module imports, named at once: else each is learnt of only when the one before has come."""
    return format_html_join("\n  ", '<link rel="modulepreload" href="{}">', ((url,) for url in module_urls()))
