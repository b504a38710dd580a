"""Values of a report: what was typed, sent or read from a sheet, as it is kept; every refusal at its field.

Kept are JSON values: text; whole numbers; amounts as text, so that none is rounded; days as YYYY-MM-DD; codes of
choices; true and false; 12-digit codes of divisions; keys of files; the key of an entry that is named, once the
service has found it by the number that was given.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from pingan.common.our_time import is_of_our_time
from pingan.common.text import plain_text
from pingan.registers.rules.fields import FieldSpec
from pingan.registers.rules.references import HIDDEN, number_in

LONGEST: Final[Mapping[str, int]] = {"text": 200, "long_text": 2000}
#: Beyond it a number is a slip of the hand, and a sum of 90,000 such would not be exact any more.
LARGEST: Final = Decimal(10) ** 12
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?")
#: Digits after the point of an amount.
PLACES: Final = Decimal("0.01")
MOST_FILES: Final = 9
_REGION: Final = re.compile(r"36[0-9]{10}")
_YES: Final = frozenset({"true", "1", "yes", "是", "有"})
_NO: Final = frozenset({"false", "0", "no", "否", "无"})


@dataclass(frozen=True)
class Cleaned:
    """What is kept, and what was refused, by code of the field."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


class Refused(ValueError):
    """One value is not what its field asks for; the message is the sentence for its reader."""


def _text(spec: FieldSpec, raw: Any) -> Any:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Refused(_("Write text here."))
    text = plain_text(str(raw)).strip()
    most = LONGEST[spec.type]
    if len(text) > most:
        raise Refused(_("Write at most %(most)d characters.") % {"most": most})
    return text


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Refused(_("Write a number."))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise Refused(_("Write a number."))
    if isinstance(raw, str):
        plain = unicodedata.normalize("NFKC", raw).strip().replace(",", "")
        # An exponent, an underline or digits of another script are slips of the hand.
        if not _NUMBER.fullmatch(plain):
            raise Refused(_("Write a number."))
        return Decimal(plain)
    number = Decimal(str(raw))
    if not number.is_finite():
        raise Refused(_("Write a number."))
    return number


def _bounded(spec: FieldSpec, number: Decimal) -> Decimal:
    if abs(number) >= LARGEST:
        raise Refused(_("This number is too large."))
    if spec.minimum is not None and number < spec.minimum:
        raise Refused(_("At least %(bound)s.") % {"bound": f"{spec.minimum.normalize():f}"})
    if spec.maximum is not None and number > spec.maximum:
        raise Refused(_("At most %(bound)s.") % {"bound": f"{spec.maximum.normalize():f}"})
    return number


def _whole(spec: FieldSpec, raw: Any) -> Any:
    number = _bounded(spec, _decimal(raw))
    if number != number.to_integral_value():
        raise Refused(_("Write a whole number."))
    return int(number)


def _amount(spec: FieldSpec, raw: Any) -> Any:
    number = _bounded(spec, _decimal(raw))
    if number != number.quantize(PLACES):
        raise Refused(_("No more than two digits after the point."))
    return f"{number.quantize(PLACES):f}"


def _date(spec: FieldSpec, raw: Any) -> Any:
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, str):
        try:
            raw = date.fromisoformat(raw.strip().replace("/", "-"))
        except ValueError as error:
            raise Refused(_("Write a day as 2026-03-31.")) from error
    if not isinstance(raw, date) or not is_of_our_time(raw):
        raise Refused(_("Write a day as 2026-03-31."))
    return raw.isoformat()


def _code_of(spec: FieldSpec, raw: Any) -> str:
    """Accept the code, and the label as a person types it into a sheet."""
    text = str(raw).strip() if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    for choice in spec.choices:
        if text in {choice.code, choice.label, choice.label_en}:
            return choice.code
    raise Refused(_("Choose one of the given answers."))


def _choices(spec: FieldSpec, raw: Any) -> Any:
    items = re.split(r"[;；、]", raw) if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise Refused(_("Choose one of the given answers."))
    chosen = {_code_of(spec, item) for item in items if item not in ("", None)}
    return [choice.code for choice in spec.choices if choice.code in chosen]


