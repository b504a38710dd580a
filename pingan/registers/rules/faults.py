"""What the fields of a definition must satisfy.

No register of persons (domain.md §9.1, PIPL §6: no more than the purpose needs): a field that asks for the name,
identity number, phone or address of a person is refused, and there is no flag that would allow it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _

from pingan.registers.rules.fields import (
    AGGREGATIONS,
    CHOOSING,
    CODE,
    FIELD_TYPES,
    MOST_CHOICES,
    MOST_FIELDS,
    NUMBERS,
)

_CHOICE_CODE: Final = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_PERSONAL: Final = re.compile(
    r"姓名|身份证|证件号|手机号|电话|联系方式|家庭住址|民族|宗教|人脸|指纹|出生|车牌"
    r"|\bname of (?:the )?person|identity|phone|home address|ethnic|religio|date of birth|fingerprint",
    re.IGNORECASE,
)
_KNOWN: Final = frozenset(
    {
        "code", "label", "label_en", "type", "required", "unit", "unit_en", "choices", "minimum", "maximum",
        "help", "help_en", "purpose", "when", "aggregation", "numerator", "denominator",
        "at_most", "counts_findings", "until_today", "watched", "small_cells", "refers_to", "named_once",
        "not_before",
    }
)  # fmt: skip
Fault = dict[str, list[str]]
#: A reminder earlier than a year before says nothing.
_MOST_WARN_DAYS: Final = 366
#: A field that names an entry of anything names nothing in particular.
_MOST_REFERRED: Final = 5
#: Above it whole tables would say nothing (cells below 30 are the highest that domain.md knows).
_MOST_SMALL: Final = 100


def _word(row: Mapping[str, Any], name: str, usual: str = "") -> str:
    """Return a property that must be a word; blank where something else was sent for it."""
    found = row.get(name, usual)
    return found if isinstance(found, str) else ""


def field_faults(documents: Any) -> Fault:
    """Return what is wrong with a list of field documents, by "place.name"; empty: nothing."""
    if not isinstance(documents, list) or not all(isinstance(row, Mapping) for row in documents):
        return {"": [_("The fields must be a list of documents.")]}
    if len(documents) > MOST_FIELDS:
        return {"": [_("No more than %(most)d fields in one form.") % {"most": MOST_FIELDS}]}
    faults: Fault = {}
    before: dict[str, Mapping[str, Any]] = {}
    by_code = {str(row.get("code", "")): row for row in documents}
    for place, row in enumerate(documents):
        found = {**_plain_faults(row, before), **_typed_faults(row), **_linked_faults(row, before, by_code)}
        found |= _compared_faults(row, by_code)
        sentence = _watched_fault(_word(row, "type"), row.get("watched"))
        found |= {"watched": sentence} if sentence else {}
        faults |= {f"{place}.{name}": [sentence] for name, sentence in found.items()}
        before[str(row.get("code", ""))] = row
    return faults


def _plain_faults(row: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    unknown = sorted(str(name) for name in row if name not in _KNOWN)
    if unknown:
        found[unknown[0]] = _("A field has no such property.")
    code = row.get("code", "")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        found["code"] = _("Begin with a small letter; then small letters, digits and _, 40 at most.")
    elif code in before:
        found["code"] = _("Another field has this code.")
    if _word(row, "type") not in FIELD_TYPES:
        found["type"] = _("Choose a type.")
    return {**found, **_word_faults(row)}


def _word_faults(row: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, most in (("label", 60), ("label_en", 100)):
        text = row.get(name)
        if not isinstance(text, str) or not 0 < len(text.strip()) <= most:
            found[name] = _("Write 1 to %(most)d characters.") % {"most": most}
        elif _PERSONAL.search(text):
            found[name] = _("No register of persons: ask for numbers, places and kinds, not for who it is.")
    for name in ("unit", "unit_en", "help", "help_en", "purpose"):
        text = row.get(name, "")
        if not isinstance(text, str) or len(text) > 200:
            found[name] = _("Write at most %(most)d characters.") % {"most": 200}
    return found


def _typed_faults(row: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    kind, choices = _word(row, "type"), row.get("choices", [])
    if kind in CHOOSING:
        sentence = _choice_fault(choices)
        if sentence:
            found["choices"] = sentence
    elif choices:
        found["choices"] = _("Only a field of choices has choices.")
    found |= _bound_faults(row, kind)
    return found


def _bound_faults(row: Mapping[str, Any], kind: str) -> dict[str, str]:
    bounds = {name: row.get(name) for name in ("minimum", "maximum") if row.get(name) not in (None, "")}
    try:
        numbers = {name: Decimal(str(value)) for name, value in bounds.items()}
    except InvalidOperation:
        return {"minimum": _("Write a number.")}
    found: dict[str, str] = {}
    if any(not number.is_finite() for number in numbers.values()):
        found["minimum"] = _("Write a number.")
    elif numbers and kind not in NUMBERS:
        found["minimum"] = _("Only a number has bounds.")
    elif len(numbers) == 2 and numbers["minimum"] > numbers["maximum"]:
        found["maximum"] = _("The upper bound lies below the lower one.")
    return found


def _watched_fault(kind: str, watched: Any) -> str:
    if not watched:
        return ""
    if kind != "date":
        return _("Only a date can be watched.")
    days = (
        watched.get("warn_days") if isinstance(watched, Mapping) and set(watched) == {"warn_days"} else None
    )
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= _MOST_WARN_DAYS:
        return _("Say how many days before it is reminded of: 0 to %(most)d.") % {"most": _MOST_WARN_DAYS}
    return ""


def _choice_fault(choices: Any) -> str:
    if not isinstance(choices, Sequence) or isinstance(choices, str) or not 0 < len(choices) <= MOST_CHOICES:
        return _("Give 1 to %(most)d choices.") % {"most": MOST_CHOICES}
    codes = []
    for choice in choices:
        is_whole = isinstance(choice, list | tuple) and len(choice) == 3
        if not is_whole or not all(isinstance(part, str) and 0 < len(part) <= 80 for part in choice):
            return _("Each choice needs a code, a Chinese and an English label.")
        codes.append(choice[0])
    if any(not _CHOICE_CODE.fullmatch(code) for code in codes):
        return _("A code of a choice holds letters, digits, dot, dash and _ only.")
    return _("Two choices have the same code.") if len(set(codes)) < len(codes) else ""


def _linked_faults(
    row: Mapping[str, Any], before: Mapping[str, Mapping[str, Any]], by_code: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    found: dict[str, str] = {}
    when = row.get("when")
    if when and not _may_depend(when, before):
        found["when"] = _("Name an earlier field of choices or yes and no, and one of its values.")
    way = _word(row, "aggregation", "none")
    if way not in AGGREGATIONS:
        found["aggregation"] = _("Choose how it is added up.")
    elif way in {"sum", "share"} and _word(row, "type") not in NUMBERS:
        found["aggregation"] = _("Only numbers can be added up.")
    if way == "share":
        parts = [by_code.get(str(row.get(name, "")), {}) for name in ("numerator", "denominator")]
        if any(part.get("aggregation") != "sum" for part in parts):
            found["numerator"] = _("A share needs two other fields that are added up.")
    elif row.get("numerator") or row.get("denominator"):
        found["numerator"] = _("Only a share has two other fields.")
    return found


def _compared_faults(row: Mapping[str, Any], by_code: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    found = _small_fault(row) | _reference_fault(row)
    if row.get("at_most") and not _is_other(row, "at_most", NUMBERS, by_code):
        found["at_most"] = _("Compare a number with another field of numbers.")
    if row.get("not_before") and not _is_other(row, "not_before", {"date"}, by_code):
        found["not_before"] = _("Compare a date with another date of this form.")
    if row.get("counts_findings") and _word(row, "type") != "whole":
        found["counts_findings"] = _("Only a whole number says how many were found.")
    if row.get("until_today") and (_word(row, "type") != "date" or row.get("watched")):
        found["until_today"] = _("Only a date that nobody watches is held to days up to today.")
    return found


def _small_fault(row: Mapping[str, Any]) -> dict[str, str]:
    limit = row.get("small_cells")
    if limit in (None, ""):
        return {}
    if isinstance(limit, bool) or not isinstance(limit, int) or not 2 <= limit <= _MOST_SMALL:
        return {"small_cells": _("Numbers below 2 to %(most)d can be left untold.") % {"most": _MOST_SMALL}}
    if _word(row, "type") != "whole" or row.get("aggregation") != "sum" or str(row.get("minimum")) != "0":
        return {"small_cells": _("Only whole numbers from 0 on that are added up have small cells.")}
    return {}


def _reference_fault(row: Mapping[str, Any]) -> dict[str, str]:
    named = row.get("refers_to")
    if _word(row, "type") != "entry":
        sentence = _("Only a field that names an entry refers to registers.")
        return {name: sentence for name in ("refers_to", "named_once") if row.get(name)}
    is_list = isinstance(named, list | tuple) and 0 < len(named) <= _MOST_REFERRED
    if not is_list or not all(isinstance(code, str) and CODE.fullmatch(code) for code in named or ()):
        return {"refers_to": _("Give the codes of 1 to %(most)d registers.") % {"most": _MOST_REFERRED}}
    return {}


def _is_other(
    row: Mapping[str, Any], at: str, types: Set[str], by_code: Mapping[str, Mapping[str, Any]]
) -> bool:
    name = row.get(at)
    other = by_code.get(name, {}) if isinstance(name, str) and name != row.get("code") else {}
    return all(_word(one, "type") in types for one in (row, other))


def _may_depend(when: Any, before: Mapping[str, Mapping[str, Any]]) -> bool:
    if (
        not isinstance(when, list | tuple)
        or len(when) != 2
        or not all(isinstance(part, str) for part in when)
    ):
        return False
    other = before.get(when[0])
    if other is None:
        return False
    if other.get("type") == "yes_no":
        return when[1] in {"true", "false"}
    if _choice_fault(other.get("choices")):
        return False
    return _word(other, "type") in CHOOSING and any(
        choice[:1] == [when[1]] for choice in map(list, other.get("choices", ()))
    )
