"""Reading in clear whom an incident was heard from; each reading is written down."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from grids.models import Incident, JoinedReport
from grids.services.incidents import Reporter
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.services.performing import lock


@transaction.atomic
def reveal_contacts(*, actor: Actor, incident_id: int, reason: str) -> list[Reporter]:
    """Return the contacts in clear, the first reporter's first, after writing who read them and why.

    The first one is always there, empty where none was given. Contacts of those who told of it later follow for who
    deals with the incident, not for who only reported it.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business; a refusal is logged too.
        Invalid: no reason.

    """
    incident: Incident = lock(actor, "incident", incident_id)
    if not allows(actor, "reveal", incident):
        raise Forbidden()
    reason = in_plain_text(reason)
    if len(reason.strip()) < 2:
        raise Invalid({"reason": _("Say why you need the contact.")})
    may_read_later = allows(actor, "reveal_joined", incident)
    later = [row for row in incident.joined_reports.all() if may_read_later and row.has_contact]
    data = {"number": incident.matter.number, "fields": ["reporter_name", "reporter_phone"]}
    log(
        actor=actor,
        action="personal_data.reveal",
        object_type="incident",
        object_id=incident.pk,
        reason=reason,
        data={**data, "joined": [row.pk for row in later]} if later else data,
    )
    told: list[Incident | JoinedReport] = [incident, *later]
    return [Reporter(row.reporter_name or "", row.reporter_phone or "") for row in told]
