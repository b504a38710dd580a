"""When an agreement takes effect, and what stands in the way of its confirmation. Pure.

Sources: 人民调解法 §28–31; 民诉法2023 §205; 民诉解释2022 §355, 358.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Signed:
    """One signature: of a party (its key), of the mediator (None) or the committee's seal."""

    party: int | None
    is_seal: bool
    at: datetime


def effective_at(parties: Collection[int], signatures: Iterable[Signed]) -> datetime | None:
    """Return when a written agreement took effect: the last of all parties, mediator and seal (§29); None: not yet."""
    signatures = list(signatures)
    signed = {one.party for one in signatures if one.party is not None}
    has_mediator = any(one.party is None and not one.is_seal for one in signatures)
    has_seal = any(one.is_seal for one in signatures)
    if not parties or not set(parties) <= signed or not has_mediator or not has_seal:
        return None
    return max(one.at for one in signatures)


#: How many days before its day a clause is announced, where the office has set no number.
DAYS_BEFORE = 3


#: What the mediator ticks before an application; each failing one keeps it from being sent.
PRE_CHECKS: Mapping[str, str] = {
    "joint": _("Both parties apply together."),
    "civil": _("It lies within the scope of civil lawsuits."),
    "status_relation": _("It does not concern whether a marriage, parentage or adoption exists."),
    "title": _("It does not decide on title to property."),
    "voluntary": _("Everybody agreed of their own free will."),
    "lawful": _("It breaks no law and harms neither others nor public order."),
    "clear": _("What is to be done, how much and until when is clear."),
}


def pre_check(
    type_pre_check: str, ticked: Collection[str], *, unclear: Collection[int]
) -> list[dict[str, Any]]:
    """Return each check with its answer. The type of the dispute can fail one whatever is ticked (§355).

    ``unclear``: positions of clauses without a term; a day, at once and a standing duty are each clear (§358).
    """
    failing = {blocked_check(type_pre_check), "clear" if unclear else ""}
    return [{"code": code, "is_met": code in ticked and code not in failing} for code in PRE_CHECKS]


def blocked_check(type_pre_check: str) -> str:
    """Return the check that a type of dispute fails whatever is ticked (民诉解释 §355); blank: none."""
    return _FAILS.get(type_pre_check, "")


_FAILS = {"status_relation": "status_relation", "title": "title", "intellectual_property": "title"}
