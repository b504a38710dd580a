"""An accountability case from candidate to its end, as the people whose steps they are (Article 58; invariants 16-18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from assessment.models import AccountabilityCase, CaseLeader, Restriction
from assessment.queries.cases import restrictions_on
from assessment.rules.measures import months_on
from assessment.services.candidates import propose_case
from assessment.services.cases import end_expired, open_case
from pingan.access.policy import visible_to
from pingan.access.queries import actor_for
from pingan.access.rules import system_actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid, NotFound
from pingan.matters.models import Matter, TimelineEntry
from pingan.org.models import Post
from tests.factories.cases import act, act_as, days_on, given_case, given_leader, new_case
from tests.factories.org import given_organ
from tests.factories.world import Place, World, _user


def sees(place: Place, role: str, case: AccountabilityCase) -> bool:
    return visible_to(AccountabilityCase, place.actor(role)).filter(pk=case.pk).exists()


def test_a_case_runs_from_candidate_to_lifting(here: Place) -> None:
    today = timezone.localdate()
    leader = given_leader(here.units["city_management"], today - timedelta(days=1))
    case = given_case(here, "decided", decision={"measure": "listed_supervision", "skip_reason": "性质严重"})
    assert [row.responsibility_id for row in case.leaders.all()] == [leader.pk]
    assert case.document is not None
    assert case.document.is_closed
    assert case.document_number.startswith("南平安办挂督〔")
    assert (case.term_on, case.lift_rule) == (today + timedelta(days=30), "accepted")
    assert "浙江" in case.basis
    unit = here.units["city_management"]
    held = restrictions_on(organ_id=unit.pk, day=today)
    assert {row.forbids for row in held} == {"no_honours", "no_promotion"}
    assert {row.to_on for row in held} == {months_on(today, 6)}
    act(here, case, "serve", method="in_person", received_by="办公室")
    assert Matter.objects.get(pk=case.pk).next_due_at is not None
    with pytest.raises(IllegalAction):
        act(here, case, "accept")
    act(here, case, "report")
    done = act(here, case, "accept")
    assert (done.matter.state, done.lifted_on) == ("accepted", today)
    assert not restrictions_on(organ_id=unit.pk, day=today).exists()
    receipt = case.document.receipts.get()
    assert (receipt.recipient_id, receipt.method, receipt.received_by_name) == (
        unit.pk,
        "in_person",
        "办公室",
    )


def test_only_the_few_see_a_case(here: Place, neighbour: Place, far: Place) -> None:
    case = given_case(here, "verifying")
    for role in ("body_office", "leader"):
        assert sees(here, role, case), role
    others = (
        "unit_handler",
        "unit_handler_2",
        "auditor",
        "county_dispatcher",
        "county_government",
        "township_desk",
        "expert",
    )
    assert not [role for role in others if sees(here, role, case)]
    assert not sees(far, "body_office", case)
    act(here, case, "establish")
    act(here, case, "hear")
    assert sees(here, "unit_handler", case)
    assert not sees(here, "unit_handler_2", case)


@pytest.fixture
def far(world: World) -> Place:
    return world.far


def test_closing_a_candidate_needs_a_reason(here: Place) -> None:
    case = given_case(here)
    done = act(here, case, "dismiss", note="核实后不属实")
    assert (done.matter.state, done.ending) == ("closed", "核实后不属实")


def test_leaders_are_those_of_the_day_of_the_event_and_never_typed(here: Place) -> None:
    today = timezone.localdate()
    unit = here.units["city_management"]
    gone = given_leader(unit, today, "孙某某")
    type(gone).objects.filter(pk=gone.pk).update(valid_to=today - timedelta(days=30))
    other = given_leader(here.units["housing"], today, "周某某")
    case = given_case(here, "verifying")
    for wrong in (gone, other):
        with pytest.raises(Invalid) as refused:
            act(here, case, "establish", leaders=(str(wrong.pk),))
        assert "leaders" in refused.value.fields
        with pytest.raises(IntegrityError), transaction.atomic():
            CaseLeader.objects.create(case=case, responsibility=wrong)


def test_a_removal_is_the_authoritys_decision_and_never_ours(here: Place) -> None:
    case = given_case(here, "heard")
    with pytest.raises(Invalid) as refused:
        act(here, case, "decide", measure="removal", skip_reason="严重")
    assert "measure" in refused.value.fields
    act(here, case, "suggest", measure="removal", authority="县委组织部")
    done = act(here, case, "record", measure="removal", authority="县委", document_number="康字〔2026〕8号")
    assert (done.matter.state, done.measure, done.authority, done.decided_organ) == (
        "accepted",
        "removal",
        "县委",
        None,
    )
    other = given_case(here)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountabilityCase.objects.filter(pk=other.pk).update(
            measure="removal", decided_on=timezone.localdate(), document_number="8号", lift_rule="expiry",
            decided_organ=here.units["office"],
        )  # fmt: skip


def township_office(here: Place) -> Post:
    organ = given_organ(here.township, "朱坊镇平安办", kind="coordinating_office")
    user = _user("h_township_office", "镇平安办")
    return Post.objects.create(
        user=user, role="body_office", region=here.township, organ=organ, held_from=days_on(-400).date()
    )


def test_a_township_only_proposes_a_veto(here: Place) -> None:
    post = township_office(here)
    chief = _user("h_township_leader", "镇长")
    Post.objects.create(user=chief, role="leader", region=here.township, held_from=days_on(-400).date())
    office, leader = actor_for(post.user), actor_for(chief)
    assert office is not None and leader is not None
    unit = given_organ(here.township, "朱坊镇综合执法队")
    worker = _user("h_squad", "执法队")
    Post.objects.create(
        user=worker, role="unit_handler", region=here.township, organ=unit, held_from=days_on(-400).date()
    )
    assessed = actor_for(worker)
    assert assessed is not None
    case = open_case(actor=office, data=new_case(here, organ=unit.pk))
    for name in ("verify", "establish", "hear"):
        act_as(office, case, name)
    act_as(assessed, case, "state")
    with pytest.raises(Invalid) as refused:
        act_as(leader, case, "decide", measure="veto", skip_reason="严重", document_number="朱字〔2026〕1号")
    assert "measure" in refused.value.fields
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountabilityCase.objects.filter(pk=case.pk).update(
            measure="veto", decided_on=timezone.localdate(), document_number="1号", lift_rule="expiry"
        )
    act_as(office, case, "propose")
    moved = AccountabilityCase.objects.get(pk=case.pk)
    assert (moved.matter.region, moved.proposal, moved.matter.state) == (here.county, "veto", "heard")
    assert visible_to(AccountabilityCase, office).filter(pk=case.pk).exists()
    with pytest.raises((Forbidden, IllegalAction)):
        act_as(leader, case, "decide", measure="veto")
    done = act(here, case, "decide", measure="veto", skip_reason="性质特别严重")
    assert (done.measure, done.lift_rule, done.term_on) == ("veto", "expiry", None)
    assert done.document_number.startswith("南平安办否决〔")


def test_leaving_out_a_rung_needs_a_reason(here: Place) -> None:
    case = given_case(here, "heard")
    with pytest.raises(Invalid) as refused:
        act(here, case, "decide", measure="listed_supervision")
    assert "skip_reason" in refused.value.fields


def test_a_missed_term_opens_the_next_case_on_the_ladder(here: Place) -> None:
    case = given_case(here, "escalated")
    later = AccountabilityCase.objects.get(previous=case)
    assert later.matter.state == "candidate"
    for name in ("verify", "establish", "hear", "state"):
        act(here, later, name)
    assert act(here, later, "decide", measure="talk").measure == "talk"


def test_more_time_asks_for_another_report(here: Place) -> None:
    case = given_case(here, "rectifying")
    with pytest.raises(IllegalAction):
        act(here, case, "more_time")
    act(here, case, "report")
    again = act(here, case, "more_time", due_on=days_on(45))
    assert (again.rectified_at, again.term_on) == (None, days_on(45).date())
    with pytest.raises(IllegalAction):
        act(here, case, "accept")


def test_an_objection_does_not_suspend_and_upheld_it_ends_the_measure(here: Place) -> None:
    case = given_case(here, "served", decision={"measure": "veto", "skip_reason": "特别严重"})
    unit = here.units["city_management"]
    act(here, case, "object")
    assert AccountabilityCase.objects.get(pk=case.pk).matter.state == "served"
    assert restrictions_on(organ_id=unit.pk, day=timezone.localdate()).exists()
    with pytest.raises(IllegalAction):
        act(here, case, "object")
    done = act(here, case, "answer", upheld="yes", answer="事实认定有误，撤销")
    assert (done.matter.state, done.objections.get().is_upheld) == ("closed", True)
    assert not restrictions_on(organ_id=unit.pk, day=timezone.localdate()).exists()


def test_an_objection_to_the_body_above_is_answered_there(here: Place) -> None:
    case = given_case(here, "served")
    city = here.county.parent
    assert city is not None
    user = _user("city_leader", "市领导")
    Post.objects.create(user=user, role="leader", region=city, held_from=days_on(-400).date())
    above = actor_for(user)
    assert above is not None
    with pytest.raises(NotFound):
        act_as(above, case, "answer")
    act(here, case, "object", to="superior")
    with pytest.raises(IllegalAction):
        act(here, case, "answer")
    assert act_as(above, case, "answer").objections.get().is_upheld is False


def test_a_veto_ends_when_its_time_is_over_and_not_before(here: Place) -> None:
    case = given_case(here, "served", decision={"measure": "veto", "skip_reason": "特别严重"})
    with pytest.raises(IllegalAction):
        act(here, case, "escalate")
    assert end_expired(timezone.now() + timedelta(days=300)) == 0
    with connection.cursor() as cursor:  # as if it had been decided more than a year ago
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table assessment_restriction disable trigger user")
        cursor.execute("update assessment_restriction set from_on = from_on - 400, to_on = to_on - 400")
        cursor.execute("alter table assessment_restriction enable trigger user")
        cursor.execute("set constraints all deferred")
    assert end_expired(timezone.now()) == 1
    assert end_expired(timezone.now()) == 0
    assert AccountabilityCase.objects.get(pk=case.pk).matter.state == "accepted"


def test_what_was_decided_is_never_changed_in_the_database(here: Place) -> None:
    case = given_case(here, "decided", decision={"measure": "veto", "skip_reason": "特别严重"})
    for change in (
        {"measure": "circular"},
        {"document_number": "x"},
        {"event_on": timezone.localdate()},
        {"statement": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccountabilityCase.objects.filter(pk=case.pk).update(**change)
    for change in ({"to_on": timezone.localdate() + timedelta(days=1)}, {"forbids": "no_honours"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Restriction.objects.filter(case=case, forbids="no_promotion").update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.filter(case=case).delete()


def test_a_rule_proposes_once_and_a_person_decides(here: Place) -> None:
    unit = here.units["city_management"]
    source = given_case(here, organ=here.units["housing"].pk)

    def proposed() -> AccountabilityCase | None:
        return propose_case(
            circumstance=2, reason="同一纠纷反复信访，电话13812345678", actor=system_actor(), organ_id=unit.pk,
            matter_id=source.pk, rule="repeated_petition",
        )  # fmt: skip

    case = proposed()
    assert case is not None
    assert proposed() is None
    assert (case.matter.state, case.matter.region, case.circumstances) == ("candidate", here.county, [2])
    assert "：2（assessment.candidate.petitions v1；" in case.threshold
    assert "13812345678" not in case.facts
    assert case.matter.is_restricted
    entry = TimelineEntry.objects.get(matter=case.matter)
    assert (entry.action, entry.data["rule"]) == ("propose_candidate", "repeated_petition")


def test_a_division_is_held_to_account_by_the_body_above_it(here: Place) -> None:
    case = propose_case(
        circumstance=5,
        reason="考核不合格",
        actor=system_actor(),
        region_id=here.township.pk,
        rule="assessment_failed",
    )
    assert case is not None
    assert case.matter.region == here.county
    given_organ(here.township, "朱坊镇人民政府", kind="government")
    for name in ("verify", "establish", "hear"):
        act(here, case, name)
    assert sees(here, "township_desk", case)
    act(here, case, "state", "township_desk")
    assert act(here, case, "decide").document_number


def test_nobody_opens_a_case_about_what_is_not_below_the_own_body(here: Place, far: Place) -> None:
    office = here.actor("body_office")
    for wrong in (
        {"organ": far.units["housing"].pk},
        {"organ": None, "region": far.township.pk},
        {"organ": None},
    ):
        with pytest.raises(Invalid) as refused:
            open_case(actor=office, data=new_case(here, **wrong))
        assert "region" in refused.value.fields
    with pytest.raises(Forbidden):
        open_case(actor=here.actor("leader"), data=new_case(here))
    with pytest.raises(Invalid) as refused:
        open_case(actor=office, data=new_case(here, circumstances=("8",), event_on=None, facts=" "))
    assert set(refused.value.fields) == {"circumstances", "event_on", "facts"}
