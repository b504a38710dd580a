"""How the work of units ends: tasks withdrawn, and requests for more time that go with them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from grids.models.incidents import ExtensionRequest, IncidentTask
from pingan.matters.machine import Move


def lapse_requests(move: Move, organ_id: int | None = None) -> None:
    """End the requests for more time that nobody decided before the work ended: of one unit, or of all.

    Left open they would stand on the closed incident, and be allowed for a later round's clock.
    """
    rows = ExtensionRequest.objects.filter(incident=move.detail, state=ExtensionRequest.State.PENDING)
    if organ_id is not None:
        rows = rows.filter(organ_id=organ_id)
    lapsed = rows.update(
        state=ExtensionRequest.State.REFUSED,
        decided_at=move.now,
        decision_note=_("Lapsed: the work ended before it was decided."),
    )
    if lapsed:
        move.public["lapsed_requests"] = lapsed


def withdraw_tasks(move: Move) -> None:
    """Take the incident from every unit that has it, or had done its part: it is given out anew."""
    state = IncidentTask.State
    live = move.detail.tasks.filter(state__in=[state.PENDING, state.SIGNED, state.DONE])
    live.update(state=state.WITHDRAWN)
    lapse_requests(move)
