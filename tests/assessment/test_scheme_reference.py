"""The example schemes that the product ships: whole, sourced, from the nine tasks of Article 6, and derivable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessment.models import AssessmentScheme, Indicator
from assessment.queries.schemes import problems_of
from assessment.rules.expressions import parse
from assessment.services.publishing import publish_scheme
from assessment.services.reference import load_schemes
from pingan.common import slots
from pingan.demo import schemes as demo
from pingan.demo.schemes import show_schemes
from tests.factories.schemes import TOY, city_office, province_office
from tests.factories.world import World

pytestmark = pytest.mark.django_db
TASKS = [
    "维护国家政治安全", "健全社会治安防控体系", "防范社会风险、化解矛盾纠纷", "依法预防和惩处各类违法犯罪行为",
    "建立健全维护公共安全体系", "加强安全生产和应急管理工作", "推进网络综合治理", "健全基层社会治理机制", "平安建设其他任务",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _schemes(world: World) -> Iterator[None]:
    """Load them, with a toy figure for every name that they use."""
    load_schemes()
    texts = Indicator.objects.exclude(expression="").values_list("expression", flat=True)
    codes = {code for text in texts for code in parse(text).figures}
    with patch.object(slots.figures, "_entries", {code: (1, replace(TOY, code=code)) for code in codes}):
        yield


def test_loading_twice_changes_nothing_and_leaves_publishing_to_the_province() -> None:
    rows = AssessmentScheme.objects.order_by("pk")
    before = [(row.pk, row.state, row.edition, row.indicators.count()) for row in rows]
    assert [state for _pk, state, _edition, _count in before] == ["draft", "draft"]
    call_command("load_schemes")
    assert [(row.pk, row.state, row.edition, row.indicators.count()) for row in rows.all()] == before


def test_the_first_level_is_the_nine_tasks_of_article_6() -> None:
    scheme = AssessmentScheme.objects.get(audience="divisions")
    first = scheme.indicators.filter(parent=None, source="").order_by("order")
    assert [row.name for row in first] == TASKS


def test_both_are_fit_to_be_published_and_every_number_has_its_source(world: World) -> None:
    office = province_office(world)
    for scheme in AssessmentScheme.objects.all():
        assert problems_of(scheme) == []
        assert publish_scheme(actor=office, pk=scheme.pk, document="赣平安〔2026〕1号").state == "published"
        scored = scheme.indicators.exclude(method="")
        assert scored.count() >= 10 and not scored.filter(basis="").exists()
        assert scheme.basis and scheme.confidence == "L"


def test_the_demo_shows_a_city_and_a_county_that_leaves_one_item_out(world: World) -> None:
    cast = {
        "sheng_bangongshi": province_office(world), "shi_bangongshi": city_office(),
        "nk_pinganban": world.here.actor("body_office"),
    }  # fmt: skip
    with patch.object(demo, "cast_of_demo", lambda: cast):
        show_schemes()
    this = timezone.localdate().year
    for year in (this - 1, this):
        rows = AssessmentScheme.objects.filter(year=year, state="published", audience="divisions")
        assert sorted(rows.values_list("region__level", flat=True)) == [1, 2, 3]
        county = rows.get(region=world.here.county)
        assert county.parent is not None and county.parent.region.level == 2
        left = county.indicators.get(is_applicable=False)
        assert left.code == "N1" and left.reason
        assert county.indicators.get(origin=None).code == "K1"


def test_without_the_figures_that_they_name_the_demo_publishes_nothing(world: World) -> None:
    with patch.object(slots.figures, "_entries", {}), patch.object(demo, "cast_of_demo", dict):
        show_schemes()
    assert not AssessmentScheme.objects.exclude(state="draft").exists()
