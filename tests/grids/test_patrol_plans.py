"""What a plan may ask for: points that a walk through the grid can reach, days that come."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from django.utils import timezone

from grids.models import PatrolPlan
from grids.services.patrol_plans import PointInput, edit_plan
from pingan.common.errors import Invalid
from tests.factories.patrols import given_plan
from tests.factories.world import World


def sent(world: World, **changes: str) -> tuple[int, str]:
    form = {
        "title": "每周安全巡查", "period": "week", "times": "1", "grids": str(world.here.grid.pk),
        "starts_on": f"{timezone.localdate()}",
        "points-TOTAL_FORMS": "1", "points-INITIAL_FORMS": "0", "points-0-name": "祠堂",
    }  # fmt: skip
    answer = world.here.client("township_desk").post("/patrols/plans/new/", {**form, **changes}, follow=True)
    return answer.status_code, html.unescape(answer.content.decode())


@pytest.mark.parametrize(("east", "is_refused"), [(0.0, False), (0.5, True)])
def test_a_point_far_from_the_grid_is_refused_at_its_line_and_above_the_form(
    world: World, east: float, is_refused: bool
) -> None:
    longitude, latitude = world.here.point
    place = {"points-0-longitude": str(longitude + east), "points-0-latitude": str(latitude)}
    status, text = sent(world, **place)
    assert status == (422 if is_refused else 200)
    assert PatrolPlan.objects.exists() is not is_refused
    if is_refused:
        assert "公里" in text
        assert "巡查点“祠堂”" in text  # above the form


def test_a_plan_that_stands_takes_no_far_point_either(world: World) -> None:
    plan = given_plan(world.here)
    longitude, latitude = world.here.point
    with pytest.raises(Invalid) as refused:
        edit_plan(
            actor=world.here.actor("township_desk"), plan_id=plan.pk, title=plan.title, instructions="",
            points=[PointInput("近处", "", longitude, latitude), PointInput("远处", "", longitude + 0.5, latitude)],
        )  # fmt: skip
    assert set(refused.value.fields) == {"points.1.longitude"}


def test_a_line_that_is_no_number_is_told_above_the_form_too(world: World) -> None:
    status, text = sent(world, **{"points-0-longitude": "东边", "points-0-latitude": "1"})
    assert status == 422
    assert "巡查点“祠堂”" in text


def test_a_plan_begins_within_two_years_and_says_from_when(world: World) -> None:
    today = timezone.localdate()
    assert sent(world, starts_on=f"{today + timedelta(days=800)}")[0] == 422
    assert sent(world, starts_on="9999-12-31")[0] == 422
    day = today + timedelta(days=30)
    status, text = sent(world, starts_on=f"{day}")
    assert status == 200
    assert f"自{day.year}年{day.month}月{day.day}日起" in text
