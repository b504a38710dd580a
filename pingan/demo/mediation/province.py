"""Committees and mediators for every township that has demo grids, for measuring at scale."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction

from disputes.models import DisputeType, MediationCommittee, Mediator
from grids.models import Grid
from pingan.accounts.models import User
from pingan.demo.mediation.cast import SINCE
from pingan.demo.people import draw_name
from pingan.org.models import Organ, Post, Region

#: One mediator for so many grids: with 11 disputes a year in each, about 110 cases a year.
GRIDS_PER_SEAT = 10
#: A mediator knows every third type; so many seats a committee has at least.
SHARE = 3
_ROWS = 2_000


@transaction.atomic
def load_committees(*, seed: int) -> int:
    """Create what is missing; return how many committees were made."""
    grids = Counter(
        code[:9] for code in Grid.objects.filter(is_demo=True).values_list("code", flat=True).iterator()
    )
    townships = _townships_without(grids)
    draw = random.Random(seed)
    organs = Organ.objects.bulk_create(
        [
            Organ(
                region=region, name=f"{region.name}人民调解委员会", kind=Organ.Kind.MEDIATION_COMMITTEE,
                document_code=_code(region), valid_from=SINCE,
            )
            for region in townships
        ],
        batch_size=_ROWS,
    )  # fmt: skip
    committees = MediationCommittee.objects.bulk_create(
        [MediationCommittee(organ=organ, kind="township", rooms=["调解室"]) for organ in organs],
        batch_size=_ROWS,
    )
    seats = [
        (committee, place)
        for committee in committees
        for place in range(max(SHARE, -(-grids[committee.organ.region.code[:9]] // GRIDS_PER_SEAT)))
    ]
    _mediators(seats, draw)
    return len(committees)


def _townships_without(grids: Mapping[str, int]) -> list[Region]:
    there = set(MediationCommittee.objects.values_list("organ__region_id", flat=True))
    rows = Region.objects.filter(level=4, valid_to=None).select_related("parent").order_by("code")
    rows = rows.defer("boundary", "parent__boundary")
    return [row for row in rows if row.code[:9] in grids and row.pk not in there]


def _code(region: Region) -> str:
    """Return a document code that no other township has: several counties have a 城关镇."""
    county = region.parent.name[:2] if region.parent is not None else ""
    return f"{county}{region.name[:4]}{region.code[2:9]}"


def _mediators(seats: Sequence[tuple[MediationCommittee, int]], draw: random.Random) -> None:
    users = User.objects.bulk_create(
        [
            User(username=f"tj{committee.organ.region.code[:9]}{place}", name=draw_name(draw), password="!", is_demo=True)  # noqa: S106 - no password
            for committee, place in seats
        ],
        batch_size=_ROWS,
    )  # fmt: skip
    Post.objects.bulk_create(
        [
            Post(
                user=user, role="mediator", region=committee.organ.region, organ=committee.organ, held_from=SINCE,
                reason="演示数据",
            )
            for (committee, _place), user in zip(seats, users, strict=True)
        ],
        batch_size=_ROWS,
    )  # fmt: skip
    mediators = Mediator.objects.bulk_create(
        [
            Mediator(committee=committee, user=user, name=user.name, kind="full_time", active_from=SINCE)
            for (committee, _place), user in zip(seats, users, strict=True)
        ],
        batch_size=_ROWS,
    )
    types = list(DisputeType.objects.values_list("pk", flat=True))
    through = Mediator.specialities.through
    through.objects.bulk_create(
        [
            through(mediator_id=mediator.pk, disputetype_id=pk)
            for mediator, (_committee, place) in zip(mediators, seats, strict=True)
            for pk in types[place % SHARE :: SHARE]
        ],
        batch_size=10_000,
    )
