"""A volunteer who is threatened or harassed goes to the police at once (Article 54 ¶3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from grids.machine.inputs import Dispatch
from grids.models import Incident, Urgency, Volunteer
from grids.queries.volunteers import police_for
from grids.services.incidents import Reporter, ReportInput, report_incident
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import IllegalAction, Invalid
from pingan.matters.machine import Note
from pingan.matters.services import perform

#: 扰乱公共秩序
_CLASS = "ORDER.NUISANCE"


@dataclass(frozen=True)
class Threat:
    """What happened, and which police unit it goes to."""

    text: str
    organ: int


@transaction.atomic
def hand_to_police(*, actor: Actor, pk: int, data: Threat) -> Incident:
    """Open an incident of the highest urgency and hand it to the police in the same act.

    No row joins the volunteer to it: only the contact stands there, as that of whoever reported it.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        IllegalAction: has left.
        Invalid: what is wrong, at each field.

    """
    row = fetch(Volunteer, actor, pk, "decide")
    if row.left_at is not None:
        raise IllegalAction(_("This volunteer has left; the data are deleted."))
    if data.organ not in {organ.pk for organ in police_for(row.region_code)}:
        raise Invalid({"organ": _("Choose the police unit that it goes to.")})
    try:
        incident = report_incident(
            actor=actor,
            data=ReportInput(
                category=_CLASS,
                description=data.text,
                urgency=Urgency.CRITICAL,
                region=row.region_code,
                reporter=Reporter(row.name or "", row.phone or ""),
            ),
        )
    except Invalid as error:
        # The form has one field of words: what is wrong with them is told there.
        raise Invalid({"text": [text for texts in error.fields.values() for text in texts]}) from error
    perform(actor=actor, kind="incident", matter_id=incident.pk, action="accept", data=Note())
    note = _("A volunteer was threatened or harassed: police business at once (Article 54).")
    perform(
        actor=actor,
        kind="incident",
        matter_id=incident.pk,
        action="dispatch",
        data=Dispatch(organ=data.organ, note=note),
    )
    return incident
