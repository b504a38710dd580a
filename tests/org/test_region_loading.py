"""The reference list of divisions."""

from io import StringIO
from time import monotonic

import pytest
from django.core.management import call_command
from django.db.models import Count

from pingan.org.models import Region
from pingan.org.queries import regions_in_force, regions_matching
from pingan.org.services import load_divisions, rename_region
from tests.factories.org import LONG_AGO, system_actor

pytestmark = pytest.mark.django_db


def _command() -> str:
    out = StringIO()
    call_command("load_divisions", stdout=out)
    return out.getvalue()


def test_command_loads_the_province_in_under_a_minute_and_a_second_run_changes_nothing() -> None:
    started = monotonic()
    assert "23959 created, 0 updated, 0 unchanged" in _command()
    assert monotonic() - started < 60
    before = list(Region.objects.values_list())
    assert "0 created, 0 updated, 23959 unchanged" in _command()
    assert list(Region.objects.values_list()) == before
    counts = dict(Region.objects.values_list("level").annotate(Count("pk")).order_by())
    assert counts == {1: 1, 2: 11, 3: 100, 4: 1767, 5: 22080}
    assert Region.objects.exclude(boundary=None).count() == 111
    assert Region.objects.filter(is_virtual=True).count() == 96

    zhufang = Region.objects.get(code="360703203000")
    assert (zhufang.name_pinyin, zhufang.name_initials, zhufang.valid_from) == ("zhu fang xiang", "zfx", None)
    assert zhufang.parent is not None
    assert zhufang.parent.code == "360703000000"
    found = {
        text: set(regions_matching(regions_in_force().filter(level=4), text))
        for text in ("朱坊", "zfx", "zhu fang", "360703203")
    }
    assert all(zhufang in rows for rows in found.values())


def test_load_mends_what_the_list_says_but_leaves_what_a_decision_changed() -> None:
    load_divisions()
    spoilt, decided = Region.objects.get(code="360703204000"), Region.objects.get(code="360703107000")
    Region.objects.filter(pk=spoilt.pk).update(name="太窝")
    rename_region(
        actor=system_actor(),
        region_id=decided.pk,
        new_name="三江镇",
        effective_on=LONG_AGO,
        document="赣府字〔2024〕1号",
    )
    result = load_divisions()
    spoilt.refresh_from_db()
    decided.refresh_from_db()
    assert (result.created, result.updated) == (0, 1)
    assert (spoilt.name, decided.name) == ("太窝乡", "三江镇")
