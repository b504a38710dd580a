"""Guards and effects of joint mediation by several units."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from disputes.machine import inputs
from disputes.models import (
    DisputeUnit,
)
from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.matters.machine import Move
from pingan.matters.models import MatterFile
from pingan.matters.services import attach_files


def join_units_offered(actor: Actor, dispute: Any) -> Any:
    """Not where the matter is closed to all but those named: the unit would take part and see nothing."""
    if dispute.matter.is_restricted:
        return _(
            "This dispute is restricted to named persons and no unit sees it: name somebody of the unit as a reader."
        )
    return None


def join_units_guard(move: Move) -> None:
    """Guard: units of this area that do not take part yet; one lead among them at most."""
    data: inputs.JoinUnits = move.data
    allowed = set(units_for(move.matter.region_code).values_list("pk", flat=True))
    present = set(move.detail.units.filter(ended_at=None).values_list("organ_id", flat=True))
    if not set(data.organs) <= allowed:
        raise Invalid({"organs": _("Choose units of this area.")})
    if set(data.organs) & present:
        raise Invalid({"organs": _("One of these units takes part already.")})
    if data.lead is not None and data.lead not in data.organs:
        raise Invalid({"lead": _("The lead unit is one of the units chosen.")})
    if data.lead is not None and move.detail.units.filter(ended_at=None, part="lead").exists():
        raise Invalid({"lead": _("There is a lead unit already.")})


def join_units_effect(move: Move) -> None:
    """Effect: units that mediate jointly, with what they are needed for."""
    data: inputs.JoinUnits = move.data
    DisputeUnit.objects.bulk_create(
        DisputeUnit(
            dispute=move.detail,
            organ_id=organ_id,
            part="lead" if organ_id == data.lead else "co_handler",
            asked_for=data.note[:200],
            joined_at=move.now,
        )
        for organ_id in data.organs
    )
    move.public["units"] = len(data.organs)
    move.note = data.note


def unit_offered(actor: Actor, dispute: Any) -> Any:
    """Only where a unit takes part."""
    return None if dispute.units.filter(ended_at=None).exists() else _("No unit takes part.")


def end_unit_guard(move: Move) -> None:
    """Guard: a unit that takes part."""
    if not move.detail.units.filter(pk=move.data.unit, ended_at=None).exists():
        raise Invalid({"unit": _("Choose a unit that takes part.")})


def end_unit_effect(move: Move) -> None:
    """Effect: the unit's part, and with it its sight, ends."""
    move.detail.units.filter(pk=move.data.unit).update(ended_at=move.now)
    move.note = move.data.note


def assist_effect(move: Move) -> None:
    """Effect: what the unit contributed, for everybody who mediates."""
    unit = move.detail.units.get(organ_id=move.actor.organ_id, ended_at=None)
    unit.contribution = move.data.note
    unit.save(update_fields=["contribution"])
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    move.public["unit"] = str(unit.organ)
    move.note = move.data.note
