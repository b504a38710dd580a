"""What a grid reports in a screening round becomes a dispute with one click, and is not typed again."""

from __future__ import annotations

import pytest

from disputes.models import Dispute
from pingan.registers.queries.rounds import finding_behind
from pingan.registers.services.findings import refer_finding
from tests.factories.registers import FINDING, given_round, given_submitted
from tests.factories.world import World


@pytest.mark.parametrize(
    ("values", "state", "outcome"),
    [({"is_resolved": False}, "registered", ""), ({"is_resolved": True}, "resolved", "settled")],
)
def test_a_finding_becomes_a_dispute_of_the_same_grid(
    world: World, values: dict[str, object], state: str, outcome: str
) -> None:
    here = world.here
    row = given_round(here.actor("body_office"), here.county)
    finding = given_submitted(row, here, finding={**FINDING, **values}).findings.get()
    worker = here.actor("grid_worker")
    finding = refer_finding(actor=worker, finding_id=finding.pk, target="dispute")
    dispute = Dispute.objects.select_related("matter", "type").get(pk=finding.matter_id)
    assert dispute.matter.grid_id == here.grid.pk
    assert dispute.matter.text == FINDING["description"]
    assert (dispute.source, dispute.matter.state, dispute.outcome) == ("screening", state, outcome)
    assert finding_behind(worker, dispute.pk) == finding
