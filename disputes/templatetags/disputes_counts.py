"""Counts that may not be shown, in templates."""

from __future__ import annotations

from django import template

from disputes.rules.counts import Counted
from pingan.web.templatetags.pingan_format import count

register = template.Library()


@register.filter
def is_shown(part: Counted, below: int) -> bool:
    """Say whether a count may be shown."""
    return not part.is_telling(below)


@register.filter
def shown(part: Counted, below: int) -> str:
    """Show a count, or that it is below the number under which it stays hidden."""
    return f"<{below}" if part.is_telling(below) else str(count(part.value))
