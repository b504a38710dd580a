"""Reads of submissions: the queue of a desk, and what a code shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from grids.models import Incident, PublicSubmission
from grids.queries.limits import number_for
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import EntryNote
from pingan.org.models import GovernanceCenter, Region
from pingan.org.queries import center_of, path_to, regions_in_force

_WAITING = Q(state=PublicSubmission.State.WAITING)
#: Key -> what stands in that part of the queue.
PARTS: dict[str, Q] = {
    "waiting": _WAITING & Q(is_set_aside=False),
    "set_aside": _WAITING & Q(is_set_aside=True),
    "review": Q(review=PublicSubmission.Review.ASKED),
    "decided": ~_WAITING,
}


def submissions_visible(actor: Actor) -> QuerySet[PublicSubmission]:
    """Return what came from the public in the actor's area."""
    rows = visible_to(PublicSubmission, actor)
    return rows.select_related("region", "grid", "matter").defer("grid__boundary", "grid__bbox")


def in_part(actor: Actor, part: str, kind: str = "") -> QuerySet[PublicSubmission]:
    """Return one part of the queue, of one kind or all: what waits longest first, what is decided latest first."""
    rows = submissions_visible(actor).filter(PARTS[part])
    if kind in PublicSubmission.Kind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by("-sent_at", "-pk") if part == "decided" else rows.order_by("sent_at", "pk")


def counts(actor: Actor) -> dict[str, int]:
    """Return how many stand in each part that somebody has to look at."""
    rows = visible_to(PublicSubmission, actor)
    return {part: rows.filter(PARTS[part]).count() for part in ("waiting", "set_aside", "review")}


def waiting_by_kind(actor: Actor) -> dict[str, int]:
    """Return how many of each kind wait for the actor's desk, without what bears signs of a flood."""
    rows = visible_to(PublicSubmission, actor).filter(PARTS["waiting"]).order_by()
    return dict(rows.values_list("kind").annotate(count=Count("pk")))


def incident_of(row: PublicSubmission) -> Incident | None:
    """Return the incident that a submission became or joined; where that was merged, the one it went into."""
    found = Incident.objects.select_related("matter__organ", "merged_into__matter__organ").filter(
        pk=row.matter_id
    )
    incident: Incident | None = found.first()
    return (incident.merged_into or incident) if incident else None


def may_rate(row: PublicSubmission) -> bool:
    """Say whether the holder of the code may rate now: who reported it first, once in a round, after the answer."""
    incident = incident_of(row)
    if incident is None or row.state != PublicSubmission.State.TAKEN or incident.pk != row.matter_id:
        return False
    return incident.matter.state in {"answered", "closed"} and incident.evaluated_at is None


def review_until(incident: Incident) -> datetime | None:
    """Return until when a review may be asked for; None: it has not ended, or nobody set a term."""
    window = number_for("reopen.window_days", incident.matter.region_code)
    closed_at = incident.matter.closed_at
    return closed_at + timedelta(days=window.count) if window and closed_at else None


def may_ask_review(row: PublicSubmission) -> bool:
    """Say whether the holder of the code may ask for a review now: of what has ended, in its term, once in a round."""
    incident = incident_of(row)
    if incident is None or row.state != PublicSubmission.State.TAKEN:
        return False
    if row.review in {PublicSubmission.Review.ASKED, PublicSubmission.Review.KEPT}:
        return False
    until = review_until(incident)
    return incident.matter.state in {"closed", "rejected"} and (until is None or timezone.now() <= until)


@dataclass(frozen=True)
class Progress:
    """What a code shows. ``answer``: what the sender was answered, or why it was not accepted; blank: nothing yet."""

    submission: PublicSubmission
    incident: Incident | None
    answer: str
    may_rate: bool
    may_ask_review: bool
    until: datetime | None
    office: GovernanceCenter | None
    place: str


def progress_of(row: PublicSubmission) -> Progress:
    """Return what whoever holds the code may read: no internal word, no name but the office's."""
    incident = incident_of(row)
    return Progress(
        submission=row,
        incident=incident,
        answer=_answer(incident) if incident else "",
        may_rate=may_rate(row),
        may_ask_review=may_ask_review(row),
        until=review_until(incident) if incident else None,
        office=office_of(row.region),
        place=full_name(row.region),
    )


def _answer(incident: Incident) -> str:
    said = {"rejected": "reject"}.get(incident.matter.state, "answer" if incident.answered_at else "")
    notes = EntryNote.objects.filter(entry__matter_id=incident.pk, entry__action=said)
    return str(notes.order_by("-entry__seq").values_list("text", flat=True).first() or "") if said else ""


def full_name(region: Region) -> str:
    """Return a place with what is around it, from the county down."""
    return " ".join(step.name for step in path_to(region) if step.level >= 3)


def office_of(region: Region) -> GovernanceCenter | None:
    """Return the centre to ask: the township's, or the county's where that has none."""
    found = [center_of(step) for step in reversed(path_to(region)) if step.level in {3, 4}]
    return next((centre for centre in found if centre is not None), None)


def counties_by_city() -> list[tuple[str, list[Region]]]:
    """Return the counties in force under the names of their cities, by code."""
    rows = regions_in_force().filter(level=3, is_virtual=False).select_related("parent").order_by("code")
    found: dict[str, list[Region]] = {}
    for row in rows.defer("boundary", "parent__boundary"):
        found.setdefault(row.parent.name if row.parent else "", []).append(row)
    return list(found.items())


def townships_of(county: Region) -> list[tuple[str, str]]:
    """Return (code, name) of the townships of a county."""
    rows: Any = regions_in_force().filter(parent_id=county.pk, level=4, is_virtual=False).order_by("code")
    return list(rows.values_list("code", "name"))


def places_for(actor: Actor, row: PublicSubmission) -> list[tuple[str, str]]:
    """Return (code, name) of the divisions below that of a submission which a desk may name instead: one storey."""
    if row.region.level not in {3, 4}:
        return []
    rows: Any = regions_in_force().filter(parent_id=row.region_id, is_virtual=False).order_by("code")
    return [(code, name) for code, name in rows.values_list("code", "name") if actor.covers(code)]
