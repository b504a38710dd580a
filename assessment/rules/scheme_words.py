"""What stands in an indicator, checked by itself: method, numbers, expression, source (Article 57). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.rules.derivation import Problem
from assessment.rules.expressions import ExpressionFault, Figures, parse
from assessment.rules.params import ParamFault, read_params

#: Sources whose method the source itself decides; weight is no part of the full score there.
OF_SOURCE: Mapping[str, frozenset[str]] = {
    "bonus": frozenset({"bonus"}),
    "veto": frozenset({"veto"}),
    "deduction": frozenset({"deduct_per_case", "checklist", "threshold_step"}),
}
_UNSCORED = frozenset(OF_SOURCE)


@dataclass(frozen=True)
class Content:
    """What a scored indicator says. ``figures``: the codes that exist; None: any is taken for known."""

    key: str
    source: str
    method: str
    params: Mapping[str, Any]
    expression: str
    weight_is_zero: bool
    basis: str
    figures: Figures | None = None


def faults_of(one: Content) -> dict[str, Any]:
    """Return what is wrong with an indicator that is scored, each sentence by its field."""
    faults: dict[str, Any] = {}
    if not one.source:
        faults["source"] = _("Say where its value comes from.")
    if not one.method:
        faults["method"] = _("Choose how it gives points.")
    else:
        faults |= _params(one)
    allowed = OF_SOURCE.get(one.source)
    if one.method and one.source and not _fits(one.source, one.method):
        faults["method"] = _("This method does not fit its source.")
    if allowed and not one.weight_is_zero:
        faults["weight"] = _("Deductions, bonus and veto carry no weight: they stand beside the full score.")
    if one.source == "computed" and not one.expression.strip():
        faults["expression"] = _("A computed indicator needs an expression.")
    elif one.expression.strip():
        faults |= _expression(one)
    return faults


def _fits(source: str, method: str) -> bool:
    """Say whether a source may use a method: bonus and veto belong to theirs, and to no other source."""
    if source in OF_SOURCE:
        return method in OF_SOURCE[source]
    return method not in {"bonus", "veto"}


def _params(one: Content) -> dict[str, Any]:
    try:
        read_params(one.method, one.params)
    except ParamFault as fault:
        return {name if name == "method" else f"param_{name}": text for name, text in fault.fields.items()}
    return {}


def _expression(one: Content) -> dict[str, Any]:
    try:
        parse(one.expression, one.figures)
    except ExpressionFault as fault:
        return {"expression": sentence_of(fault)}
    return {}


def sentence_of(fault: ExpressionFault) -> Any:
    """Return why an expression is none, with the place where one counts from 1."""
    if fault.at is None:
        return fault.sentence
    return _("%(sentence)s (character %(place)s)") % {"sentence": fault.sentence, "place": fault.at + 1}


def content_problems(contents: Iterable[Content]) -> list[Problem]:
    """Return every fault of the leaves of a scheme, and numbers whose source nobody named (Rule 0)."""
    found = []
    for one in contents:
        found += [Problem(one.key, sentence) for sentence in faults_of(one).values()]
        if not one.basis.strip():
            found.append(Problem(one.key, _("Say where its numbers come from.")))
    return found
