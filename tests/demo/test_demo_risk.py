"""Risk in the demo county: every kind in its states, made by the services, with something to do for each account."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.utils import timezone

from pingan.access.queries import actor_for
from pingan.accounts.models import User
from pingan.matters.models import Matter
from risk.machine.hazards import HAZARDS
from risk.models import (
    Filing,
    Hazard,
    KeyPlace,
    Reinspection,
    RiskTask,
    ScreeningRun,
    Signal,
    WarningReceipt,
)
from risk.pages.home import tiles_of
from risk.queries.place_filters import due_q
from risk.queries.places import places_visible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def states(kind: str) -> set[str]:
    return set(Matter.objects.filter(kind=kind).values_list("state", flat=True))


def test_every_kind_stands_in_the_states_that_a_demonstration_needs() -> None:
    assert states("hazard") == set(HAZARDS.states)
    assert states("decision") >= {"following", "assessed", "deferred", "decided", "returned", "assessing"}
    assert states("warning") >= {"drafted", "issued", "lifted"}
    assert states("signal") >= {"new", "confirmed", "dismissed"}
    assert set(RiskTask.objects.values_list("state", flat=True)) == {"open", "done"}


def test_what_a_demonstration_tells_is_there() -> None:
    assert (
        Hazard.objects.filter(recurrences__gt=0).exists() and Hazard.objects.exclude(listed_at=None).exists()
    )
    assert Filing.objects.filter(decision__matter__state="following").exclude(received_at=None).count() == 2
    assert Signal.objects.filter(matter__title__contains="污水").exists()
    nights = ScreeningRun.objects.filter(region__code="360703000000", state="finished")
    assert nights.count() == 3 and all(run.counts["matters"] for run in nights)
    rain = WarningReceipt.objects.filter(warning__level="yellow", region__isnull=False)
    assert rain.filter(issue__number=2).count() == 3
    assert rain.filter(issue__number=2, read_at=None).count() == 1
    assert WarningReceipt.objects.exclude(escalated_at=None).exists()
    assert KeyPlace.objects.values("kind").distinct().count() >= 8
    assert not Reinspection.objects.filter(photo_at__lte=F("rectification__done_at")).exists()


@pytest.mark.parametrize(
    "username", ["nk_zhengfu", "nk_pinganban", "nk_diaodu", "zf_zongzhi", "nk_zhuanjia", "nk_zhujian"]
)
def test_each_account_finds_something_of_risk_on_its_home_page(username: str) -> None:
    actor = actor_for(User.objects.get(username=username))
    assert actor is not None
    assert tiles_of(actor)


def test_some_rounds_are_late_and_some_are_not() -> None:
    actor = actor_for(User.objects.get(username="nk_diaodu"))
    assert actor is not None
    rows, late = places_visible(actor), due_q(timezone.localdate())
    assert rows.filter(late).exists() and rows.exclude(late).filter(closed_on=None).exists()
    assert rows.exclude(closed_on=None).exists()