def _yes_no(spec: FieldSpec, raw: Any) -> Any:
    if isinstance(raw, bool):
        return raw
    text = str(raw).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Refused(_("Say yes or no."))


def _region(spec: FieldSpec, raw: Any) -> Any:
    text = str(raw).strip() if isinstance(raw, str | int) else ""
    if not _REGION.fullmatch(text):
        raise Refused(_("Name the division by its code of 12 digits."))
    return text


def _file(spec: FieldSpec, raw: Any) -> Any:
    items = raw if isinstance(raw, list | tuple) else [raw]
    keys = [
        int(item) for item in items if str(item).isascii() and str(item).isdigit() and len(str(item)) < 19
    ]
    if len(keys) < len(items) or not all(keys):
        raise Refused(_("Name files by their numbers."))
    if len(keys) > MOST_FILES:
        raise Refused(_("No more than %(most)d files.") % {"most": MOST_FILES})
    return list(dict.fromkeys(keys))


def _entry(spec: FieldSpec, raw: Any) -> Any:
    """Accept the number of an entry, its key from a program, and the mark of one that is not told."""
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 2**63:
        return raw
    text = unicodedata.normalize("NFKC", raw).strip() if isinstance(raw, str) else ""
    if text == HIDDEN:
        return HIDDEN
    found = number_in(text)
    if found is None:
        raise Refused(_("Name the entry by its number, as 12-3."))
    return f"{found[0]}-{found[1]}"


def _read(spec: FieldSpec, given: Any, today: date | None) -> Any:
    if is_blank(given):
        return None
    kept = _READERS[spec.type](spec, given)
    # Days are kept as YYYY-MM-DD: in that form the later one is the greater text.
    if spec.until_today and today is not None and kept > today.isoformat():
        raise Refused(_("Choose a day up to today."))
    return kept


_READERS: Final[Mapping[str, Callable[[FieldSpec, Any], Any]]] = {
    "text": _text,
    "long_text": _text,
    "whole": _whole,
    "amount": _amount,
    "date": _date,
    "choice": _code_of,
    "choices": _choices,
    "yes_no": _yes_no,
    "region": _region,
    "file": _file,
    "entry": _entry,
}


def is_blank(raw: Any) -> bool:
    """Say whether nothing was given: no, zero and false are answers."""
    return raw is None or (isinstance(raw, str | list | tuple) and (not raw or not str(raw).strip()))


def is_asked(spec: FieldSpec, values: Mapping[str, Any]) -> bool:
    """Say whether the condition of a field holds for cleaned values."""
    if spec.when is None:
        return True
    code, wanted = spec.when
    held = values.get(code)
    if isinstance(held, bool):
        return held is (wanted == "true")
    return wanted in held if isinstance(held, list) else held == wanted


def clean_values(
    specs: Iterable[FieldSpec], raw: Any, *, is_draft: bool = False, today: date | None = None
) -> Cleaned:
    """Read what was given for these fields, in their order.

    A field whose condition does not hold is left out, whatever was sent for it. ``is_draft``: what is required
    may still be missing. ``today``: days on which something was done are held to it; None: they were already.
    A name that is no field is refused, as is a share: it follows from two other fields.
    """
    if not isinstance(raw, Mapping):
        return Cleaned(errors={"": _("Send an object with the fields of the report.")})
    found = Cleaned()
    known = []
    for spec in (one for one in specs if one.is_asked_for):
        known.append(spec.code)
        if not is_asked(spec, found.values):
            continue
        given = raw.get(spec.code)
        try:
            kept = _read(spec, given, today)
        except Refused as error:
            found.errors[spec.code] = str(error)
            continue
        if is_blank(kept):
            if spec.is_required and not is_draft:
                found.errors[spec.code] = _("This field is required.")
        else:
            found.values[spec.code] = kept
    for name in [str(name) for name in raw if name not in known][:20]:
        found.errors[name] = _("This field is unknown or cannot be changed here.")
    return found
