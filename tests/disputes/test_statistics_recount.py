"""Every number of the statistical tables against plain Python over random disputes, and against its register."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disputes.models import Agreement, AgreementClause, Channel, Dispute, DisputeReader, DisputeType, RedFlag
from disputes.models.choices import ChannelKind, ChannelState, DisputeSource, Level, Outcome
from disputes.queries.columns import TABLE_COLUMNS, TABLES
from disputes.queries.registers import not_listed, register
from disputes.queries.statistics import HIDDEN, TOTAL, Line, by_area, by_type
from disputes.rules.periods import Period
from pingan.matters.models import Matter
from tests.factories.disputes import given_registration
from tests.factories.world import Place, World

pytestmark = pytest.mark.django_db
PERIOD = Period("quarter", 2026, 3)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))


def scatter(world: World, seed: int, count: int) -> None:
    """Give random disputes random histories: what the tables read, set straight into the rows."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        _scatter(world, random.Random(seed), count)
        cursor.execute("set local session_replication_role = origin")


def _scatter(world: World, dice: random.Random, count: int) -> None:
    types = list(DisputeType.objects.all())
    places = [world.here, world.here, world.neighbour, world.far]
    for number in range(count):
        place = dice.choice(places)
        dispute = given_registration(place)
        opened = _moment(date(2026, 4, 1) + timedelta(days=dice.randrange(190)))
        Matter.objects.filter(pk=dispute.pk).update(
            opened_at=opened, closed_at=None, is_restricted=dice.random() < 0.15,
            state=dice.choice(["accepted", "mediating", "closed", "rejected", "merged", "resolved"]),
        )  # fmt: skip
        Dispute.objects.filter(pk=dispute.pk).update(
            type=dice.choice(types), source=dice.choice(DisputeSource.values),
            outcome=dice.choice([*Outcome.values, "", ""]), level=dice.choice(Level.values),
            level_override_reason="演练", people_involved=dice.randrange(2, 40),
            resolved_at=opened + timedelta(hours=dice.randrange(2000)) if dice.random() < 0.5 else None,
            prevented_crime=dice.random() < 0.2, prevented_group_petition=dice.random() < 0.1,
        )  # fmt: skip
        _channels(dice, dispute, place, opened)
        if dice.random() < 0.3:
            review = dice.choice(["", "watch", "unfounded"])
            RedFlag.objects.create(
                dispute=dispute, code="threat", raised_at=opened, review=review,
                reviewed_at=opened if review else None,
            )  # fmt: skip
        if number % 7 == 0:
            DisputeReader.objects.create(
                dispute=dispute, user=world.here.users["county_dispatcher"], named_at=opened, reason="演练"
            )


def _channels(dice: random.Random, dispute: Dispute, place: Place, opened: datetime) -> None:
    for step in range(dice.randrange(4)):
        kind = dice.choice([*ChannelKind.values, "mediation_people", "mediation_people"])
        state = dice.choice([value for value in ChannelState.values if value != "open"])
        channel = Channel.objects.create(
            dispute=dispute, kind=kind, state=state, opened_at=opened + timedelta(days=step),
            ended_at=opened + timedelta(days=step), committee=place.committee,
        )  # fmt: skip
        for withdrawn in (True, False):
            if dice.random() < 0.6:
                agreement = Agreement.objects.create(
                    channel=channel, form="oral", facts="略", reached_on=opened.date(),
                    effective_at=opened if dice.random() < 0.8 else None,
                    withdrawn_at=opened if withdrawn else None,
                )  # fmt: skip
                for position in range(dice.randrange(3)):
                    amount = dice.choice([None, Decimal("0"), Decimal(dice.randrange(1, 10**7)) / 100])
                    AgreementClause.objects.create(
                        agreement=agreement, position=position + 1, text="略", amount=amount
                    )


class Plain:
    """The same questions asked of one dispute in plain Python."""

    def __init__(self, dispute: Dispute) -> None:
        self.dispute = dispute
        self.channels = sorted(dispute.channels.all(), key=lambda row: (row.opened_at, row.pk))
        agreements = Agreement.objects.filter(channel__dispute=dispute)
        standing = [row for row in agreements if row.effective_at and not row.withdrawn_at]
        self.amount = sum(
            (clause.amount or 0 for row in standing for clause in row.clauses.all()), Decimal(0)
        )

    @property
    def last(self) -> str | None:
        return self.channels[-1].kind if self.channels else None

    @property
    def mediation(self) -> str | None:
        states = [row.state for row in self.channels if row.kind.startswith("mediation_")]
        return states[-1] if states else None

    @property
    def has_sign(self) -> bool:
        return any(row.review != "unfounded" for row in self.dispute.flags.all())

    @property
    def days(self) -> timedelta:
        assert self.dispute.resolved_at is not None
        return self.dispute.resolved_at - self.dispute.matter.opened_at


Rule = Callable[[Plain], bool]
RULES: dict[str, Rule] = {
    "total": lambda one: True,
    "initiated": lambda one: one.dispute.source in {"screening", "incident"},
    "applied": lambda one: one.dispute.source in {"walk_in", "phone", "application"},
    "entrusted": lambda one: one.dispute.source in {"court", "police", "petition", "other_unit"},
    "pending": lambda one: not one.dispute.outcome,
    "channel_none": lambda one: one.last is None,
    "mediation_ended": lambda one: one.mediation in {"agreed", "failed", "refused"},
    "mediation_agreed": lambda one: one.mediation == "agreed",
    "agreed_amount": lambda one: one.amount > 0,
    "resolved_days": lambda one: one.dispute.resolved_at is not None,
    "flagged": lambda one: one.has_sign,
    "prevented_crime": lambda one: one.dispute.prevented_crime,
    "prevented_crime_people": lambda one: one.dispute.prevented_crime,
    "prevented_group_petition": lambda one: one.dispute.prevented_group_petition,
    "prevented_group_petition_people": lambda one: one.dispute.prevented_group_petition,
    **{f"outcome_{code}": (lambda one, code=code: one.dispute.outcome == code) for code in Outcome.values},
    **{f"channel_{code}": (lambda one, code=code: one.last == code) for code in ChannelKind.values},
    **{f"level_{code}": (lambda one, code=code: one.dispute.level == code) for code in Level.values},
}


