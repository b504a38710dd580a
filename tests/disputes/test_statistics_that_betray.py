"""Tables of any period, place and form tell the same wherever the restricted dispute lies: through the doors."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from disputes.models import Dispute, DisputeType
from pingan.matters.models import Matter
from tests.factories.disputes import given_dispute, given_registration
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
YEAR = 2025
MONTHS = [f"{YEAR}-{month:02d}" for month in range(1, 13)]
PERIODS = [f"{YEAR}", *(f"{YEAR}-{part}" for part in ("H1", "H2", "Q1", "Q2", "Q3", "Q4")), *MONTHS]
LOOKED_INTO = (f"{YEAR}", f"{YEAR}-Q1", f"{YEAR}-03")
STATISTICS = "disputes:dispute_statistics"


def rewritten(pk: int, *, month: int, place: Place, **values: Any) -> None:
    """Let a dispute lie in a month and place, with other particulars if given."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        Matter.objects.filter(pk=pk).update(
            opened_at=timezone.make_aware(datetime(YEAR, month, 15, 9)),
            region=place.village, region_code=place.village.code, grid=place.grid,
        )  # fmt: skip
        if values:
            Dispute.objects.filter(pk=pk).update(**values)
        cursor.execute("set local session_replication_role = origin")


@pytest.fixture
def restricted(world: World) -> int:
    """Five disputes in January, five in February, one in March, ten in April; the restricted one is of March."""
    for month, count in ((1, 5), (2, 5), (3, 1), (4, 10)):
        for number in range(count):
            place = world.here if number % 2 else world.neighbour
            rewritten(given_registration(place).pk, month=month, place=place)
    dispute = given_dispute(world.here, "accepted", restriction="domestic_violence", role="township_desk")
    rewritten(dispute.pk, month=3, place=world.here)
    return dispute.pk


def questions(world: World) -> Iterator[dict[str, str]]:
    """Each period of the county; the year, its first quarter and March at every level, in every form."""
    yield from ({"by": "type", "period": period} for period in PERIODS)
    for region in (world.here.county, world.here.township, world.neighbour.township, world.here.village):
        for period in LOOKED_INTO:
            yield {"by": "area", "region": region.code, "period": period}
    yield from ({"region": world.here.township.code, "period": period} for period in LOOKED_INTO)
    yield from ({"period": f"{YEAR}", "table": table} for table in ("channels", "risks"))


def told(client: Any, world: World) -> dict[str, list[Any]]:
    """Return everything that the tables, the registers of their numbers and the workbook of the year say."""
    found: dict[str, list[Any]] = {}
    for query in questions(world):
        answer = client.get(reverse(STATISTICS), query)
        lines = [*answer.context["lines"], {"cells": answer.context["total"]}]
        found[str(query)] = [[(cell.text, cell.before) for cell in line["cells"]] for line in lines]
        links = {cell.url for line in lines for cell in line["cells"][:1] if cell.url}
        for url in links if query["period"] in LOOKED_INTO and query.get("by") == "type" else ():
            register = client.get(url).context
            found[url] = [register["total"], register["not_listed"]]
    book = client.post(f"{reverse('disputes:statistics_export')}?period={YEAR}", {"purpose": "年度上报"})
    with ZipFile(io.BytesIO(b"".join(book.streaming_content))) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    found["workbook"] = re.findall(r"<v>(.*?)</v>", sheet)
    return found


def test_no_table_tells_where_the_restricted_dispute_lies(world: World, restricted: int) -> None:
    client = world.here.client("county_dispatcher")
    before = told(client, world)
    year = client.get(reverse(STATISTICS), {"period": f"{YEAR}"}).context
    quarter = client.get(reverse(STATISTICS), {"period": f"{YEAR}-Q1"}).context
    march = client.get(reverse(STATISTICS), {"period": f"{YEAR}-03"}).context
    assert [page["total"][0].text for page in (year, quarter, march)] == ["22", "12", "1"]
    types = DisputeType.objects.filter(statistic_code="NEIGHBOUR")
    elsewhere: list[tuple[int, Place, dict[str, Any]]] = [
        (1, world.here, {}),
        (2, world.neighbour, {}),
        (3, world.neighbour, {"source": "police", "outcome": "settled", "level": "major", "people_involved": 40,
                              "level_override_reason": "演练", "prevented_crime": True}),
        (2, world.here, {"type": types.last()}),
    ]  # fmt: skip
    for month, place, values in elsewhere:
        rewritten(restricted, month=month, place=place, **values)
        assert told(client, world) == before, (month, place.township.name)
    rewritten(restricted, month=4, place=world.here)
    assert told(client, world) != before
    # Whoever is named finds it where it is.
    rewritten(restricted, month=3, place=world.here)
    for role, text in (("township_desk", "1"), ("community_staff", "0")):
        mine = world.here.client(role).get(reverse(STATISTICS), {"period": f"{YEAR}-03"})
        assert mine.context["total"][0].text == text
