"""What a field of a register is. A definition is data; this is how the data is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

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
    "entry": gettext_lazy("entry of another register"),
}
AGGREGATIONS: Final[Mapping[str, Any]] = {
    "none": gettext_lazy("not added up"),
    "sum": gettext_lazy("added up"),
    "count": gettext_lazy("counted where given"),
    "share": gettext_lazy("share of two other fields"),
}
#: What somebody wrote or took: personal data may stand in it, whatever the form asks for.
WORDS: Final = frozenset({"text", "long_text", "file"})
TEXTS: Final = WORDS - {"file"}
NUMBERS: Final = frozenset({"whole", "amount"})
CHOOSING: Final = frozenset({"choice", "choices"})
#: Long enough for every form that was seen; a longer one is two definitions (our own choice).
MOST_FIELDS: Final = 60
MOST_CHOICES: Final = 60
#: Names of codes: what JSON, SQL and a spreadsheet can all hold.
CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Choice:
    """One choice of a field."""

    code: str
    label: str
    label_en: str


@dataclass(frozen=True)
class FieldSpec:
    """One field. ``when`` None: always asked; else only if that field holds that value.

    ``minimum`` and ``maximum`` bound numbers, ``at_most`` names a field of numbers that must not be smaller.
    ``counts_findings``: it says how many things were found, so never fewer than the findings written down.
    ``not_before`` names another date: the day it holds is that one or a later one.
    ``until_today``: the day it holds is one on which something was done, so none that has yet to come.
    ``small_cells``: of numbers from 1 up to below it is told no more than that to who did not write them (a sum of whole
    numbers that count people; domain.md §9.1); None: every number is told.
    ``watched_days``: the day it holds is watched, and reminded of so many days before; None: it is not.
    ``refers_to`` are codes of the definitions an entry of which it names (type "entry"): of the own area, and seen by
    whoever names it. ``named_once``: an entry that one names no other names.
    ``aggregation`` "share" shows ``numerator`` / ``denominator`` of the sums, never the sum of shares.
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
    at_most: str = ""
    counts_findings: bool = False
    until_today: bool = False
    watched_days: int | None = None
    small_cells: int | None = None
    refers_to: tuple[str, ...] = ()
    named_once: bool = False
    not_before: str = ""

    @property
    def is_number(self) -> bool:
        """Say whether values are numbers."""
        return self.type in NUMBERS

    @property
    def is_asked_for(self) -> bool:
        """Say whether somebody fills it in; a share follows from two other fields."""
        return self.aggregation != "share"

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


def without_words(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the values is no word: numbers, days, choices and divisions, which statistics go on counting."""
    plain = {spec.code for spec in specs if spec.type not in WORDS}
    return {code: value for code, value in values.items() if code in plain}


def kinds_only(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what sort of thing it was and no more: what is left of a finding whose account is kept in its matter."""
    kinds = {spec.code for spec in specs if spec.type in CHOOSING}
    return {code: value for code, value in values.items() if code in kinds}


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
            at_most=row.get("at_most") or "",
            counts_findings=bool(row.get("counts_findings")),
            until_today=bool(row.get("until_today")),
            watched_days=row["watched"]["warn_days"] if row.get("watched") else None,
            small_cells=row.get("small_cells") or None,
            refers_to=tuple(row.get("refers_to") or ()),
            named_once=bool(row.get("named_once")),
            not_before=row.get("not_before") or "",
        )
        for row in documents
    )
