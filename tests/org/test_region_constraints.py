"""What the database itself refuses about divisions."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pingan.org.models import Region
from tests.factories.org import given_region

pytestmark = pytest.mark.django_db


def _refused(constraint: str, **values: object) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Region.objects.create(name="某地", **values)


def test_division_stands_inside_its_own_prefix() -> None:
    county, foreign = given_region("360703000000"), given_region("360704000000")
    _refused("region_in_parent", code="360703109000", level=4, parent=foreign)
    _refused("region_in_parent", code="360703109200", level=5, parent=county)
    _refused("region_in_parent", code="360703109000", level=4, parent=None)
    moved = given_region("360703203000")
    with pytest.raises(IntegrityError, match="region_in_parent"), transaction.atomic():
        Region.objects.filter(pk=moved.pk).update(parent=foreign)


def test_level_is_that_of_the_code() -> None:
    city = given_region("360700000000")
    _refused("region_level_of_code", code="360703109000", level=3, parent=city)


def test_code_belongs_to_one_division_at_a_time() -> None:
    county = given_region("360703000000")
    first = Region.objects.create(
        code="360703109000", name="甲", level=4, parent=county, valid_to=date(2025, 1, 1)
    )
    _refused(
        "region_code_periods_apart", code=first.code, level=4, parent=county, valid_from=date(2024, 12, 31)
    )
    Region.objects.create(code=first.code, name="乙", level=4, parent=county, valid_from=date(2025, 1, 1))


def test_code_of_a_row_never_changes() -> None:
    region = given_region("360703203000")
    with pytest.raises(IntegrityError, match="region_code_stays"), transaction.atomic():
        Region.objects.filter(pk=region.pk).update(code="360703109000")
