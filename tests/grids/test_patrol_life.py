"""A plan is made, walked, reported from and looked at: what was promised to desks and workers, through the doors."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from grids.models import Incident, Patrol, PatrolOccasion, PatrolPlan, PatrolPoint, PatrolVisit
from grids.services.patrol_opening import open_patrols
from grids.services.patrol_plans import PlanInput, make_plans
from grids.services.patrol_retention import erase_expired_patrols
from pingan.audit.models import AuditEntry
from tests.factories.patrols import given_patrol, given_plan, given_points, long_since
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
CLASS = "APPEAL.FACILITY.LAMP"
#: From the day on which it is made.
WEEKLY: dict[str, Any] = {"title": "每周安全巡查", "period": "week", "starts_on": None}


def text_of(client: Client, address: str, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def walk(plan: PatrolPlan, **changes: Any) -> dict[str, Any]:
    """Return what a phone sends: the first point visited, the second locked."""
    first, second = plan.points.order_by("order")
    return {
        "key": str(uuid.uuid4()),
        "started_at": (timezone.now() - timedelta(minutes=40)).isoformat(),
        "ended_at": timezone.now().isoformat(),
        f"asked-{first.pk}": "1",
        f"asked-{second.pk}": "1",
        "asked_none": "1",
        f"point-{first.pk}": "visited",
        f"point-{second.pk}": "not",
        f"reason-{second.pk}": "locked",
        "note": "一切正常",
        "longitude": "114.6101",
        "latitude": "25.7102",
        "accuracy_m": "12",
    } | changes


def test_a_desk_makes_a_plan_and_the_worker_is_one_tap_from_walking_it(here: Place) -> None:
    desk, worker = here.client("township_desk"), here.client("grid_worker")
    lines: dict[str, Any] = {"points-TOTAL_FORMS": 3, "points-INITIAL_FORMS": 0}
    for place, point in enumerate(given_points(here)):
        lines |= {f"points-{place}-name": point.name, f"points-{place}-look_at": point.look_at}
    typed = {
        "title": "每月安全巡查", "grids": [here.grid.pk], "period": "month", "times": 1,
        "starts_on": long_since().isoformat(), **lines,
    }  # fmt: skip
    new = reverse("grids:patrol_plan_new")
    half = desk.post(new, typed | {"points-1-longitude": "114.61", "times": "0"})
    assert half.status_code == 422
    assert "points-1-latitude_error" in half.content.decode() or "id_times_error" in half.content.decode()
    made = desk.post(new, typed)
    plan = PatrolPlan.objects.get()
    assert made["Location"] == reverse("grids:patrol_plan", args=[plan.pk])
    assert [point.name for point in plan.points.all()] == ["祠堂", "水渠口"]
    form = text_of(worker, reverse("grids:patrol_walk", args=[plan.pk]))
    # One value for each name: what a device keeps as a draft must not make four points one.
    names = re.findall(r'type="hidden" name="(asked-[0-9]+)"', form)
    assert len(names) == len(set(names)) == 2
    home = text_of(worker, "/")
    assert f'href="{reverse("grids:patrol_walk", args=[plan.pk])}"' in home
    assert AuditEntry.objects.filter(action="patrol.plan_made", object_id=plan.pk).exists()


def test_a_walk_is_sent_as_a_whole_and_counts_once(here: Place) -> None:
    plan = given_plan(here)
    worker, address = here.client("grid_worker"), reverse("grids:patrol_walk", args=[plan.pk])
    sent = walk(plan)
    answer = worker.post(address, sent)
    patrol = Patrol.objects.get()
    assert answer["Location"] == reverse("grids:patrol_detail", args=[patrol.pk])
    assert worker.post(address, sent)["Location"] == answer["Location"]
    assert Patrol.objects.count() == 1
    assert PatrolOccasion.objects.get(plan=plan).done == 1
    assert list(patrol.visits.values_list("is_visited", "reason")) == [(True, ""), (False, "locked")]
    assert (patrol.longitude, patrol.started_at is not None) == (114.6101, True)
    assert "一切正常" in text_of(here.client("township_desk"), answer["Location"])
    assert reverse("grids:patrol_walk", args=[plan.pk]) not in text_of(worker, "/")


def test_a_point_without_an_answer_is_told_at_its_field_and_nothing_is_recorded(here: Place) -> None:
    plan = given_plan(here)
    first, second = plan.points.order_by("order")
    address = reverse("grids:patrol_walk", args=[plan.pk])
    refused = here.client("grid_worker").post(
        address, walk(plan, **{f"point-{first.pk}": "", f"reason-{second.pk}": ""})
    )
    text = refused.content.decode()
    assert refused.status_code == 422
    assert f"id_point-{first.pk}_error" in text
    assert f"id_reason-{second.pk}_error" in text
    summary = text.partition("data-error-summary")[2].partition("</div>")[0]
    assert f"1. {first.name}" in summary and f"2. {second.name}" in summary
    assert not Patrol.objects.exists()


def test_a_form_that_was_without_a_network_is_not_lost_when_the_plan_changed(here: Place) -> None:
    plan = given_plan(here)
    sent = walk(plan)
    kept = plan.points.get(name="祠堂")
    here.client("township_desk").post(
        reverse("grids:patrol_plan_edit", args=[plan.pk]),
        {
            "title": plan.title, "seen_version": "1", "points-TOTAL_FORMS": 2, "points-INITIAL_FORMS": 2,
            "points-0-id": kept.pk, "points-0-name": kept.name, "points-1-name": "新桥头",
        },
    )  # fmt: skip
    dropped = PatrolPoint.objects.get(name="水渠口")
    assert dropped.dropped_on is not None
    answer = here.client("grid_worker").post(reverse("grids:patrol_walk", args=[plan.pk]), sent)
    assert answer.status_code == 302
    assert set(PatrolVisit.objects.values_list("point__name", flat=True)) == {"祠堂", "水渠口"}


def test_a_walk_counts_in_the_week_in_which_it_took_place(here: Place) -> None:
    with time_machine.travel("2026-09-10 10:00+08:00", tick=False):
        plan = given_plan(here, **WEEKLY)
    with time_machine.travel("2026-09-16 09:00+08:00", tick=False):
        assert open_patrols(timezone.localdate()) == 1
        assert open_patrols(timezone.localdate()) == 0
        given_patrol(plan, here, ended_at=timezone.now() - timedelta(days=4))
        weeks = (
            PatrolOccasion.objects.filter(plan=plan).order_by("period_from").values_list("done", flat=True)
        )
        assert list(weeks) == [1, 0]


def test_what_is_found_becomes_an_incident_and_is_shown_on_the_patrol(here: Place) -> None:
    plan = given_plan(here)
    point = plan.points.get(name="水渠口")
    worker, sent = here.client("grid_worker"), walk(plan)
    asked = {"patrol": f"{sent['key']}.{point.pk}", "grid": here.grid.pk}
    form = text_of(worker, reverse("grids:report"), **asked)
    assert f'value="{asked["patrol"]}"' in form
    assert 'value="水渠口"' in form
    reported = worker.post(
        reverse("grids:report"),
        {
            "category": CLASS, "description": "路灯不亮", "patrol": asked["patrol"], "place_text": "水渠口",
            "longitude": str(here.point[0]), "latitude": str(here.point[1]),
        },
    )  # fmt: skip
    assert reported.status_code == 302
    incident = Incident.objects.get()
    location = worker.post(reverse("grids:patrol_walk", args=[plan.pk]), sent)["Location"]
    assert incident.matter.number in text_of(worker, location)
    assert incident.patrol_finding.point_id == point.pk
    patrol_page = reverse("grids:patrol_detail", args=[incident.patrol_finding.patrol_id])
    assert f'href="{patrol_page}"' in text_of(here.client("township_desk"), f"/incidents/{incident.pk}/")
    # A name of a walk that is none loses no report.
    plain = worker.post(
        reverse("grids:report"),
        {"category": CLASS, "description": "又一处", "patrol": "无效", "place_text": "村口"},
    )
    assert plain.status_code == 302
    assert Incident.objects.count() == 2


def test_every_number_of_the_coverage_is_the_count_of_the_list_it_opens(world: World) -> None:
    here = world.here
    with time_machine.travel("2026-09-08 10:00+08:00", tick=False):
        weekly = given_plan(here, **WEEKLY)
        twice = given_plan(here, **WEEKLY | {"title": "夜间巡查"}, times=2, points=())
        given_plan(world.neighbour, **WEEKLY)
    with time_machine.travel("2026-09-16 09:00+08:00", tick=False):
        open_patrols(timezone.localdate())
        given_patrol(weekly, here, not_visited="weather")
        given_patrol(twice, here)
        for role, places in (("township_desk", [here]), ("county_dispatcher", [here, world.neighbour])):
            client = here.client(role)
            query = {"since": "2026-09-01", "until": "2026-09-16"}
            text = text_of(client, reverse("grids:patrol_coverage"), **query)
            tiles = re.findall(r'<a class="tile[^"]*" href="([^"]+)".*?tile__value">([\d,]+)', text, re.S)
            assert len(tiles) == 7
            for address, number in tiles:
                listed = text_of(client, address.replace("&amp;", "&"))
                assert listed.count("<li") - listed[: listed.index("<main")].count("<li") - listed[
                    listed.index("</main") :
                ].count("<li") == int(number), (role, address)
            assert all(place.village.name in text or role == "county_dispatcher" for place in places)


def test_the_figure_counts_periods_walked_of_those_that_were_due(here: Place) -> None:
    from pingan.common.figures import Grain, Period, Tally, counts, figure

    with time_machine.travel("2026-09-08 10:00+08:00", tick=False):
        given_patrol(given_plan(here, **WEEKLY), here)
        given_patrol(given_plan(here, **WEEKLY | {"title": "夜间巡查"}, times=2, points=()), here)
        period = Period(timezone.localdate(), timezone.localdate() + timedelta(days=7))
    found = counts(figure("patrol.done"), period, Grain.TOWNSHIP, [here.township.code[:9]])
    assert list(found.values()) == [Tally(1, 2)]


def test_an_ended_plan_calls_off_what_is_due_and_keeps_what_was_walked(here: Place) -> None:
    plan = given_plan(here, times=2)
    given_patrol(plan, here)
    desk, address = here.client("township_desk"), reverse("grids:patrol_plan_end", args=[plan.pk])
    assert desk.post(address, {"reason": "", "seen_version": "1"}).status_code == 422
    assert desk.post(address, {"reason": "并入新计划", "seen_version": "7"}).status_code == 409
    assert desk.post(address, {"reason": "并入新计划", "seen_version": "1"}).status_code == 302
    occasion = PatrolOccasion.objects.get(plan=plan)
    assert (occasion.done, occasion.called_off_on) == (1, timezone.localdate())
    assert reverse("grids:patrol_walk", args=[plan.pk]) not in text_of(here.client("grid_worker"), "/")
    assert open_patrols(timezone.localdate() + timedelta(days=40)) == 0


def test_a_free_patrol_needs_no_plan_and_stays_within_the_own_grid(world: World) -> None:
    worker = world.here.client("grid_worker")
    address = reverse("grids:patrol_free", args=[world.here.grid.pk])
    assert "自由巡查" in text_of(worker, address)
    assert worker.post(address, {"note": "夜间巡查"}).status_code == 302
    assert Patrol.objects.get().plan is None
    elsewhere = reverse("grids:patrol_free", args=[world.neighbour.grid.pk])
    assert worker.post(elsewhere, {"note": "x"}).status_code == 404
    assert Patrol.objects.count() == 1


def test_a_walk_arrives_after_the_assignment_has_ended_and_a_later_one_does_not(here: Place) -> None:
    plan, today = given_plan(here), timezone.localdate()
    here.grid.assignments.update(valid_to=today)
    worker, address = here.client("grid_worker"), reverse("grids:patrol_walk", args=[plan.pk])
    assert worker.get(address).status_code == 404
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    free = reverse("grids:patrol_free", args=[here.grid.pk])
    for at, sent in ((address, walk(plan)), (free, {"note": "夜间巡查"})):
        answer = worker.post(at, sent | {"started_at": "", "ended_at": yesterday, "key": str(uuid.uuid4())})
        assert answer.status_code == 302
        assert worker.get(answer["Location"]).status_code == 200
        assert worker.post(at, sent | {"started_at": "", "key": str(uuid.uuid4())}).status_code in {403, 404}
    assert Patrol.objects.count() == 2


def test_who_only_walks_sees_the_own_walks_and_no_coverage(here: Place) -> None:
    plan = given_plan(here)
    own, other = given_patrol(plan, here), given_patrol(plan, here, "community_staff")
    worker = here.client("grid_worker")
    text = text_of(worker, reverse("grids:patrol_walks"))
    assert reverse("grids:patrol_detail", args=[own.pk]) in text
    assert reverse("grids:patrol_detail", args=[other.pk]) not in text
    assert worker.get(reverse("grids:patrol_detail", args=[other.pk])).status_code == 404
    assert worker.get(reverse("grids:patrol_coverage")).status_code == 403


def test_nothing_lists_or_counts_patrols_by_person(here: Place) -> None:
    from grids.queries.patrols import OccasionFilterSet, PatrolFilterSet, PlanFilterSet, PointFilterSet

    plan = given_plan(here)
    given_patrol(plan, here)
    known = {"region", "grid", "plan", "running", "since", "until", "standing"}
    for one in (OccasionFilterSet, PatrolFilterSet, PlanFilterSet, PointFilterSet):
        assert set(one.base_filters) <= known
    desk = here.client("township_desk")
    for name in ("patrol_coverage", "patrol_plans", "patrol_walks", "patrol_due"):
        main = text_of(desk, reverse(f"grids:{name}")).partition("<main")[2]
        assert here.users["grid_worker"].name not in main


def test_places_are_deleted_after_their_days_and_the_counts_stay(here: Place) -> None:
    plan = given_plan(here)
    patrol = given_patrol(plan, here, longitude=114.61, latitude=25.71, note="围墙开裂")
    now = timezone.now()
    assert erase_expired_patrols(now + timedelta(days=89)) == 0
    assert erase_expired_patrols(now + timedelta(days=91)) == 1
    patrol.refresh_from_db()
    assert (patrol.longitude, patrol.note, patrol.visits.count()) == (None, "围墙开裂", 2)
    assert erase_expired_patrols(now + timedelta(days=3700)) == 1
    patrol.refresh_from_db()
    assert (patrol.note, PatrolOccasion.objects.get(plan=plan).done) == ("", 1)
    assert AuditEntry.objects.filter(action="patrol.places_erased").count() == 1


def test_one_form_plans_several_grids_and_refuses_those_of_others(world: World) -> None:
    from pingan.common.errors import Invalid

    actor, grids = world.here.actor("township_desk"), [world.here.grid.pk, world.neighbour.grid.pk]
    with pytest.raises(Invalid) as refused:
        make_plans(actor=actor, grid_ids=grids, data=PlanInput("每周安全巡查"))
    assert set(refused.value.fields) == {"grids"}
    office = world.here.actor("body_office")
    assert len(make_plans(actor=office, grid_ids=grids, data=PlanInput("每周安全巡查"))) == 2


def test_a_walk_of_a_phone_whose_clock_was_far_behind_is_told_why_and_how_it_gets_in(here: Place) -> None:
    plan, worker = given_plan(here), here.client("grid_worker")
    address = reverse("grids:patrol_walk", args=[plan.pk])
    last_year = (timezone.now() - timedelta(days=365)).isoformat()
    answer = worker.post(address, walk(plan, ended_at=last_year), headers={"Accept-Language": "zh-Hans"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "如时钟不准" in said
    assert "Ended at" not in said
    # As the form sends it again: the walk ends now, and its begin by the wrong clock is nobody's begin.
    assert worker.post(address, walk(plan, started_at=last_year)).status_code == 302
    assert Patrol.objects.get().started_at is None