def plain_amount(code: str, rows: list[Plain]) -> Decimal | None:
    if code == "agreed_amount":
        return sum((row.amount for row in rows), Decimal(0))
    if code == "resolved_days":
        if not rows:
            return None
        whole = sum((row.days for row in rows), timedelta())
        return round(Decimal(whole / timedelta(days=1)) / len(rows), 1)
    if TABLE_COLUMNS[code].unit == "persons":
        return Decimal(sum(row.dispute.people_involved for row in rows))
    return None


def _rows(condition: Callable[[Dispute], bool], since: date, until: date) -> list[Plain]:
    found = Dispute.objects.select_related("matter", "type")
    return [
        Plain(row)
        for row in found
        if since <= timezone.localdate(row.matter.opened_at) <= until
        and row.matter.state not in {"merged", "rejected"}
        and condition(row)
    ]


def _check(line: Line, rows: list[Plain], cells: str, named: set[int]) -> None:
    """Every number counts what the reader may open; the number of disputes some of the others, too."""
    closed = [row for row in rows if row.dispute.matter.is_restricted and row.dispute.pk not in named]
    rows = [row for row in rows if row not in closed]
    for code, cell in getattr(line, cells).items():
        mine = [row for row in rows if RULES[code](row)]
        if code == TOTAL:
            assert len(mine) <= cell.count <= len(mine) + len(closed), (line.code, cells)
            continue
        assert cell.count == len(mine), (line.code, code, cells)
        assert cell.amount == plain_amount(code, mine), (line.code, code, cells)
        per = TABLE_COLUMNS[code].per
        if TABLE_COLUMNS[code].is_share:
            assert cell.of == len([row for row in rows if RULES[per](row)]), (line.code, code)


def _lines(found: Any) -> Iterator[Line]:
    yield from (line for line in found.lines if line.code != HIDDEN)
    yield found.total


def _named(world: World) -> set[int]:
    rows = DisputeReader.objects.filter(user=world.here.users["county_dispatcher"])
    return set(rows.values_list("dispute", flat=True))


def _adds_up(found: Any) -> None:
    """Lines and total agree, the line of what is told apart no further included."""
    for cells in ("cells", "before"):
        lines = sum(getattr(line, cells)[TOTAL].count for line in found.lines)
        assert lines == getattr(found.total, cells)[TOTAL].count


def test_every_figure_is_counted_again_here() -> None:
    assert set(RULES) == set(TABLE_COLUMNS)
    assert {code for form in TABLES.values() for code in form.columns} == set(TABLE_COLUMNS)


@pytest.mark.parametrize("seed", [1, 2])
def test_tables_equal_a_plain_count_and_their_registers(world: World, seed: int) -> None:
    scatter(world, seed, 60)
    actor = world.here.actor("county_dispatcher")
    before = PERIOD.moved(-1)

    def inside(row: Dispute) -> bool:
        return row.matter.region_code.startswith("360703")

    now, earlier = _rows(inside, PERIOD.since, PERIOD.until), _rows(inside, before.since, before.until)
    assert len(now) > 5 and len(earlier) > 5
    named = _named(world)
    for table in TABLES:
        found = by_type(actor, table=table, code="", period=PERIOD)
        for line in _lines(found):
            for rows, cells in ((now, "cells"), (earlier, "before")):
                own = [row for row in rows if line.code in {"", row.dispute.type.statistic_code}]
                _check(line, own, cells, named)
        area = by_area(actor, table=table, code="", period=PERIOD)
        for line in _lines(area):
            prefix = line.code[:9] if line.code else ""
            own = [row for row in now if row.dispute.matter.region_code.startswith(prefix)]
            _check(line, own, "cells", named)
        _adds_up(found)
        _adds_up(area)
    _check_registers(world, actor, by_type(actor, table="results", code="", period=PERIOD))
    _check_registers(world, actor, by_area(actor, table="risks", code="", period=PERIOD))


def _check_registers(world: World, actor: Any, found: Any) -> None:
    """Each number opens a register that counts the same; its rows are those that the reader may open."""
    named = _named(world)
    for line in _lines(found):
        for code, cell in line.cells.items():
            query = QueryDict(mutable=True)
            query.update({
                "since": PERIOD.since.isoformat(), "until": PERIOD.until.isoformat(), "region": "360703000000",
                "figure": code, **line.filters,
            })  # fmt: skip
            listed = register(actor, query)
            assert not listed.errors
            rows = list(listed.rows)
            assert len(rows) + not_listed(actor, listed) == cell.count, (line.code, code)
            assert all(not row.matter.is_restricted or row.pk in named for row in rows)


def test_a_table_costs_two_queries_for_its_numbers(world: World) -> None:
    actor = world.here.actor("county_dispatcher")
    by_type(actor, table="results", code="", period=PERIOD)
    with CaptureQueriesContext(connection) as few:
        by_type(actor, table="results", code="", period=PERIOD)
    scatter(world, 3, 12)
    with CaptureQueriesContext(connection) as many:
        by_type(actor, table="results", code="", period=PERIOD)
    assert len(many) == len(few)
    # What may be opened, and among how much what may not is told apart.
    assert sum('COUNT("disputes_dispute"' in query["sql"] for query in many) == 2
