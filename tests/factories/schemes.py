"""Schemes of assessment for tests: a small one of the province, published or not, and toy figures over matters."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from django.db.models import Q

from assessment.models import AssessmentScheme
from assessment.services.publishing import publish_scheme
from assessment.services.scheme_data import IndicatorData
from assessment.services.schemes import draft_scheme, save_indicator
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.common import slots
from pingan.common.figures import Figure, Period
from pingan.matters.models import Matter
from pingan.org.models import Organ, Post
from tests.factories.org import LONG_AGO, given_organ, given_region
from tests.factories.world import PASSWORD, World

YEAR = 2026
BASIS = "示例数，未见本省公开规定"
RATIO = {"floor": "85", "target": "98"}


def province_office(world: World) -> Actor:
    actor = actor_for(world.province_office)
    assert actor is not None
    return actor


def city_office() -> Actor:
    """Return the office of 赣州市, between the province and the counties of the small world."""
    region = given_region("360700000000")
    user = User(username="city_office", name="市平安办", is_demo=True)
    user.set_password(PASSWORD)
    user.save()
    organ = given_organ(region, "市委平安办", kind=Organ.Kind.COORDINATING_OFFICE)
    Post.objects.create(user=user, role="body_office", region=region, organ=organ, held_from=LONG_AGO)
    actor = actor_for(user)
    assert actor is not None
    return actor


def indicator(code: str, **words: Any) -> IndicatorData:
    """Return a computed indicator of ten points, or what is said otherwise."""
    return IndicatorData(**{
        "code": code, "name": f"指标{code}", "weight": Decimal(10), "source": "computed", "method": "ratio",
        "params": RATIO, "expression": "share(toy.closed)", "basis": BASIS, **words,
    })  # fmt: skip


HEADING: dict[str, Any] = {
    "weight": Decimal(0), "source": "", "method": "", "params": {}, "expression": "", "basis": "",
}  # fmt: skip
#: Two tasks, three scored indicators, one veto: what stands in the province's small scheme.
SMALL = (
    indicator("D", name="矛盾纠纷化解", **HEADING),
    indicator("D1", name="纠纷化解率", under="D", weight=Decimal(40), weight_low=Decimal(30), weight_high=Decimal(50)),
    indicator("D2", name="协议回访率", under="D", weight=Decimal(20), weight_low=Decimal(20), weight_high=Decimal(20)),
    indicator("G", name="网格化服务管理", **HEADING),
    indicator("G1", name="按期办结率", under="G", weight=Decimal(40), weight_low=Decimal(20), weight_high=Decimal(40)),
    indicator(
        "V1", name="一票否决", weight=Decimal(0), source="veto", method="veto",
        params={"deduction": "30", "fails": True}, expression="",
    ),
)  # fmt: skip


def given_draft(actor: Actor, *, year: int = YEAR, audience: str = "divisions") -> AssessmentScheme:
    """Draft the province's small scheme, or what derives from the one in force above."""
    row = draft_scheme(actor=actor, year=year, audience=audience)
    for data in SMALL if row.parent_id is None and not row.indicators.exists() else ():
        save_indicator(actor=actor, scheme_id=row.pk, data=data)
    row.refresh_from_db()
    return row


def given_published(actor: Actor, *, year: int = YEAR, audience: str = "divisions") -> AssessmentScheme:
    row = given_draft(actor, year=year, audience=audience)
    return publish_scheme(actor=actor, pk=row.pk, document="赣平安〔2026〕1号")


def _matters(period: Period) -> Any:
    return Matter.objects.filter(period.holds("opened_at"))


TOY = Figure(
    code="toy.closed", label="办结率", source="matter", rows=_matters, part=Q(closed_at__isnull=False),
    number="number", region="region_code", organ="organ_id", date_rule="受理日在期内",
)  # fmt: skip


@contextmanager
def toy_figures() -> Iterator[None]:
    """Fill the slot with one figure, whatever the apps put there."""
    with patch.object(slots.figures, "_entries", {TOY.code: (1, TOY)}):
        yield


LAST_YEAR = Period(date(YEAR - 1, 1, 1), date(YEAR - 1, 12, 31))
