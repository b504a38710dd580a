"""What is typed into a draft of a scheme, as doors hand it over, and its checks at each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from assessment.models import AssessmentScheme, Indicator
from assessment.queries.schemes import content_of
from assessment.rules.methods import METHODS
from assessment.rules.scheme_words import faults_of
from pingan.common.errors import Invalid
from pingan.common.text import in_plain_text

#: The usual grades of domain.md §7.4 (L): code, name, from per cent of the full score.
GRADES = (
    ("excellent", "优秀", "90"),
    ("good", "良好", "80"),
    ("pass", "合格", "60"),
    ("fail", "不合格", "0"),
)
_ENDS = frozenset({Decimal(0), Decimal(100)})
_CONFIDENCES = frozenset({"H", "H_elsewhere", "M", "L"})


@dataclass(frozen=True)
class SchemeData:
    """What the whole of a scheme says. ``grades_from``: bounds of the grades but the last, from the best down."""

    title: str
    document: str = ""
    full_score: Decimal = Decimal(100)
    own_share: Decimal = Decimal(20)
    grades_from: tuple[Decimal, ...] = (Decimal(90), Decimal(80), Decimal(60))
    quota: Decimal | None = None
    few: int = 30
    objection_days: int = 5
    basis: str = ""
    confidence: str = "L"


@dataclass(frozen=True)
class IndicatorData:
    """What one indicator says. ``under``: the code of the one it stands under ("": the first level)."""

    code: str
    name: str
    under: str = ""
    name_en: str = ""
    explanation: str = ""
    order: int = 0
    weight: Decimal = Decimal(0)
    weight_low: Decimal = Decimal(0)
    weight_high: Decimal = Decimal(1000)
    source: str = ""
    method: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    expression: str = ""
    unit: str = ""
    date_rule: str = ""
    supplier: int | None = None
    needs_evidence: bool = False
    is_applicable: bool = True
    reason: str = ""
    article: str = ""
    basis: str = ""
    confidence: str = "L"


#: What a lower body says about an indicator that it inherits; the rest stays as it is above.
OWN_WORDS = frozenset(
    {
        "order",
        "weight",
        "weight_low",
        "weight_high",
        "supplier",
        "is_applicable",
        "reason",
        "basis",
        "confidence",
    }
)
#: Columns that are filled as they are typed.
_PLAIN = tuple(
    one.name for one in fields(IndicatorData) if one.name not in {"under", "supplier", "params"}
)  # fmt: skip


def data_of_scheme(row: AssessmentScheme) -> SchemeData:
    """Return what a scheme says now: what a form begins with."""
    names = [one.name for one in fields(SchemeData) if one.name != "grades_from"]
    bounds = tuple(Decimal(str(grade[2])) for grade in row.grades[:-1])
    return SchemeData(**{name: getattr(row, name) for name in names}, grades_from=bounds)


def data_of_indicator(row: Indicator) -> IndicatorData:
    """Return what an indicator says now."""
    under = row.parent.code if row.parent else ""
    return IndicatorData(
        **{name: getattr(row, name) for name in _PLAIN},
        under=under,
        supplier=row.supplier_id,
        params=row.params,
    )


def fill_scheme(row: AssessmentScheme, data: SchemeData) -> None:
    """Put into a draft what was typed; the full score of a derived one is that of the scheme above.

    Raises:
        Invalid: what is wrong, at each field.

    """
    data = in_plain_text(data)
    bounds = list(data.grades_from)
    faults = _above_faults(row.parent, data) if row.parent is not None else {}
    if not data.title.strip():
        faults["title"] = _("This is needed.")
    if data.full_score <= 0:
        faults["full_score"] = _("The full score is more than 0.")
    if len(bounds) != len(GRADES) - 1 or bounds != sorted({*bounds, *_ENDS}, reverse=True)[1:-1]:
        faults["grades_from"] = _("The bounds of the grades fall, between 100 and 0.")
    if faults:
        raise Invalid(faults)
    for one in fields(SchemeData):
        if one.name != "grades_from":
            setattr(row, one.name, getattr(data, one.name))
    lowest = [str(value.normalize().__format__("f")) for value in bounds]
    row.grades = [
        [code, name, start] for (code, name, _usual), start in zip(GRADES, [*lowest, "0"], strict=True)
    ]


def _above_faults(above: AssessmentScheme, data: SchemeData) -> dict[str, Any]:
    faults: dict[str, Any] = {}
    if data.full_score != above.full_score:
        faults["full_score"] = _("The full score is that of the scheme above.")
    if data.own_share > above.own_share:
        faults["own_share"] = _("The scheme above allows at most %(most)s %%.") % {"most": above.own_share}
    return faults


def fill_indicator(row: Indicator, data: IndicatorData, siblings: Mapping[str, Indicator]) -> None:
    """Put into an indicator of a draft what was typed. ``siblings``: the others of the draft by code.

    Raises:
        Invalid: what is wrong, at each field; an inherited one keeps what the scheme above says.

    """
    data = in_plain_text(data)
    if row.origin_id is not None:
        _keep_inherited(row, data)
    else:
        _place(row, data, siblings)
    for name in _PLAIN:
        if row.origin_id is None or name in OWN_WORDS:
            setattr(row, name, getattr(data, name))
    if row.origin_id is None:
        row.params = as_stored(data.method, data.params)
    row.supplier_id = data.supplier
    faults = _faults(row, {one.parent_id for one in siblings.values()})
    if faults:
        raise Invalid(faults)


def _keep_inherited(row: Indicator, data: IndicatorData) -> None:
    was = data_of_indicator(row)
    locked = [one.name for one in fields(IndicatorData) if one.name not in OWN_WORDS]
    changed = [name for name in locked if getattr(was, name) != getattr(data, name)]
    if changed:
        kept = _("This comes from the scheme above and stays as it is there.")
        raise Invalid(dict.fromkeys(changed, kept))


def _place(row: Indicator, data: IndicatorData, siblings: Mapping[str, Indicator]) -> None:
    faults: dict[str, Any] = {}
    if not data.code or not data.code.replace("-", "").isalnum() or not data.code.isascii():
        faults["code"] = _("A code is of letters, digits and hyphens.")
    elif data.code in siblings:
        faults["code"] = _("Another indicator has this code.")
    if not data.name.strip():
        faults["name"] = _("This is needed.")
    above = siblings.get(data.under)
    if data.under and above is None:
        faults["under"] = _("Choose an indicator of this scheme.")
    if faults:
        raise Invalid(faults)
    row.parent = above


def _faults(row: Indicator, with_parts: set[int | None]) -> dict[str, Any]:
    """Say what is wrong in an indicator by itself; one that has parts, or no source yet, is a heading."""
    faults: dict[str, Any] = {}
    if row.weight < 0:
        faults["weight"] = _("A weight is not negative.")
    if not 0 <= row.weight_low <= row.weight_high:
        faults["weight_high"] = _("The weight below runs from the smaller number to the larger.")
    if row.confidence not in _CONFIDENCES:
        faults["confidence"] = _("Say how sure the numbers are.")
    if not row.is_applicable and not row.reason.strip():
        faults["reason"] = _("Say why it is not applicable at this level.")
    if row.is_applicable:
        row.reason = ""
    if not row.is_applicable and row.origin_id is None:
        faults["is_applicable"] = _("An indicator of your own is removed instead.")
    is_heading = row.pk is not None and row.pk in with_parts
    if row.origin_id is None and not is_heading and (row.source or row.method):
        faults |= faults_of(content_of(row))
    return faults


def as_stored(method: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a method as they are kept: decimals and pairs of them as text, answers as they are."""
    known = {one.code: one.kind for one in METHODS[method].params} if method in METHODS else {}
    return {name: _stored(value, known.get(name, "")) for name, value in params.items()}


def _stored(value: Any, kind: str) -> Any:
    if kind == "steps" and isinstance(value, list | tuple):
        return [_pair(item) for item in value]
    return value if isinstance(value, bool) or value is None else str(value).strip()


def _pair(value: Any) -> Any:
    is_pair = isinstance(value, list | tuple)
    return [str(item).strip() for item in value] if is_pair else str(value)
