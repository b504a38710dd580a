"""Committees and mediators of the demo: village, township, one enterprise, one trade; with and without accounts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.db.models import Q

from disputes.models import DisputeType, MediationCommittee, Mediator
from pingan.accounts.models import User
from pingan.common.text import pinyin_key
from pingan.demo.mediation.stories import Committee, Mediating, Table
from pingan.demo.organisation import new_organ, region_of
from pingan.demo.people import PASSWORD, Plan, create_people, draw_name
from pingan.demo.stories import Place
from pingan.org.models import Organ, Post, Region

SINCE = date(2024, 1, 1)
_FURNITURE, _ENTERPRISE = "南康区家具行业人民调解委员会", "示例家居产业园人民调解委员会"


@dataclass(frozen=True)
class _Seat:
    """A mediator. ``username`` blank: has no account, e.g. a lawyer on call."""

    username: str
    kind: str
    types: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Plan:
    """A committee, its division and people. ``code`` is its 机关代字 for cases and papers; "": its division's short name."""

    region: str
    name: str
    code: str
    kind: str
    seats: tuple[_Seat, ...]


def _township(prefix: str, region: str, lawyer: str) -> _Plan:
    seats = (
        _Seat(f"{prefix}_tiaojie", "full_time", ("NEIGHBOUR", "MARRIAGE_FAMILY")),
        _Seat(f"{prefix}_tiaojie2", "part_time", ("HOUSING", "FOREST_LAND", "DAMAGE")),
        *([_Seat("", "lawyer", (lawyer, "CONTRACT"))] if lawyer else ()),
    )
    return _Plan(region, "", "", "township", seats)


def _village(prefix: str, region: str) -> _Plan:
    return _Plan(region, "", "", "village", (_Seat(f"{prefix}_cuntiaojie", "part_time", ("NEIGHBOUR",)),))


_TRADE_TYPES = ("CONTRACT", "CONSUMER", "LABOR", "WAGES", "BUSINESS", "ENTERPRISE", "ECOMMERCE")
_PLANS: tuple[_Plan, ...] = (
    _township("ds", "360703001000", "LABOR"),
    _township("zf", "360703203000", "TRAFFIC"),
    _township("jf", "360702001000", ""),
    _Plan(
        "360703000000", _FURNITURE, "南康家具", "trade",
        (_Seat("nk_tiaojie", "full_time", _TRADE_TYPES), _Seat("", "expert", ("CONTRACT", "CONSUMER"))),
    ),
    _Plan("360703001000", _ENTERPRISE, "示例园区", "enterprise", (_Seat("nk_yuanqu", "part_time", _TRADE_TYPES),)),
)  # fmt: skip
#: What a trade's or an enterprise's committee takes; the others take everything.
TAKES = {"trade": frozenset(_TRADE_TYPES), "enterprise": frozenset(_TRADE_TYPES)}


def _word_of(region: Region) -> str:
    """Return what stands in the numbers of a division's committee: 蓉江 for 蓉江街道, 朱坊村 for 朱坊村委会."""
    name = region.name.removesuffix("居委会").removesuffix("委会")
    for ending in ("街道", "镇", "乡"):
        name = name.removesuffix(ending)
    return name[:8]


def load_mediation(villages: Iterable[tuple[str, str]]) -> None:
    """Create committees, their mediators and accounts; ``villages``: prefix of accounts and code of a village."""
    draw, password = random.Random(32), make_password(PASSWORD)
    types = {row.code: row for row in DisputeType.objects.all()}
    plans = [*_PLANS]
    for prefix, code in villages:
        plans.append(_village(prefix, code))
    for plan in plans:
        region = region_of(plan.region)
        name = plan.name or f"{region.name.removesuffix('委会')}人民调解委员会"
        organ = new_organ(
            region, name, Organ.Kind.MEDIATION_COMMITTEE, document_code=plan.code or _word_of(region)
        )
        committee = MediationCommittee.objects.create(
            organ=organ,
            kind=plan.kind,
            chair=draw_name(draw),
            rooms=["调解一室", "调解二室"],
            established_on=SINCE,
        )
        for seat in plan.seats:
            user = None
            if seat.username:
                account = Plan(seat.username, "mediator", region.code, organ.name)
                user = create_people([account], draw, password)[0].user
            _mediator(seat, committee, user, user.name if user is not None else draw_name(draw), types)


def _mediator(
    seat: _Seat, committee: MediationCommittee, user: User | None, name: str, types: dict[str, DisputeType]
) -> None:
    mediator = Mediator.objects.create(
        committee=committee, user=user, name=name, name_pinyin=pinyin_key(name, is_person=True), kind=seat.kind,
        phone="0797-6600100", trained_on=date(2026, 3, 12), active_from=SINCE,
    )  # fmt: skip
    mediator.specialities.set([types[code] for code in seat.types])


def tables_of(places: Sequence[Place]) -> list[Table]:
    """Return where disputes are mediated: each place with the committees of its village, township and county."""
    committees = _committees()
    found = []
    for place in places:
        codes = (place.region_code, f"{place.region_code[:9]}000", f"{place.region_code[:6]}000000")
        near = tuple(
            Committee(organ_id, name, code, _people(seats, place), types)
            for region in codes
            for organ_id, name, code, types, seats in committees.get(region, ())
        )
        if near:
            found.append(Table(place, near))
    return found


_Seats = list[tuple[int, str, tuple[int, int, str] | None]]


def _people(seats: _Seats, place: Place) -> tuple[Mediating, ...]:
    """Those without an account act through the desk, which records what they did."""
    return tuple(Mediating(pk, name, actor or place.desk) for pk, name, actor in seats)


def _committees() -> dict[str, list[tuple[int, str, str, frozenset[str], _Seats]]]:
    posts = Post.objects.filter(role="mediator", held_to=None).select_related("user", "region", "organ")
    actors = {post.user_id: (post.user_id, post.pk, f"{post.user.name}（{post}）") for post in posts}
    seats: dict[int, _Seats] = {}
    for pk, committee_id, name, user_id in (
        Mediator.objects.filter(active_to=None)
        .order_by("pk")
        .values_list("pk", "committee_id", "name", "user_id")
    ):
        seats.setdefault(committee_id, []).append((pk, name, actors.get(user_id)))
    found: dict[str, list[tuple[int, str, str, frozenset[str], _Seats]]] = {}
    rows = MediationCommittee.objects.filter(~Q(organ__document_code=""), organ__valid_to=None)
    for row in rows.select_related("organ__region").order_by("pk"):
        organ = row.organ
        if seats.get(row.pk):
            takes = TAKES.get(row.kind, frozenset())
            line = (row.pk, organ.name, organ.document_code, takes, seats[row.pk])
            found.setdefault(organ.region.code, []).append(line)
    return found
