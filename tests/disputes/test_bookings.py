"""Two bookings of one mediator or room at the same moment: the database itself refuses one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from disputes.models import Dispute, MediationSession, SessionMediator
from pingan.common.errors import Busy, Invalid
from tests.factories.committees import given_mediator
from tests.factories.disputes import act, given_dispute, next_morning
from tests.factories.world import Place, World, given_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return given_world()


def together(calls: list[Any]) -> list[Any]:
    """Run calls in threads that start together; return what each answered or raised."""
    start = Barrier(len(calls))

    def one(call: Any) -> Any:
        try:
            start.wait(timeout=60)
            return call()
        except (Invalid, Busy, IntegrityError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def planned(place: Place, dispute: Dispute, **values: Any) -> Any:
    return act(
        place, dispute, "plan_session", "mediator", **{"starts_at": next_morning(), "room": "", **values}
    )


@pytest.mark.usefixtures("without_papers")
def test_of_two_bookings_of_one_mediator_one_is_refused_at_its_field(world: World) -> None:
    here = world.here
    first, second = (given_dispute(here, "mediating") for _count in range(2))
    answers = together(
        [
            lambda: planned(here, first, place_text="村委会"),
            lambda: planned(here, second, place_text="祠堂", minutes=30),
        ]
    )
    refused = [answer for answer in answers if isinstance(answer, Invalid)]
    assert len(refused) == 1
    assert set(refused[0].fields) == {"starts_at"}
    assert SessionMediator.objects.filter(is_live=True).count() == 1
    assert MediationSession.objects.count() == 1


@pytest.mark.usefixtures("without_papers")
def test_a_room_is_taken_once_and_free_again_after_cancelling(world: World) -> None:
    here = world.here
    other = given_mediator(here.committee, name="王调解")
    first = given_dispute(here, "mediating")
    second = given_dispute(here, "mediating")
    second = act(here, second, "change_mediator", "township_desk", mediator=other.pk, note="当事人要求")
    first = planned(here, first, room="调解室一")
    with pytest.raises(Invalid) as refused:
        act(here, second, "plan_session", "township_desk", starts_at=next_morning(), room="调解室一")
    assert set(refused.value.fields) == {"room"}
    session = MediationSession.objects.get()
    act(here, first, "cancel_session", "mediator", session=session.pk, note="当事人请假")
    act(here, second, "plan_session", "township_desk", starts_at=next_morning(), room="调解室一")
    assert MediationSession.objects.filter(state="planned").count() == 1


@pytest.mark.usefixtures("without_papers")
def test_a_room_by_another_name_is_no_second_room(world: World) -> None:
    """Typed freely, 调解1室 was booked beside 调解一室."""
    dispute = given_dispute(world.here, "mediating")
    with pytest.raises(Invalid) as refused:
        act(world.here, dispute, "plan_session", "mediator", starts_at=next_morning(), room="调解室1")
    assert set(refused.value.fields) == {"room"}
    planned(world.here, dispute, place_text="村委会会议室")
    assert MediationSession.objects.get().room == ""


@pytest.mark.usefixtures("without_papers")
def test_sessions_that_only_touch_are_no_double_booking(world: World) -> None:
    here = world.here
    first, second = (given_dispute(here, "mediating") for _count in range(2))
    planned(here, first, place_text="村委会", minutes=60)
    after = next_morning().replace(hour=10)
    planned(here, second, place_text="村委会", starts_at=after)
    assert SessionMediator.objects.filter(is_live=True).count() == 2


def test_the_database_refuses_even_a_row_that_no_service_wrote(world: World) -> None:
    here = world.here
    dispute = planned(here, given_dispute(here, "mediating"), place_text="村委会")
    booked = SessionMediator.objects.get()
    other = MediationSession.objects.create(
        channel=dispute.channels.get(),
        committee=here.committee,
        starts_at=booked.starts_at,
        ends_at=booked.ends_at,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionMediator.objects.create(
            session=other, mediator=booked.mediator, starts_at=booked.starts_at, ends_at=booked.ends_at
        )
