"""What a field of a register may be. A definition is data; this is what the data must satisfy.

No register of persons (domain.md §9.1, PIPL §6: no more than the purpose needs): a field that asks for the name,
identity number, phone or address of a person is refused, and there is no flag that would allow it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

FIELD_TYPES: Final[Mapping[str, Any]] = {
    "text": gettext_lazy("short text"),
    "long_text": gettext_lazy("long text"),
    "whole": gettext_lazy("whole number"),
    "amount": gettext_lazy("decimal amount"),
    "date": pgettext_lazy("field type", "date"),
    "choice": gettext_lazy("one choice"),
    "choices": gettext_lazy("several choices"),
    "yes_no": gettext_lazy("yes or no"),
    "region": pgettext_lazy("field type", "division"),
    "file": gettext_lazy("files"),
}
AGGREGATIONS: Final[Mapping[str, Any]] = {
    "none": gettext_lazy("not added up"),
    "sum": gettext_lazy("added up"),
    "count": gettext_lazy("counted where given"),
    "share": gettext_lazy("share of two other fields"),
}
NUMBERS: Final = frozenset({"whole", "amount"})
CHOOSING: Final = frozenset({"choice", "choices"})
#: Long enough for every form that was seen; a longer one is two definitions (our own choice).
MOST_FIELDS: Final = 60
MOST_CHOICES: Final = 60
#: Names of codes: what JSON, SQL and a spreadsheet can all hold.
CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
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
    }
)  # fmt: skip
Fault = dict[str, list[str]]


@dataclass(frozen=True)
class Choice:
    """One choice of a field."""

    code: str
    label: str
    label_en: str


@dataclass(frozen=True)
class FieldSpec:
    """One field. ``when`` None: always asked; else only if that field holds that value.

    ``minimum`` and ``maximum`` bound numbers. ``aggregation`` "share" shows ``numerator`` / ``denominator`` of the
    sums, never the sum of shares.
    """

    code: str
    label: str
    label_en: str
    type: str
    is_required: bool = False
    unit: str = ""
    unit_en: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    help: str = ""
    help_en: str = ""
    purpose: str = ""
    when: tuple[str, str] | None = None
    aggregation: str = "none"
    numerator: str = ""
    denominator: str = ""

    @property
    def is_number(self) -> bool:
        """Say whether values are numbers."""
        return self.type in NUMBERS

    def label_in(self, language: str) -> str:
        """Return the label in a language; Chinese for every other than English."""
        return self.label_en if language.startswith("en") else self.label

    def help_in(self, language: str) -> str:
        """Return the help in a language, in Chinese where nobody translated it."""
        return (self.help_en if language.startswith("en") else "") or self.help

    def unit_in(self, language: str) -> str:
        """Return the unit in a language, in Chinese where nobody translated it."""
        return (self.unit_en if language.startswith("en") else "") or self.unit

    def choice_label(self, code: str, language: str) -> str:
        """Return the label of a choice; a code that is none stands as it is."""
        found = next((choice for choice in self.choices if choice.code == code), None)
        if found is None:
            return code
        return found.label_en if language.startswith("en") else found.label


def _word(row: Mapping[str, Any], name: str, usual: str = "") -> str:
    """Return a property that must be a word; blank where something else was sent for it."""
    found = row.get(name, usual)
    return found if isinstance(found, str) else ""


def _number(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


def specs_from(documents: Iterable[Mapping[str, Any]]) -> tuple[FieldSpec, ...]:
    """Read the fields of a stored definition; what ``field_faults`` finds nothing wrong with can be read."""
    return tuple(
        FieldSpec(
            code=row["code"],
            label=row["label"],
            label_en=row["label_en"],
            type=row["type"],
            is_required=bool(row.get("required")),
            unit=row.get("unit", ""),
            unit_en=row.get("unit_en", ""),
            choices=tuple(Choice(*choice) for choice in row.get("choices", ())),
            minimum=_number(row.get("minimum")),
            maximum=_number(row.get("maximum")),
            help=row.get("help", ""),
            help_en=row.get("help_en", ""),
            purpose=row.get("purpose", ""),
            when=tuple(row["when"]) if row.get("when") else None,
            aggregation=row.get("aggregation", "none"),
            numerator=row.get("numerator", ""),
            denominator=row.get("denominator", ""),
        )
        for row in documents
    )


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
    bounds = {name: row.get(name) for name in ("minimum", "maximum") if row.get(name) not in (None, "")}
    try:
        numbers = {name: Decimal(str(value)) for name, value in bounds.items()}
    except InvalidOperation:
        return {**found, "minimum": _("Write a number.")}
    if any(not number.is_finite() for number in numbers.values()):
        found["minimum"] = _("Write a number.")
    elif numbers and kind not in NUMBERS:
        found["minimum"] = _("Only a number has bounds.")
    elif len(numbers) == 2 and numbers["minimum"] > numbers["maximum"]:
        found["maximum"] = _("The upper bound lies below the lower one.")
    return found


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
