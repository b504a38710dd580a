"""Filters for times, numbers and masked values, in words a reader of Chinese or English expects."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

register = template.Library()

_MINUTE = 60
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR


def _day_in_words(day: dt.date, *, with_year: bool) -> str:
    if _is_chinese():
        return f"{day.year}年{day.month}月{day.day}日" if with_year else f"{day.month}月{day.day}日"
    return f"{day.day} {day:%b} {day.year}" if with_year else f"{day.day} {day:%b}"


def _is_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


@register.filter
def at(value: dt.datetime | None) -> SafeString | str:
    """A moment in Asia/Shanghai to the minute, in a `<time>`; the year is left out when it is this one."""
    if value is None:
        return "—"
    local = timezone.localtime(value)
    day = _day_in_words(local, with_year=local.year != timezone.localtime().year)
    return format_html('<time datetime="{}">{} {}</time>', local.isoformat(), day, f"{local:%H:%M}")


@register.filter
def on(value: dt.date | None) -> SafeString | str:
    """A day with its year, in a `<time>`; of a moment the day in Asia/Shanghai."""
    if value is None:
        return "—"
    if isinstance(value, dt.datetime):
        value = timezone.localdate(value)
    text = _day_in_words(value, with_year=True)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


def span_in_words(seconds: float) -> str:
    """A length of time in its largest unit, rounded down: 90 minutes → "1 hour"; never less than a minute."""
    whole = max(int(abs(seconds)), _MINUTE)
    if whole >= _DAY:
        count = whole // _DAY
        return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
    if whole >= _HOUR:
        count = whole // _HOUR
        return ngettext("%(count)d hour", "%(count)d hours", count) % {"count": count}
    count = whole // _MINUTE
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


@register.filter
def ago(value: dt.datetime | None) -> SafeString | str:
    """How long ago, with the exact time as title; the near future (a skewed clock) counts as now."""
    if value is None:
        return "—"
    seconds = (timezone.now() - value).total_seconds()
    is_new = seconds < _MINUTE
    text = gettext("just now") if is_new else gettext("%(span)s ago") % {"span": span_in_words(seconds)}
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M}", text
    )


@register.filter
def due_in(value: dt.datetime | None) -> str:
    """Time left until a deadline, or time past it; "no time limit" when there is none."""
    if value is None:
        return gettext("no time limit")
    seconds = (value - timezone.now()).total_seconds()
    pattern = gettext("%(span)s left") if seconds >= 0 else gettext("%(span)s overdue")
    return pattern % {"span": span_in_words(seconds)}


@register.filter
def count(value: float | None) -> str:
    """A number with thousands separators; "—" when unknown, so that nothing unknown looks like zero."""
    return "—" if value is None else f"{value:,}"


@register.filter
def square_metres(value: float | None, style: str = "") -> str:
    """An area given in square metres, from a square kilometre on in those; ``signed`` shows a change. "—" when unknown."""
    if value is None:
        return "—"
    sign = "+" if style == "signed" and value > 0 else ""
    if abs(value) < 1_000_000:
        return f"{sign}{value:,.0f} m²"
    return f"{sign}{value / 1_000_000:,.2f} km²"


@register.filter
def percent_of(part: float | None, whole: float | None) -> str:
    """Share in per cent with one decimal; "—" when the whole is nothing."""
    if not whole or part is None:
        return "—"
    return f"{part / whole * 100:.1f}%"


@register.filter
def masked_phone(value: Any) -> str:
    """138****5678; shorter numbers keep only their last two digits."""
    digits = str(value or "")
    if not digits:
        return "—"
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"{'*' * max(len(digits) - 2, 1)}{digits[-2:]}"


@register.filter
def masked_name(value: Any) -> str:
    """张*: the first sign is kept, the rest is hidden."""
    name = str(value or "")
    return f"{name[:1]}{'*' * max(len(name) - 1, 1)}" if name else "—"


@register.filter
def decimal(value: Decimal | None) -> str:
    """Show a number of points without zeros that say nothing: ``40``, ``0.25``; a dash where there is none."""
    return "—" if value is None else f"{value.normalize():f}"
