"""The list of township changes since the reference edition, on the real divisions."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pingan.org.models import Region, RegionChange
from pingan.org.queries import children_of, covered_prefixes, region_by_code
from pingan.org.services import apply_township_changes, load_divisions
from tests.factories.org import system_actor

pytestmark = pytest.mark.django_db
DOCUMENT = "赣民字〔2025〕1号"


def test_certain_pairs_are_applied_once_and_all_others_listed() -> None:
    load_divisions()
    before = Region.objects.count()
    done = apply_township_changes(actor=system_actor(), effective_on=date(2025, 1, 1), document=DOCUMENT)
    names = {(old.name, new.name) for old, new in done.applied}
    assert {
        ("朱坊乡", "朱坊镇"),
        ("九洲街道", "九洲街道"),
        ("莲塘镇", "莲塘街道"),
        ("龙华镇", "三江镇"),
    } <= names
    assert (len(done.applied), len(done.removed), len(done.added)) == (16, 8, 10)
    assert (done.already, done.mismatched) == ((), ())
    assert "横寨乡" in {division.name for division in done.removed}
    assert {"南水街道", "翠微街道"} <= {division.name for division in done.added}
    assert Region.objects.count() == before + 13
    assert region_by_code("360703003000") is None

    new = region_by_code("360703109000")
    assert new is not None
    assert covered_prefixes(new) == ("360703109", "360703203")
    villages = list(children_of(new))
    assert villages
    assert all(village.code.startswith("360703203") for village in villages)

    again = apply_township_changes(actor=system_actor(), effective_on=date(2025, 1, 1), document=DOCUMENT)
    assert (again.applied, len(again.already)) == ((), 16)
    assert RegionChange.objects.count() == 16
    assert load_divisions().created == 0


def test_row_that_is_not_as_the_list_says_is_left_alone() -> None:
    load_divisions()
    Region.objects.filter(code="360703203000").update(name="珠坊乡")
    done = apply_township_changes(actor=system_actor(), effective_on=date(2025, 1, 1), document=DOCUMENT)
    assert [(old.name, new.name) for old, new in done.mismatched] == [("朱坊乡", "朱坊镇")]
    assert region_by_code("360703203000") is not None


def test_command_lists_what_a_person_must_decide() -> None:
    load_divisions()
    out = StringIO()
    call_command("apply_township_changes", effective_on=date(2025, 1, 1), document=DOCUMENT, stdout=out)
    lines = out.getvalue().splitlines()
    assert "applied     360703203000 朱坊乡 -> 360703109000 朱坊镇" in lines
    assert "unresolved  360703202000 横寨乡 is gone; what became of it?" in lines
    assert lines[-1] == "16 applied, 0 stood already"
    with pytest.raises(CommandError, match="document"):
        call_command("apply_township_changes", effective_on=date(2025, 1, 1), document="")
