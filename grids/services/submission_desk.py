"""What the desk makes of a submission: an incident, a supplement of one that is there, or nothing, with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import DESK_REASONS, DeclineReason, Incident, PublicSubmission
from grids.services.incidents import Reporter, ReportInput, report_incident
from grids.services.joinings import join_incident
from pingan.access.policy import allows, fetch, visible_to
from pingan.access.rules import Actor, public_actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.common.text import in_plain_text
from pingan.matters.services import Event, record

State = PublicSubmission.State
#: As many are declined with one sentence.
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Taking:
    """What the desk adds to a submission that becomes an incident. ``grid`` or ``region`` where it knows them better."""

    category: str
    urgency: str = ""
    severity: str = ""
    grid: int | None = None
    region: str = ""


def waiting(actor: Actor, pk: int, kind: str = PublicSubmission.Kind.REPORT) -> PublicSubmission:
    """Return a submission of a kind that waits, locked for what the actor makes of it.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        IllegalAction: somebody decided it already.

    """
    rows = visible_to(PublicSubmission, actor).filter(kind=kind).select_for_update(of=("self",))
    row: PublicSubmission | None = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound()
    if not allows(actor, "decide", row):
        raise Forbidden()
    if row.state != State.WAITING:
        raise IllegalAction(_("Somebody has decided this one already."), state=row.state)
    return row


@transaction.atomic
def take_submission(*, actor: Actor, pk: int, data: Taking) -> Incident:
    """Open an incident from what was sent, as the public's own report of the moment it was sent.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``waiting``.
        Invalid: what is wrong, at each field.

    """
    row = waiting(actor, pk)
    files = tuple(row.files.values_list("pk", flat=True))
    # Named by the desk, the place counts; else the point, where a grid holds it; else what the sender chose.
    by_point = row.grid_id is not None and not (data.grid or data.region)
    region = data.region or ("" if by_point or data.grid else row.region_code)
    if region and not any(region.startswith(area) for area in actor.areas):
        raise Invalid({"region": _("This place lies outside your area.")})
    incident = report_incident(
        actor=public_actor(region_code=row.region_code),
        data=ReportInput(
            category=data.category,
            description=row.text,
            urgency=data.urgency,
            severity=data.severity,
            longitude=row.longitude if by_point else None,
            latitude=row.latitude if by_point else None,
            grid=data.grid,
            region=region,
            place_text=row.place_text or "",
            reporter=_reporter(row),
            attachments=files,
        ),
        sent_at=row.sent_at,
    )
    mark_taken(row, actor, incident.pk)
    return incident


@transaction.atomic
def join_submission(*, actor: Actor, pk: int, number: str) -> Incident:
    """Add what was sent to an incident that is there; its sender waits for the answer as the first reporter does.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``waiting``.
        Invalid: no such incident in the actor's area, or it has ended.

    """
    row = waiting(actor, pk)
    found = visible_to(Incident, actor).filter(matter__number=number.strip().upper()).first()
    if found is None:
        raise Invalid({"number": _("No other incident of your area has this number.")})
    fetch(Incident, actor, found.pk, "comment")
    join_incident(
        actor=public_actor(region_code=row.region_code, granted=[found.pk]),
        incident_id=found.pk,
        data=ReportInput(
            category="",
            description=row.text,
            place_text=row.place_text or "",
            reporter=_reporter(row),
            attachments=tuple(row.files.values_list("pk", flat=True)),
        ),
    )
    _decided(row, actor, State.JOINED, found.pk)
    return found


@transaction.atomic
def decline_submissions(*, actor: Actor, pks: Iterable[int], reason: str, note: str) -> int:
    """Decline what waits, with a reason that each code shows; return how many were declined.

    What somebody decided meanwhile stays as it was decided.

    Raises:
        Forbidden: not this post's business.
        Invalid: no reason, no explanation, nothing chosen or too many.

    """
    note = in_plain_text(note).strip()
    wanted = sorted(set(pks))
    problems: dict[str, str] = {}
    if reason not in dict(DESK_REASONS):
        problems["reason"] = _("Choose a reason.")
    elif reason != DeclineReason.NO_CONCERN and len(note) < 2:
        problems["note"] = _("Say why, and where to turn instead: the sender reads it.")
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        problems[""] = _("Choose 1 to %(most)s.") % {"most": MOST_AT_ONCE}
    if problems:
        raise Invalid(problems)
    rows = visible_to(PublicSubmission, actor, "decide").filter(pk__in=wanted, state=State.WAITING)
    declined = 0
    for row in rows.order_by("pk").select_for_update(of=("self",)):
        row.state, row.decline_reason, row.decline_note = State.DECLINED, reason, note or None
        row.decided_at, row.decided_by_id = timezone.now(), actor.person
        row.save()
        declined += 1
    return declined


def mark_taken(row: PublicSubmission, actor: Actor, matter_id: int) -> None:
    """Keep which matter a waiting submission became; call it in the transaction that opened the matter."""
    _decided(row, actor, State.TAKEN, matter_id)


def _reporter(row: PublicSubmission) -> Reporter | None:
    return Reporter(row.reporter_name or "", row.reporter_phone or "") if row.has_contact else None


def _decided(row: PublicSubmission, actor: Actor, state: str, matter_id: int) -> None:
    """Keep which matter it became and who decided so; the words stand there from now on, and here no more."""
    row.state, row.matter_id = state, matter_id
    row.decided_at, row.decided_by_id = timezone.now(), actor.person
    row.blank_words()
    row.save()
    row.files.clear()
    record(matter_id, actor, Event(f"submission_{state}", data={"submission": row.number}))
