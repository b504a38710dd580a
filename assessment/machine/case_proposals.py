"""The one place where orders and instruments propose a case of accountability (Article 58): a person decides there."""

from __future__ import annotations

from collections.abc import Callable

from pingan.common.slots import case_proposals
from pingan.matters.machine import Move


def propose(circumstance: int, why: str, rule: str = "") -> Callable[[Move], None]:
    """Return the effect that proposes a case against the unit of a matter; ``why`` in the product's first language.

    ``rule``: that of the candidate; blank: by its circumstance.

    Without anybody who takes proposals (slot ``case_proposals``) nothing is proposed.
    """

    def effect(move: Move) -> None:
        for take in case_proposals.entries():
            take(
                circumstance=circumstance,
                organ_id=move.detail.organ_id,
                reason=f"{move.matter.number} {why}",
                matter_id=move.matter.pk,
                actor=move.actor,
                rule=rule,
            )

    return effect
