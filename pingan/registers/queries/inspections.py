"""Which orders are inspections: those whose findings may become hazards (Articles 25, 29–44)."""

from __future__ import annotations

from django.db.models import Q

from pingan.registers.models import DefinitionKind

#: What a finding of an inspection may become (slot ``register_findings``).
HAZARD = "hazard"


def is_checklist_q() -> Q:
    """Return the condition on orders."""
    return Q(definition__kind=DefinitionKind.ROUND, definition__targets__contains=[HAZARD])
