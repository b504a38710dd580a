"""How a text is kept in its columns, and read in each reader's own language. Pure: no database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext

# Names of the one key that marks a value which is not shown as it stands.
_MOMENT: Final = "$moment"
_DAY: Final = "$day"
_MESSAGE: Final = "$msgid"


def storable(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as JSON. Moments and days are kept as such and formatted when they are read; None is
    shown as nothing.

    A value that must be translated itself is given as ``message("…")``.

    Raises: TypeError: a lazy translation, which would freeze in the sender's language, or a value JSON
    cannot hold.

    """
    return {name: _storable(name, value) for name, value in params.items()}


def _storable(name: str, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DAY: value.isoformat()}
    if isinstance(value, str | int | float) or (isinstance(value, dict) and _MESSAGE in value):
        return value
    raise TypeError(f"{name!r} cannot be kept ({type(value).__name__}); use message() for a translation")


def message(msgid: str, /, **params: Any) -> dict[str, Any]:
    """Return a parameter that is translated when read; mark ``msgid`` with ``gettext_noop``."""
    return {_MESSAGE: source_text(msgid), "params": storable(params)}


def source_text(text: str | Promise) -> str:
    """Return ``text`` if it is a plain msgid.

    Raises:
        TypeError: it is a lazy translation; pass ``gettext_noop("…")`` so that each reader's language holds.

    """
    if isinstance(text, Promise):
        raise TypeError("pass gettext_noop(…) instead of a lazy translation")
    return text


def rendered(msgid: str, params: Mapping[str, Any]) -> str:
    """Return the text in the language that is active now, with its ``%(name)s`` filled in.

    A translation that asks for a parameter that is not there falls back to the English text, and that to its
    msgid: an inbox must open whatever stands in it.
    """
    if not msgid:
        return ""
    values = {name: _shown(value) for name, value in params.items()}
    for text in (gettext(msgid), msgid):
        try:
            return text % values if values else text
        except (KeyError, TypeError, ValueError):
            continue
    return msgid


def _shown(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if _MOMENT in value:
        return date_format(localtime(datetime.fromisoformat(value[_MOMENT])), "SHORT_DATETIME_FORMAT")
    if _DAY in value:
        return date_format(date.fromisoformat(value[_DAY]), "SHORT_DATE_FORMAT")
    return rendered(value[_MESSAGE], value.get("params", {}))
