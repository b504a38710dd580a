"""Codes, names and periods: pure arithmetic."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.org.rules import (
    ADMINISTRATOR_ROLES,
    LEVELS_OF_ROLE,
    Division,
    Tenure,
    code_above,
    level_of_code,
    name_stem,
    pair_by_stem,
    periods_overlap,
    prefixes_cover,
    role_fits_level,
    tenures_conflict,
)

DAY = date(2025, 1, 1)
days = st.integers(0, 60).map(lambda n: DAY + timedelta(days=n))


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("360000000000", 1),
        ("360700000000", 2),
        ("360703000000", 3),
        ("360703203000", 4),
        ("360703203200", 5),
        ("360000001000", None),
        ("360703000200", None),
        ("350703203200", None),
        ("36070320320", None),
        ("３６０７０３２０３２００", None),
        ("36070320320x", None),
    ],
)
def test_level_follows_from_zero_padding(code: str, level: int | None) -> None:
    assert level_of_code(code) == level


def test_code_above_drops_one_level_until_the_province() -> None:
    code, path = "360703203200", []
    while (above := code_above(code)) is not None:
        path.append(code := above)
    assert path == ["360703203000", "360703000000", "360700000000", "360000000000"]


def test_code_above_refuses_what_is_no_code() -> None:
    with pytest.raises(ValueError, match="12"):
        code_above("12")


@given(st.lists(st.sampled_from(["36", "3607", "360703", "360703203", "360704", "360704100"])))
def test_fewest_prefixes_cover_the_same_codes(prefixes: list[str]) -> None:
    kept = prefixes_cover(prefixes)
    for code in ("360703203200", "360704100200", "360103015000"):
        assert any(code.startswith(p) for p in prefixes) == any(code.startswith(p) for p in kept)
    assert not any(a != b and a.startswith(b) for a in kept for b in kept)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("朱坊乡", "朱坊"),
        ("朱坊镇", "朱坊"),
        ("九洲街道", "九洲"),
        ("下埠集镇", "下埠集"),
        ("乡", "乡"),
        ("镇镇", "镇镇"),
    ],
)
def test_stem_is_the_name_without_its_kind(name: str, stem: str) -> None:
    assert name_stem(name) == stem


def test_pairs_need_one_partner_in_the_same_county() -> None:
    removed = [
        Division("360703203000", "朱坊乡"),
        Division("360703202000", "横寨乡"),
        Division("360121100000", "莲塘镇"),
        Division("360124001000", "民和镇"),
    ]
    added = [
        Division("360703109000", "朱坊镇"),
        Division("360121002000", "莲塘街道"),
        Division("360124100000", "民和街道"),
        Division("360124101000", "民和乡"),
        Division("360121005000", "横寨镇"),
    ]
    pairing = pair_by_stem(removed, added)
    assert [(old.name, new.name) for old, new in pairing.pairs] == [
        ("朱坊乡", "朱坊镇"),
        ("莲塘镇", "莲塘街道"),
    ]
    assert [division.name for division in pairing.removed] == ["横寨乡", "民和镇"]
    assert [division.name for division in pairing.added] == ["民和街道", "民和乡", "横寨镇"]


@given(days, st.none() | days, days, st.none() | days)
def test_overlap_agrees_with_counting_days(a: date, a_to: date | None, b: date, b_to: date | None) -> None:
    horizon = [DAY + timedelta(days=n) for n in range(70)]
    shared = any(
        a <= d and b <= d and (a_to is None or d < a_to) and (b_to is None or d < b_to) for d in horizon
    )
    assert periods_overlap(a, a_to, b, b_to) == shared == periods_overlap(b, b_to, a, a_to)


@given(st.sampled_from(sorted(LEVELS_OF_ROLE)), st.sampled_from(sorted(LEVELS_OF_ROLE)), days, days)
def test_administrators_stand_apart_whatever_the_order(one: str, other: str, a: date, b: date) -> None:
    first, second = Tenure(one, a), Tenure(other, b)
    expected = one != other and bool({one, other} & ADMINISTRATOR_ROLES)
    assert tenures_conflict(first, second) == tenures_conflict(second, first) == expected


def test_roles_follow_one_another_without_conflict() -> None:
    before, after = (
        Tenure("system_admin", DAY, DAY + timedelta(days=9)),
        Tenure("leader", DAY + timedelta(days=9)),
    )
    assert not tenures_conflict(before, after)


def test_desk_stands_at_the_township_and_unknown_roles_nowhere() -> None:
    assert [level for level in range(1, 6) if role_fits_level("township_desk", level)] == [4]
    assert [level for level in range(1, 6) if role_fits_level("body_office", level)] == [1, 2, 3, 4]
    assert not any(role_fits_level("king", level) for level in range(1, 6))
