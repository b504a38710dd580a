"""What people may do to points and days of a run: within bounds, never their own change, never before the day in silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessment.machine.runs import RUNS
from assessment.models import Score
from assessment.pages.survey_timing import began_now, seconds_since
from assessment.rules.judging import point_bounds
from assessment.rules.params import read_params
from assessment.services.run_reports import Report, report
from assessment.services.run_reviews import NewObjection, change_points, raise_objection, uphold_objection
from assessment.services.runs import prepare_run
from pingan.common.errors import Forbidden, Invalid
from pingan.common.models import OutboxEntry
from pingan.common.outbox import deliver
from pingan.notify.models import Notice
from tests.factories.org import given_post, given_user
from tests.factories.runs import (
    act,
    compute,
    counting_toys,
    given_report,
    given_run,
    given_scheme,
    given_toys,
    indicator_of,
    leaf,
    new_run,
    unit_of,
)
from tests.factories.world import Place, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


@pytest.fixture
def reviewing(here: Place, neighbour: Place) -> Any:
    """朱坊 3 of 4 on time; the neighbour 4 of 4 and more cases."""
    given_toys(here.township, 3, 1)
    given_toys(neighbour.township, 6, 0)
    run = given_run(here, "collecting")
    given_report(here, run, "D", "2", "1")
    act(here, run, "lock", note="按工作安排")
    compute(run)
    run.refresh_from_db()
    return run


def score_of(run: Any, here: Place, code: str) -> Score:
    return Score.objects.get(unit=unit_of(run, here), indicator__code=code)


@pytest.mark.parametrize(
    ("code", "typed", "is_lawful"),
    [
        ("A", "40", True),
        ("A", "0", True),
        ("A", "40.0001", False),
        ("A", "-1", False),
        ("A", "100", False),
        ("Z", "3", True),
        ("Z", "3.5", False),
        ("V", "-30", True),
        ("V", "1", False),
        ("V", "-31", False),
    ],
)
def test_points_stay_within_what_the_indicator_can_give(
    reviewing: Any, here: Place, code: str, typed: str, is_lawful: bool
) -> None:
    office, score = here.actor("body_office"), score_of(reviewing, here, code)
    if is_lawful:
        assert change_points(
            actor=office, score_id=score.pk, points=typed, reason="核查"
        ).to_points == Decimal(typed)
        return
    with pytest.raises(Invalid) as refused:
        change_points(actor=office, score_id=score.pk, points=typed, reason="核查")
    assert "points" in refused.value.fields


def test_no_points_are_given_where_the_weight_went_to_others(
    reviewing: Any, here: Place, neighbour: Place
) -> None:
    score = score_of(reviewing, neighbour, "D")
    assert score.points is None
    with pytest.raises(Invalid):
        change_points(actor=here.actor("body_office"), score_id=score.pk, points="3", reason="补报")


@given(
    weight=st.decimals(0, 100, places=4),
    computed=st.none() | st.decimals(-100, 100, places=4),
    method=st.sampled_from(["ratio", "bonus", "veto", "rank"]),
)
def test_what_was_computed_can_always_be_given_back(
    weight: Decimal, computed: Decimal | None, method: str
) -> None:
    params = {"ratio": {"floor": "0", "target": "9"}, "bonus": {"per_case": "1", "cap": "3"}}.get(method, {})
    lowest, highest = point_bounds(method, read_params(method, params), weight, computed)
    assert lowest <= 0 <= highest
    assert computed is None or lowest <= computed <= highest


def test_place_grade_and_veto_follow_every_change(reviewing: Any, here: Place, neighbour: Place) -> None:
    office = here.actor("body_office")
    assert (unit_of(reviewing, here).place, unit_of(reviewing, neighbour).place) == (2, 1)
    change_points(
        actor=office, score_id=score_of(reviewing, neighbour, "A").pk, points="0", reason="数据不实"
    )
    assert (unit_of(reviewing, here).place, unit_of(reviewing, neighbour).place) == (1, 2)
    veto = score_of(reviewing, here, "V").pk
    change_points(actor=office, score_id=veto, points="-30", reason="发生重大案件")
    assert (unit_of(reviewing, here).is_vetoed, unit_of(reviewing, here).grade) == (True, "failed")
    change_points(actor=office, score_id=veto, points="0", reason="经核实不属于")
    assert not unit_of(reviewing, here).is_vetoed


def test_who_changed_the_points_does_not_answer_the_objection(reviewing: Any, here: Place) -> None:
    office = here.actor("body_office")
    change_points(actor=office, score_id=score_of(reviewing, here, "A").pk, points="20", reason="核查")
    act(here, reviewing, "announce")
    made = raise_objection(
        actor=here.actor("township_desk"),
        unit_id=unit_of(reviewing, here).pk,
        data=NewObjection(indicator_of(reviewing, "A").pk, "已办结"),
    )
    with pytest.raises(Forbidden):
        uphold_objection(actor=office, objection_id=made.pk, answer="属实", points="30")


def test_an_objection_that_is_upheld_never_costs_points(reviewing: Any, here: Place) -> None:
    act(here, reviewing, "announce")
    made = raise_objection(
        actor=here.actor("township_desk"),
        unit_id=unit_of(reviewing, here).pk,
        data=NewObjection(indicator_of(reviewing, "A").pk, "已办结"),
    )
    with pytest.raises(Invalid) as refused:
        uphold_objection(actor=here.actor("body_office"), objection_id=made.pk, answer="属实", points="10")
    assert "points" in refused.value.fields


def test_it_is_locked_before_the_day_only_with_a_reason(here: Place, neighbour: Place) -> None:
    run = given_run(here, "collecting")
    with pytest.raises(Invalid) as refused:
        act(here, run, "lock")
    assert "2" in str(refused.value.fields["note"])
    assert act(here, run, "lock", note="经研究提前锁定").matter.state == "computing"


def test_the_department_that_supplies_a_number_hears_that_one_waits_once_a_day(
    here: Place, neighbour: Place
) -> None:
    supplied = leaf(
        "C", weight="100", source="reported", expression="own.part", supplier=here.units["housing"]
    )
    run = given_run(here, "collecting", scheme=given_scheme(here.county, (supplied,)))
    for place in (here, neighbour):
        report(
            actor=place.actor("township_desk"),
            unit_id=unit_of(run, place).pk,
            data=Report(indicator=indicator_of(run, "C").pk, text="附件说明", part="80"),
        )
    waiting = OutboxEntry.objects.filter(job="notify.deliver", payload__content__kind="run.supply")
    for entry in waiting:
        deliver(entry.pk)
    told = Notice.objects.filter(kind="run.supply")
    people = [notice.recipient for notice in told]
    assert here.users["unit_handler_2"] in people and here.users["unit_handler"] not in people
    assert len(people) == len(set(people))


def test_whoever_is_assessed_hears_that_reports_are_closed(here: Place) -> None:
    lock = RUNS.actions["lock"]
    run = given_run(here, "collecting")
    move = type("Move", (), {"detail": run, "matter": run.matter, "actor": here.actor("body_office")})()
    people = {one for notice in lock.notifies(move) for one in notice.recipients}
    assert here.users["township_desk"].pk in people


def test_a_replaced_scheme_is_used_by_corrections_alone(here: Place) -> None:
    scheme = given_scheme(here.county)
    type(scheme).objects.filter(pk=scheme.pk).update(state="replaced", replaced_at=timezone.now())
    with pytest.raises(Invalid) as refused:
        prepare_run(actor=here.actor("body_office"), data=new_run(scheme))
    assert "scheme" in refused.value.fields


def test_the_office_of_an_assessed_township_asks_no_what_if(reviewing: Any, here: Place) -> None:
    user = given_user("张主任")
    given_post("body_office", here.township, user=user)
    act(here, reviewing, "announce")
    client = signed_in(user)
    assert client.get(f"/assessment/runs/{reviewing.pk}/").status_code == 200
    assert client.get(f"/assessment/runs/{reviewing.pk}/what-if/").status_code == 403
    page = client.get(f"/assessment/runs/{reviewing.pk}/").content.decode()
    assert "what-if" not in page


def test_a_moment_that_is_not_ours_counts_as_no_time_at_all() -> None:
    now = timezone.now()
    assert seconds_since("fake:sig:sig", now) == seconds_since("", now) == 0
    assert seconds_since(began_now(now - timedelta(seconds=40)), now) == 40
