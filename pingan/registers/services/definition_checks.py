"""What a definition of an office is held to besides its own words: the other definitions, and the purposes of its fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.registers.models import RegisterDefinition
from pingan.registers.queries.rounds import area_names

if TYPE_CHECKING:
    from pingan.registers.services.definitions import DefinitionInput


def unknown_registers(data: DefinitionInput) -> dict[str, Any]:
    """Refuse fields that name entries of registers that nobody defined."""
    named = {
        f"{part}.{place}.refers_to": row["refers_to"]
        for part in ("fields", "finding_fields")
        for place, row in enumerate(getattr(data, part))
        if isinstance(row.get("refers_to"), list | tuple)
    }
    codes = {str(code) for several in named.values() for code in several}
    known = (
        set(RegisterDefinition.objects.filter(code__in=codes).values_list("code", flat=True))
        if codes
        else set()
    )
    return {
        at: _("There is no register of this code: %(codes)s.") % {"codes": "、".join(unknown)}
        for at, several in named.items()
        if (unknown := [str(code) for code in several if str(code) not in known])
    }


def purpose_faults(data: DefinitionInput) -> dict[str, Any]:
    """Demand of each field what it is asked for: nobody reports more than a purpose needs."""
    return {
        f"{part}.{place}.purpose": _("Say what this field is asked for.")
        for part in ("fields", "finding_fields")
        for place, row in enumerate(getattr(data, part))
        if not str(row.get("purpose") or "").strip()
    }


def taken_code(data: DefinitionInput) -> dict[str, Any]:
    """Refuse a new form under a code that is known here: it would stand in the place of that form for this area."""
    above = [data.region_code[:width] for width in range(2, len(data.region_code))]
    holds = Q(effective_to=None) | Q(effective_to__gt=timezone.localdate())
    rows = RegisterDefinition.objects.filter(code=data.code)
    known = rows.filter(Q(region_code=data.region_code) | Q(holds, region_code__in=above))
    # The nearest one first: it is what the new form would stand in the place of.
    row = known.order_by("-region_code", "-version").first()
    if row is None:
        return {}
    sentence = _(
        "%(area)s has a form of this code already: %(name)s, version %(number)d. Choose another code, or open that form"
        " and make a new version of it."
    )
    return {
        "code": sentence
        % {
            "area": area_names({row.region_code}).get(row.region_code, row.region_code),
            "name": row.name,
            "number": row.version,
        }
    }
