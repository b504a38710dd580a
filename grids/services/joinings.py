"""Joining a report to the incident that is there already, with all that was typed."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.machine.inputs import Supplement
from grids.models import Incident, JoinedReport, Severity, Urgency
from grids.queries.categories import category_by_code
from grids.rules.incidents import phone_problems
from grids.rules.joinings import note_of_joined
from grids.services.incidents import ReportInput
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.common.text import in_plain_text
from pingan.matters.services import perform


@transaction.atomic
def join_incident(*, actor: Actor, incident_id: int, data: ReportInput) -> JoinedReport:
    """Add to an incident what a report of the same thing says; who told of it is kept as the first reporter is.

    Words, place, result and numbers become a remark; photos and recordings supplement the report. Nothing in it changes
    the incident's own columns: whether that is due, its desk decides.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Invalid: the incident has ended; a telephone number that is none, or files that cannot be taken.

    """
    data = in_plain_text(data)
    phone = data.reporter.phone if data.reporter else ""
    if problems := phone_problems(phone):
        raise Invalid({name: _(text) for name, text in problems.items()})
    incident = fetch(Incident, actor, incident_id, "comment")
    if incident.matter.closed_at is not None:
        # Nobody works on it any more: what is there again is a matter of its own.
        ended = _("%(number)s has ended meanwhile. Send this as a report of its own.")
        raise Invalid({"": ended % {"number": incident.matter.number}})
    note = _note(data, is_clue=incident.category.is_clue)
    perform(
        actor=actor,
        kind="incident",
        matter_id=incident_id,
        action="comment",
        data=Supplement(note=note, files=data.attachments),
    )
    return JoinedReport.objects.create(
        incident=incident,
        reported_by_id=actor.user_id,
        reporter_name=(data.reporter.name or None) if data.reporter else None,
        reporter_phone=phone or None,
        wants_no_reply=data.wants_no_reply,
    )


def _note(data: ReportInput, *, is_clue: bool) -> str:
    category = category_by_code(data.category)
    # Of a clue only the receipt is kept, joined as reported.
    words = "" if is_clue or (category is not None and category.is_clue) else data.description
    if not words.strip():
        name = str(category) if category is not None else _("incident")
        words = _("Reported again: %(category)s") % {"category": name}
    return note_of_joined(words, _particulars(data))


def _particulars(data: ReportInput) -> list[tuple[str, str]]:
    """Return label and value of what was filled in besides; usual values say nothing."""
    happened = f"{timezone.localtime(data.occurred_at):%Y-%m-%d %H:%M}" if data.occurred_at else ""
    people = "" if data.people_involved is None else str(data.people_involved)
    is_usual = data.urgency in {"", Urgency.NORMAL}
    return [
        (_("Place"), data.place_text),
        (_("Done on the spot"), data.resolution),
        (_("Happened"), happened),
        (_("People involved"), people),
        (_("Severity"), str(dict(Severity.choices).get(data.severity, data.severity))),
        (_("Urgency"), "" if is_usual else str(dict(Urgency.choices).get(data.urgency, data.urgency))),
        (_("Receipt number"), data.clue_receipt),
        (_("Number of the hotline's work order"), data.external_number),
    ]
