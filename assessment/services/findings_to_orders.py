"""What an inspection found goes on as a rectification order (Articles 22, 42, 44, 62), linked both ways."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.queries.orders import units_to_order
from assessment.rules.orders import LONGEST_TEXT
from assessment.services.orders import NewOrder, draft_order
from pingan.access.rules import Actor
from pingan.matters.machine import input_field
from pingan.registers.rules import FindingTarget, shown_value, specs_from


def _units(actor: Actor, finding: Any) -> Iterable[tuple[str, Any]]:
    """Offer the unit that was inspected first, where it is of the body's own level."""
    units = list(units_to_order(actor))
    units.sort(key=lambda unit: unit.pk != finding.report.organ_id)
    return [(str(unit.pk), str(unit)) for unit in units]


@dataclass(frozen=True, kw_only=True)
class FindingToOrder:
    """Whom the order goes to, and what it says; the finding's own words are proposed as its facts."""

    organ: int = input_field(
        gettext_lazy("Unit"),
        "organ",
        choices=_units,
        help=gettext_lazy("Units of the same level as your body (Article 62)."),
    )
    facts: str = input_field(
        pgettext_lazy("official document", "facts"),
        "textarea",
        max_length=LONGEST_TEXT,
        default="",
        help=gettext_lazy("Empty: the words of the finding."),
    )
    basis: str = input_field(gettext_lazy("Duty that was not met"), "textarea")
    demands: str = input_field(
        gettext_lazy("What is demanded"),
        "textarea",
        max_length=6000,
        help=gettext_lazy("One point on each line."),
    )
    due_on: datetime = input_field(gettext_lazy("To be rectified by"), "date")


def words_of(finding: Any) -> str:
    """Return what a finding says, line by line, in the product's first language: papers are Chinese."""
    specs = specs_from(finding.report.round.definition.finding_fields)
    lines = [
        f"{spec.label_in('zh')}：{shown_value(spec, finding.values.get(spec.code), 'zh')}"
        for spec in specs
        if spec.type not in {"file", "region", "entry"}
        and finding.values.get(spec.code) not in (None, "", [])
    ]
    report = finding.report
    return "\n".join((f"{report.round.title}：{report.unit_name}", *lines))[:LONGEST_TEXT]


def order_of(actor: Actor, finding: Any, given: FindingToOrder) -> int:
    """Draw up the order that a finding asks for and return its key; runs in the caller's transaction.

    Raises:
        Forbidden, Invalid: as ``draft_order`` does.

    """
    order = draft_order(
        actor=actor,
        data=NewOrder(
            organ=given.organ,
            facts=given.facts or words_of(finding),
            basis=given.basis,
            demands=given.demands,
            due_on=timezone.localdate(given.due_on),
        ),
    )
    return int(order.pk)


INSPECTED = FindingTarget(
    "order", gettext_lazy("Draw up a rectification order"), "order.draft", order_of, FindingToOrder
)
