"""One incident with everything that its page and its API resource show, in a fixed number of queries."""

from __future__ import annotations

from django.db.models import QuerySet

from grids.models.incidents import Incident
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import NotFound

#: Reports upward are read apart, for emergencies alone; of files only the keys are shown.
_BESIDE = ("tasks__organ", "extension_requests__organ", "supervisions__organ", "matter__files")


def _with_particulars(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    return (
        rows.select_related(
            "matter", "matter__region", "matter__grid", "matter__organ", "category", "determined_organ"
        )
        .defer(
            "matter__search", "matter__grid__boundary", "matter__grid__bbox", "matter__region__boundary",
            "merge_snapshot",
        )
        .prefetch_related(*_BESIDE)
    )  # fmt: skip


def incident_with_particulars(actor: Actor, pk: int) -> Incident:
    """Return one incident in the actor's scope; what belongs to it is visible with it.

    Raises:
        NotFound: no such incident in the scope.

    """
    found = _with_particulars(visible_to(Incident, actor)).filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def as_it_now_is(incident: Incident) -> Incident:
    """Return an incident that the actor has just changed, read again.

    Not scoped: giving a task back ends a unit's sight of the incident, and the answer to that very request
    still says what came of it.
    """
    return _with_particulars(Incident.objects.filter(pk=incident.pk)).get()
