"""A hundred senders at once: they commit, so the world of a module's transaction may not stand around them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from grids.models import Incident
from pingan.exchange.models import CatalogueEntry, WorkOrder
from pingan.exchange.services.work_orders import WorkOrderInput, receive_work_order
from tests.exchange.test_work_orders import order
from tests.factories.exchange import given_entry
from tests.factories.world import given_world


def test_a_hundred_at_once_are_one_incident(transactional_db: None) -> None:
    here = given_world().here
    entry = given_entry(here, direction="inbound", fields=[])
    values = order(here)
    data = WorkOrderInput(**values)

    def send(_number: int) -> int:
        try:
            return receive_work_order(
                entry=CatalogueEntry.objects.get(pk=entry.pk), data=data
            ).order.matter_id
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(send, range(100)))
    assert len(found) == 1
    assert Incident.objects.count() == WorkOrder.objects.count() == 1
