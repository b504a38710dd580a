"""What the records say of an agreement stays true: who signed it, and whether it was performed or given up."""

from __future__ import annotations

import pytest

from pingan.common.errors import Invalid
from tests.api.conftest import API
from tests.factories.disputes import act, clause_of, given_dispute, next_morning, step
from tests.factories.world import Place

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("second", "outcome"), [("perform_clause", "waived"), ("waive_clause", "waived"), ("", "mediated")]
)
def test_what_was_given_up_is_not_said_to_be_performed(here: Place, second: str, outcome: str) -> None:
    dispute = given_dispute(here, "agreed")
    if second:
        dispute = act(here, dispute, "add_clause", "mediator", text="当面致歉", due_at=next_morning(3))
    for signer in ("applicant", "respondent", "mediator", "committee"):
        dispute = step(here, dispute, f"sign:{signer}")
    first = clause_of(dispute)
    if second:
        act(here, dispute, second, "mediator", clause=clause_of(dispute, 2).pk, note="见笔录")
    action = "waive_clause" if second else "perform_clause"
    dispute = act(here, dispute, action, "mediator", clause=first.pk, note="见笔录")
    assert (dispute.matter.state, dispute.outcome) == ("resolved", outcome)
    told = {
        "performance": "none",
        "satisfaction": "dissatisfied",
        "note": "申请人不再追究",
        "went_to_court": "no",
        "latent_risk": "no",
    }
    dispute = act(here, dispute, "visit", "township_desk", **told)
    dispute = act(here, dispute, "close", "township_desk", reason="申请人已放弃", next_step="不再跟进")
    shown = here.client("township_desk").get(f"{API}/disputes/{dispute.pk}/").json()
    assert shown["outcome"] == outcome
    assert ("履行" in dispute.get_outcome_display() and "放弃" in dispute.get_outcome_display()) == bool(
        second
    )


def test_a_name_that_was_signed_is_corrected_with_a_new_draft(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    applicant, respondent = dispute.parties.order_by("pk")
    dispute = act(here, dispute, "amend_party", "mediator", party=applicant.pk, name="欧阳志源")
    dispute = step(here, dispute, "sign:applicant")
    for party in (applicant, respondent):  # the sheet that one of them signed names both
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "amend_party", "mediator", party=party.pk, name="钟文彬")
        assert set(refused.value.fields) == {"name"}
    dispute = act(here, dispute, "amend_party", "mediator", party=respondent.pk, phone="13907970009")
    dispute = act(here, dispute, "withdraw_agreement", "mediator", note="名称有误")
    act(here, dispute, "amend_party", "mediator", party=respondent.pk, name="钟文彬")


@pytest.mark.parametrize("state", ["performing", "resolved"])
def test_a_name_in_an_agreement_in_effect_stays(here: Place, state: str) -> None:
    dispute = given_dispute(here, "performing")
    dispute = act(here, dispute, "add_party", "mediator", side="third", name="某某公司", kind="organisation")
    if state == "resolved":
        dispute = act(
            here, dispute, "perform_clause", "mediator", clause=clause_of(dispute).pk, note="已履行"
        )
    for party in dispute.parties.exclude(side="third"):
        with pytest.raises(Invalid) as refused:
            act(here, dispute, "amend_party", "mediator", party=party.pk, name="钟文彬")
        assert set(refused.value.fields) == {"name"}
        same = act(
            here,
            dispute,
            "amend_party",
            "mediator",
            party=party.pk,
            name=f" {party.name} ",
            phone="13907970009",
        )
        assert same.parties.get(pk=party.pk).phone == "13907970009"
    later = dispute.parties.get(side="third")
    act(here, dispute, "amend_party", "mediator", party=later.pk, name="某某有限公司")
