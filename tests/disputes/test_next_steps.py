"""What the page of a dispute puts first, and the way from there to its file."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from disputes.models import AgreementClause, Dispute
from disputes.pages.panels import steps
from disputes.rules.states import STATES
from tests.factories.committees import given_mediator
from tests.factories.disputes import (
    act,
    begun,
    clause_of,
    given_dispute,
    given_registration,
    next_morning,
    past_due,
    step,
)
from tests.factories.world import Place

pytestmark = pytest.mark.django_db
FILE = "/file.pdf"


def page_of(here: Place, role: str, dispute: Dispute) -> str:
    answer = here.client(role).get(f"/disputes/{dispute.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def steps_on(page: str) -> list[str]:
    """The actions of the buttons in sight, as they stand on the page of a phone; the first alone stands out."""
    phone = page[page.index('class="only-phone') : page.index('id="action-place"')]
    assert len(re.findall(r'class="button button--primary', phone)) <= 1
    return re.findall(r'/actions/(\w+)/" class="button\b', phone)


def test_of_several_next_steps_only_the_first_stands_out(here: Place) -> None:
    page = page_of(here, "township_desk", _overdue(here))
    phone = page[page.index('class="only-phone') : page.index('id="action-place"')]
    primary = re.findall(r'/actions/(\w+)/" class="button button--primary', phone)
    assert primary == steps_on(page)[:1] == ["perform_clause"] and len(steps_on(page)) > 2


def _begun(here: Place) -> Dispute:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    begun(dispute)
    return dispute


def _overdue(here: Place) -> Dispute:
    dispute = given_dispute(here, "performing")
    AgreementClause.objects.filter(pk=past_due(dispute).pk).update(state="overdue")
    return dispute


def _broken(here: Place) -> Dispute:
    dispute = _overdue(here)
    return act(here, dispute, "breach", "mediator", clause=clause_of(dispute).pk, note="到期没有恢复")


def _visited(here: Place) -> Dispute:
    return step(here, given_dispute(here, "resolved"), "visit")


def _flagged(here: Place) -> Dispute:
    return given_dispute(here, "accepted", flags=("boundary",), flag_note="祖坟地界")


@pytest.mark.parametrize(
    ("made", "usual", "due"),
    [
        (_begun, "plan_session", "hold_session"), (_overdue, "apply_confirmation", "perform_clause"),
        (_broken, "perform_clause", "renew_mediation"), (_visited, "visit", "close"),
        (_flagged, "mediate", "review_flag"),
    ],
)  # fmt: skip
def test_what_has_come_due_stands_before_the_usual_step(
    here: Place, made: Callable[[Place], Dispute], usual: str, due: str
) -> None:
    steps = steps_on(page_of(here, "township_desk", made(here)))
    assert steps.index(due) < steps.index(usual)


def test_the_page_leads_to_the_file_where_there_is_one_to_read(here: Place) -> None:
    empty, filled = given_registration(here), given_dispute(here, "mediating")
    assert f"/disputes/{filled.pk}{FILE}" in page_of(here, "mediator", filled)
    assert FILE not in page_of(here, "township_desk", empty), "nothing is in it yet"
    for role in ("grid_worker", "leader"):
        assert FILE not in page_of(here, role, filled), f"{role} may not see the parties"


def test_an_agreement_is_offered_after_a_session(here: Place) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    assert "agree" not in steps_on(page_of(here, "mediator", dispute))
    dispute = step(here, dispute, "hold_session")
    assert steps_on(page_of(here, "mediator", dispute))[0] == "agree"


def test_a_clause_is_added_in_sight_until_somebody_has_signed(here: Place) -> None:
    dispute = given_dispute(here, "agreed")
    assert "/actions/add_clause/" in page_of(here, "mediator", dispute)
    dispute = step(here, dispute, "sign:applicant")
    assert "/actions/add_clause/" not in page_of(here, "mediator", dispute)


def test_the_way_shown_leaves_out_what_it_did_not_pass(here: Place) -> None:
    def shown(dispute: Dispute) -> list[str]:
        page = page_of(here, "township_desk", dispute)
        stepper = page[page.index('<ol class="stepper"') :]
        return re.findall(r"<span>([^<]+)<", stepper[: stepper.index("</ol>")])

    settled = given_dispute(here, "registered", settlement="双方握手言和")
    assert shown(settled) == ["已登记", "已化解", "已结案"]
    assert shown(given_dispute(here, "performing"))[3:5] == ["已拟定协议", "协议履行中"]


def test_a_failed_one_shows_no_agreement_that_is_still_to_come() -> None:
    failed = [str(line["label"]) for line in steps("unresolved", {"registered", "accepted", "mediating"})]
    assert failed == [str(STATES[state]) for state in ("registered", "accepted", "unresolved", "closed")]
    elsewhere = [str(line["label"]) for line in steps("referred", {"accepted", "mediating", "unresolved"})]
    assert elsewhere == [
        str(STATES[state]) for state in ("registered", "accepted", "referred", "resolved", "closed")
    ]
    assert len(steps("rejected", set())) == len(steps("merged", set())) == 2


def test_a_session_is_chosen_by_the_clock_on_the_wall(here: Place) -> None:
    dispute = step(here, given_dispute(here, "mediating"), "plan_session")
    form = here.client("mediator").get(f"/disputes/{dispute.pk}/actions/adjourn_session/").content.decode()
    assert f"{next_morning():%Y-%m-%d 09:00} · 调解室一" in form


def test_who_leads_is_not_proposed_as_one_more(here: Place) -> None:
    given_mediator(here.committee, name="王调解")
    dispute = given_dispute(here, "mediating")
    lead = str(here.mediators[0].pk)
    for action, field in (("plan_session", "mediators"), ("change_mediator", "mediator")):
        page = here.client("mediator").get(f"/disputes/{dispute.pk}/actions/{action}/")
        offered = {str(key) for key, _name in page.context["form"].fields[field].choices}
        assert lead not in offered and "王调解" in page.content.decode(), (action, offered)


def test_a_threshold_is_shown_as_people_write_it(here: Place) -> None:
    page = page_of(here, "township_desk", given_dispute(here, "unresolved"))
    assert re.search(r"≥ 1(?![.\d])", page)


@pytest.mark.parametrize(("days", "words"), [(0, "今天到期"), (1, "还有1天"), (-1, "已逾期1天")])
def test_a_clause_is_due_today_in_words(here: Place, days: int, words: str) -> None:
    dispute = given_dispute(here, "performing")
    day = timezone.localdate() + timedelta(days=days)
    AgreementClause.objects.filter(pk=clause_of(dispute).pk).update(due_on=day)
    page = page_of(here, "mediator", dispute)
    assert words in page and "还有0天" not in page


def test_who_handed_a_mediation_over_is_not_served_with_it(here: Place) -> None:
    dispute = given_dispute(here, "accepted")
    form = here.client("township_desk").get(f"/disputes/{dispute.pk}/actions/mediate/").content.decode()
    assert "有关单位移送" in form and "直接送达" not in form
