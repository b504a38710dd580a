"""A refusal recorded before the dispute is accepted: accepting it tells the parties their rights (人民调解法 §17, 26)."""

from __future__ import annotations

import pytest

from disputes.models import Dispute
from pingan.matters.models import Clock
from tests.api.conftest import Api
from tests.factories.disputes import act, given_dispute
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def refused(here: Place) -> Dispute:
    dispute = given_dispute(here)
    party = dispute.parties.get(side="respondent")
    return act(here, dispute, "refuse", "township_desk", party=party.pk, note="不同意调解")


def test_accepting_it_tells_the_rights_once(here: Place, refused: Dispute) -> None:
    assert refused.matter.state == "registered" and refused.rights_told_at is None
    desk = Api(here.users["township_desk"])
    done = desk.post(f"/disputes/{refused.pk}/actions/accept/", {})
    assert (done.status_code, done.json()["state"]) == (200, "unresolved"), done.content
    paper = refused.papers.select_related("document").get(kind="mediation_end").document
    assert "被申请人甲" in paper.data["reason"] and "不得调解" in paper.data["reason"]
    refused.refresh_from_db()
    assert refused.rights_told_at is not None
    assert Clock.objects.get(matter_id=refused.pk, stage="dispute_accept").is_met is True
    page = here.client("township_desk").get(f"/disputes/{refused.pk}/").content.decode()
    assert f"/disputes/{refused.pk}/actions/refer/" in page
    assert (
        desk.post(f"/disputes/{refused.pk}/actions/mediate/", {"mediator": here.mediators[0].pk}).status_code
        == 409
    )


def test_who_consents_before_is_accepted_as_ever(here: Place, refused: Dispute) -> None:
    party = refused.parties.get(side="respondent")
    act(here, refused, "consent", "township_desk", party=party.pk)
    dispute = act(here, refused, "accept", "township_desk")
    assert dispute.matter.state == "accepted" and dispute.rights_told_at is None


def test_after_a_consent_it_is_mediated(here: Place, refused: Dispute) -> None:
    dispute = act(here, refused, "accept", "township_desk")
    act(here, dispute, "consent", "township_desk", party=dispute.parties.get(side="respondent").pk)
    assert (
        act(here, dispute, "mediate", "township_desk", mediator=here.mediators[0].pk).matter.state
        == "mediating"
    )
