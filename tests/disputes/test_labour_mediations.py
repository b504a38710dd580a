"""A labour dispute is mediated within fifteen days, not thirty (劳动争议调解仲裁法 §14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from disputes.models import Dispute
from disputes.rules.channels import MEDIATIONS, mediation_stage
from pingan.matters.models import Clock
from tests.factories.disputes import act, given_dispute, step
from tests.factories.world import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_papers")]


def _running(dispute: Dispute) -> tuple[str, int]:
    stages = (*MEDIATIONS, "labor_mediation")
    clock = Clock.objects.get(matter_id=dispute.pk, stage__in=stages, stopped_at=None)
    return clock.stage, clock.amount


@pytest.mark.parametrize("kind", ["LABOR", "WAGES"])
def test_a_labour_mediation_runs_fifteen_days(here: Place, kind: str) -> None:
    dispute = given_dispute(here, "mediating", type=kind)
    assert _running(dispute) == ("labor_mediation", 15)
    clock = Clock.objects.get(matter_id=dispute.pk, stage="labor_mediation")
    assert timedelta(days=14) < clock.due_at - clock.started_at < timedelta(days=25)


def test_its_page_says_in_what_the_term_is_counted_and_extends_it(here: Place) -> None:
    dispute = given_dispute(here, "mediating", type="WAGES")
    page = here.client("mediator").get(f"/disputes/{dispute.pk}/actions/extend_mediation/").content.decode()
    assert "延长多少（自然日）" in page
    both = tuple(dispute.parties.values_list("pk", flat=True))
    act(here, dispute, "extend_mediation", "mediator", amount=10, agreed_by=both, note="继续协商")
    clock = Clock.objects.get(matter_id=dispute.pk, stage="labor_mediation", stopped_at=None)
    assert (clock.amount, clock.extension) == (15, 10)


def test_the_agreement_meets_the_term_and_a_withdrawn_draft_runs_it_again(here: Place) -> None:
    dispute = given_dispute(here, "agreed", type="LABOR")
    assert Clock.objects.get(matter_id=dispute.pk, stage="labor_mediation").is_met is True
    dispute = act(here, dispute, "withdraw_agreement", "mediator", note="条款有误")
    assert _running(dispute) == ("labor_mediation", 15)


def test_it_ends_without_a_verdict_where_no_agreement_is_reached(here: Place) -> None:
    dispute = step(here, given_dispute(here, "mediating", type="LABOR"), "fail")
    clock = Clock.objects.get(matter_id=dispute.pk, stage="labor_mediation")
    assert clock.stopped_at is not None and clock.is_met is None


def test_another_type_puts_the_mediation_under_its_own_term_from_its_beginning(here: Place) -> None:
    dispute = given_dispute(here, "mediating", type="CONTRACT")
    begun = Clock.objects.get(matter_id=dispute.pk, stage="mediation_people").started_at
    act(here, dispute, "reclassify", "township_desk", type="WAGES", note="欠薪")
    assert _running(dispute) == ("labor_mediation", 15)
    assert Clock.objects.get(matter_id=dispute.pk, stage="labor_mediation").started_at == begun
    act(here, dispute, "reclassify", "township_desk", type="CONTRACT", note="更正")
    assert _running(dispute) == ("mediation_people", 30)


def test_a_term_that_the_parties_extended_stays_theirs(here: Place) -> None:
    dispute = given_dispute(here, "mediating", type="CONTRACT")
    both = tuple(dispute.parties.values_list("pk", flat=True))
    act(here, dispute, "extend_mediation", "mediator", amount=10, agreed_by=both, note="继续协商")
    act(here, dispute, "reclassify", "township_desk", type="WAGES", note="欠薪")
    assert _running(dispute) == ("mediation_people", 30)


def test_only_labour_disputes_and_not_before_a_lawsuit() -> None:
    assert mediation_stage("mediation_people", "NEIGHBOUR") == "mediation_people"
    assert mediation_stage("mediation_court", "LABOR") == "mediation_court"
    assert {mediation_stage(kind, "LABOR") for kind in MEDIATIONS - {"mediation_court"}} == {
        "labor_mediation"
    }
