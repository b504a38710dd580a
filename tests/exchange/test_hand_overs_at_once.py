"""What a system says arrives many times at once, while people act on the same matter: nothing twice, nothing hangs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from pingan.common.errors import Busy
from pingan.exchange.models import CatalogueEntry
from pingan.exchange.services.hand_overs import Report, report
from tests.exchange.test_hand_overs import book, given_handed_over, given_system
from tests.factories.incidents import act
from tests.factories.world import given_world


def test_the_same_result_many_times_at_once_is_one_result_while_the_desk_reminds(
    transactional_db: None,
) -> None:
    here = given_world().here
    entry = given_system(here)
    incident, row, _caller = given_handed_over(here, entry)

    def once(number: int) -> bool:
        if number % 4 == 0:  # the desk holds the matter first, and its entry then touches the hand-over
            act(here, incident, "remind", "township_desk", note="请尽快办理")
            return False
        said = Report("done", result="已更换灯具")
        return report(
            entry=CatalogueEntry.objects.get(pk=entry.pk), public_id=row.public_id, data=said
        ).is_new

    def say(number: int) -> bool:
        while True:
            try:
                return once(number)
            except Busy as error:
                if "deadlock" in str(error.__cause__):
                    raise
            finally:
                connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(say, range(16)))
    assert sum(found) == 1
    assert book(incident).count("handle") == 1
    assert book(incident).count("remind") == 4
