"""Setting and ending the default unit of a class in an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import RoutingRule
from grids.models.routing import ROUTE_KEY
from grids.queries.categories import category_by_code
from pingan.access.rules import Actor
from pingan.access.services.versions import open_version, retire_version
from pingan.common.errors import Invalid
from pingan.org.models import Organ


@dataclass(frozen=True)
class RoutingInput:
    """A routing rule as the office types it; a blank class means every class."""

    organ_id: int
    region_code: str
    category_code: str = ""
    priority: int = 1
    note: str = ""
    source: str = ""
    effective_from: date | None = None


def set_routing_rule(
    *, actor: Actor, data: RoutingInput, reason: str, seen_version: int | None = None
) -> RoutingRule:
    """Record the default unit from a day on (default: today) and close the version before.

    The unit's own area must hold the rule's area: a county bureau cannot be the default of a whole city.

    Raises:
        Invalid: unknown class or unit, a unit that has ended or works elsewhere.
        Forbidden, Stale, Conflict: see ``open_version``.

    """
    day = data.effective_from or timezone.localdate()
    organ = Organ.objects.filter(pk=data.organ_id).select_related("region").first()
    if organ is None or (organ.valid_to is not None and organ.valid_to <= day):
        raise Invalid({"organ": _("Choose a unit that exists on that day.")})
    if not data.region_code.startswith(organ.region.prefix):
        raise Invalid({"organ": _("This unit does not work in the whole of that area.")})
    if data.category_code and category_by_code(data.category_code) is None:
        raise Invalid({"category_code": _("Choose one of the listed values.")})
    if not 1 <= data.priority <= 99:
        raise Invalid({"priority": _("Give a priority from 1 to 99.")})
    row = RoutingRule(
        category_code=data.category_code,
        region_code=data.region_code,
        organ=organ,
        priority=data.priority,
        note=data.note[:200],
        source=data.source[:300],
        effective_from=day,
    )
    return open_version(actor=actor, row=row, key=ROUTE_KEY, reason=reason, seen_version=seen_version)


def retire_routing_rule(*, actor: Actor, rule_id: int, reason: str, on: date | None = None) -> RoutingRule:
    """End a routing rule on a day (default: today); a weaker rule takes over, or a person chooses."""
    return retire_version(
        actor=actor, model=RoutingRule, pk=rule_id, on=on or timezone.localdate(), reason=reason
    )
