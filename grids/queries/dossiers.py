"""Everything that the page of one incident shows, read with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from grids.models import Patrol
from grids.models.incidents import (
    EmergencyReport,
    ExtensionRequest,
    Incident,
    IncidentTask,
    Supervision,
)
from grids.models.joinings import JoinedReport
from grids.queries.incidents import Likeness, likely_duplicates
from grids.queries.limits import reason_text
from grids.rules.choices import ReasonPart
from grids.rules.geometry import lies_outside
from pingan.access.policy import allows, fetch, visible_to
from pingan.access.rules import Actor
from pingan.documents.models import OfficialDocument
from pingan.matters.models import Clock, Matter, MatterFile, MatterLink, TimelineEntry
from pingan.matters.queries import clocks_of, files_of, linked_matters, timeline_of


@dataclass(frozen=True)
class Route:
    """Which unit the rules propose, and the sentence that says why."""

    organ_id: int
    organ: str
    reason: str


@dataclass(frozen=True)
class Dossier:
    """One incident with all that belongs to it and may be seen by this actor.

    ``others`` are the visible matters that it is linked with, with the kind of link and its direction.
    ``readable`` are the keys of the official documents among the supervisions that the actor may open.
    ``joined`` are reports of the same thing that came later, of those that left a contact and of those that did not.
    ``patrol`` is the walk on which it was found, where the actor may see it and it has arrived.
    """

    incident: Incident
    clocks: list[Clock]
    timeline: list[TimelineEntry]
    tasks: list[IncidentTask]
    extensions: list[ExtensionRequest]
    emergency_reports: list[EmergencyReport]
    supervisions: list[Supervision]
    files: list[MatterFile]
    others: list[tuple[MatterLink, Matter, bool]]
    joined: list[JoinedReport]
    may_reveal: bool
    readable: frozenset[int]
    patrol: Patrol | None

    @property
    def matter(self) -> Matter:
        """Return the matter."""
        return self.incident.matter

    @property
    def is_point_elsewhere(self) -> bool:
        """Say whether the point lies outside the grid that the incident was given to by hand."""
        matter = self.matter
        if (
            matter.grid is None
            or not matter.grid.boundary
            or matter.longitude is None
            or matter.latitude is None
        ):
            return False
        return lies_outside(matter.grid.boundary, (matter.longitude, matter.latitude))


def incident_for(actor: Actor | None, pk: int) -> Incident:
    """Return one incident with what its page shows in the head.

    Raises:
        NotFound: no such incident in the actor's scope.

    """

    def refine(rows: QuerySet[Incident]) -> QuerySet[Incident]:
        joined = rows.select_related(
            "matter",
            "matter__region",
            "matter__region__parent",
            "matter__grid",
            "matter__organ",
            "category",
            "merged_into__matter",
            "determined_organ",
            "patrol_finding",
        )
        return joined.defer(
            "matter__search", "matter__grid__bbox", "matter__region__boundary",
            "matter__region__parent__boundary", "merged_into__matter__search", "merge_snapshot",
        )  # fmt: skip

    return fetch(Incident, actor, pk, refine=refine)


def _readable(actor: Actor, supervisions: Iterable[Supervision]) -> frozenset[int]:
    issued = [step.document_id for step in supervisions if step.document_id is not None]
    if not issued:
        return frozenset()
    return frozenset(visible_to(OfficialDocument, actor).filter(pk__in=issued).values_list("pk", flat=True))


def _patrol_of(actor: Actor, incident: Incident) -> Patrol | None:
    finding = getattr(incident, "patrol_finding", None)
    if finding is None or finding.patrol_id is None:
        return None
    return visible_to(Patrol, actor).filter(pk=finding.patrol_id).first()


def _joined(actor: Actor, incident: Incident, timeline: Iterable[TimelineEntry]) -> list[JoinedReport]:
    """Asked only where the timeline tells of such: most incidents are reported once."""
    if not any(entry.data.get("joined") for entry in timeline):
        return []
    return list(visible_to(JoinedReport, actor).filter(incident=incident))


def _may_reveal(actor: Actor, incident: Incident, joined: Iterable[JoinedReport]) -> bool:
    if any(row.has_contact for row in joined) and allows(actor, "reveal_joined", incident):
        return True
    return incident.has_contact and allows(actor, "reveal", incident)


def dossier_of(actor: Actor, incident: Incident) -> Dossier:
    """Return what belongs to an incident that ``incident_for`` returned."""
    matter = incident.matter
    timeline = timeline_of(actor, matter)
    joined = _joined(actor, incident, timeline)
    supervisions = list(incident.supervisions.select_related("organ", "made_by", "document"))
    return Dossier(
        incident=incident,
        clocks=list(clocks_of(matter)),
        timeline=timeline,
        tasks=list(incident.tasks.select_related("organ", "signed_by", "done_by")),
        extensions=list(incident.extension_requests.select_related("organ", "asked_by", "decided_by")),
        emergency_reports=list(
            incident.emergency_reports.select_related("reported_by", "acknowledged_by")
            if incident.is_emergency
            else ()
        ),
        supervisions=supervisions,
        readable=_readable(actor, supervisions),
        files=files_of(matter),
        others=linked_matters(actor, matter),
        patrol=_patrol_of(actor, incident),
        joined=joined,
        may_reveal=_may_reveal(actor, incident, joined),
    )


def route_of(incident: Incident) -> Route | None:
    """Return the proposal that stands on an incident; None: no rule proposed a unit, or it returned the task."""
    kept: dict[str, Any] = incident.route
    if not kept.get("organ"):
        return None
    if incident.returned_count and incident.tasks.filter(organ_id=kept["organ"], state="returned").exists():
        return None  # it has said that this is not its business
    parts = tuple(ReasonPart(str(aspect), str(value)) for aspect, value in kept.get("reason", []))
    return Route(int(kept["organ"]), str(kept.get("organ_name", "")), reason_text(parts))


def duplicates_of(actor: Actor, incident: Incident) -> list[Likeness]:
    """Return open incidents of the same township that may be the same thing, most alike first."""
    matter = incident.matter
    return likely_duplicates(
        actor,
        category_code=matter.class_code,
        text=matter.text,
        longitude=matter.longitude,
        latitude=matter.latitude,
        township_code=matter.township_code,
        at=matter.opened_at,
        except_id=incident.pk,
    )
