"""Values of a report: whatever is sent, what is kept is clean, and cleaning it again changes nothing."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pingan.registers.rules import (
    FIELD_TYPES,
    FieldSpec,
    clean_values,
    contradictions,
    field_faults,
    shown_value,
    specs_from,
    sums_of,
)
from pingan.registers.rules.fields import Choice
from pingan.registers.rules.sums import whole_per_cent
from pingan.registers.services.definitions import REFERENCE

CHOICES = (Choice("a", "甲", "A"), Choice("b", "乙", "B"))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def spec(kind: str, **more: Any) -> FieldSpec:
    return FieldSpec(
        "x", "项", "Item", kind, choices=CHOICES if kind in {"choice", "choices"} else (), **more
    )


@given(kind=st.sampled_from(sorted(FIELD_TYPES)), raw=ANYTHING, is_draft=st.booleans())
def test_whatever_is_sent_is_kept_clean_or_refused_at_its_field(kind: str, raw: Any, is_draft: bool) -> None:
    field = spec(kind, is_required=True)
    found = clean_values([field], {"x": raw}, is_draft=is_draft)
    assert set(found.errors) <= {"x"}
    assert not (found.errors and found.values)
    json.dumps(found.values, allow_nan=False)
    if found.values:
        again = clean_values([field], found.values)
        assert again.values == found.values and not again.errors
        assert isinstance(shown_value(field, found.values["x"], "zh-hans"), str)


@given(raw=ANYTHING)
def test_anything_but_a_document_is_refused(raw: Any) -> None:
    found = clean_values([spec("text")], raw)
    if not isinstance(raw, dict):
        assert found.errors and not found.values
    else:
        assert set(found.errors) >= {str(name) for name in raw if name != "x"}


@given(number=st.integers(-(10**11), 10**11))
def test_whole_numbers_come_back_whatever_they_were_written_as(number: int) -> None:
    for written in (number, str(number), f"{number:,}", f"{number}.0"):
        assert clean_values([spec("whole")], {"x": written}).values == {"x": number}


@given(number=st.decimals(-(10**9), 10**9, places=2))
def test_amounts_keep_every_digit(number: Decimal) -> None:
    kept = clean_values([spec("amount")], {"x": str(number)}).values["x"]
    assert Decimal(kept) == number


@given(day=st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_days_are_read_in_both_ways_of_writing(day: date) -> None:
    for written in (day, day.isoformat(), day.isoformat().replace("-", "/")):
        assert clean_values([spec("date")], {"x": written}).values == {"x": day.isoformat()}


@given(low=st.integers(-100, 100), high=st.integers(-100, 100), number=st.integers(-200, 200))
def test_bounds_hold_on_both_sides(low: int, high: int, number: int) -> None:
    bounded = spec("whole", minimum=Decimal(low), maximum=Decimal(high))
    assert bool(clean_values([bounded], {"x": number}).values) is (low <= number <= high)


@pytest.mark.parametrize("written", ["甲", "a", "A"])
def test_a_choice_is_read_by_code_or_label(written: str) -> None:
    assert clean_values([spec("choice")], {"x": written}).values == {"x": "a"}


def test_unseen_characters_are_left_out() -> None:
    assert clean_values([spec("text")], {"x": "正\u202e常\x00"}).values == {"x": "正常"}


def test_zero_and_no_are_answers() -> None:
    assert clean_values([spec("whole", is_required=True)], {"x": 0}).values == {"x": 0}
    assert clean_values([spec("yes_no", is_required=True)], {"x": False}).values == {"x": False}


def test_a_field_is_asked_only_where_its_condition_holds() -> None:
    asks = FieldSpec("ask", "问", "Ask", "yes_no")
    then = FieldSpec("then", "则", "Then", "text", is_required=True, when=("ask", "true"))
    assert clean_values([asks, then], {"ask": True}).errors.keys() == {"then"}
    assert clean_values([asks, then], {"ask": False, "then": "忘了删"}).values == {"ask": False}
    assert clean_values([asks, then], {"ask": "yes", "then": "有"}).values == {"ask": True, "then": "有"}


@given(rows=st.lists(st.fixed_dictionaries({"a": st.integers(0, 99), "b": st.integers(0, 99)}), max_size=9))
def test_a_share_is_the_share_of_the_sums(rows: list[dict[str, int]]) -> None:
    fields = [
        FieldSpec("a", "甲", "A", "whole", aggregation="sum"),
        FieldSpec("b", "乙", "B", "whole", aggregation="sum"),
        FieldSpec("c", "率", "Share", "amount", aggregation="share", numerator="a", denominator="b"),
    ]
    share = sums_of(fields, rows)[2]
    part, whole = sum(row["a"] for row in rows), sum(row["b"] for row in rows)
    assert share.value == (Decimal(part) / Decimal(whole) if whole else None)


GOOD = {"code": "x", "label": "项", "label_en": "Item", "type": "whole"}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"code": "1x"}, "0.code"),
        ({"label": ""}, "0.label"),
        ({"label": "户主姓名"}, "0.label"),
        ({"label": "身份证号"}, "0.label"),
        ({"label_en": "Home address"}, "0.label_en"),
        ({"type": "person"}, "0.type"),
        ({"is_personal": True}, "0.is_personal"),
        ({"type": "choice"}, "0.choices"),
        ({"type": "choice", "choices": [["a", "甲"]]}, "0.choices"),
        ({"type": "choice", "choices": [["a", "甲", "A"], ["a", "乙", "B"]]}, "0.choices"),
        ({"minimum": "NaN"}, "0.minimum"),
        ({"minimum": 3, "maximum": 2}, "0.maximum"),
        ({"type": "text", "minimum": 3}, "0.minimum"),
        ({"type": "text", "aggregation": "sum"}, "0.aggregation"),
        ({"aggregation": "share"}, "0.numerator"),
        ({"when": ["later", "true"]}, "0.when"),
        ({"at_most": "later"}, "0.at_most"),
        ({"at_most": "x"}, "0.at_most"),
        ({"type": "text", "counts_findings": True}, "0.counts_findings"),
    ],
)
def test_a_field_that_cannot_be_is_refused_where_it_is_wrong(change: dict[str, Any], at: str) -> None:
    assert not field_faults([GOOD])
    assert at in field_faults([GOOD | change])


def test_amounts_are_compared_as_numbers_and_not_as_texts() -> None:
    specs = [FieldSpec("a", "甲", "A", "amount", at_most="b"), FieldSpec("b", "乙", "B", "amount")]
    said = {"findings": 0, "is_nothing_found": False, "language": "en"}
    assert not contradictions(specs, {"a": "9.50", "b": "10.00"}, **said)
    assert "“B”" in contradictions(specs, {"a": "10.01", "b": "10.00"}, **said)["a"]
    assert not contradictions(specs, {"a": "10.01"}, **said), "what was not given contradicts nothing"


@given(
    documents=ANYTHING
    | st.lists(
        st.dictionaries(st.sampled_from([*GOOD, "choices", "when", "at_most", "counts_findings"]), ANYTHING),
        max_size=3,
    )
)
def test_any_list_of_fields_is_judged_without_a_fault_of_ours(documents: Any) -> None:
    faults = field_faults(documents)
    if not faults:
        specs_from(documents)


def test_the_definitions_of_the_product_are_sound() -> None:
    files = sorted(REFERENCE.glob("*.json"))
    documents = [row for path in files for row in json.loads(path.read_text(encoding="utf-8"))]
    assert len({document["code"] for document in documents}) == len(documents) > 4
    for document in documents:
        assert not field_faults(document["fields"])
        assert not field_faults(document["finding_fields"])
        assert document["source"] and document["confidence"] and document["retention_source"]
        assert all(row["purpose"] for row in document["fields"] + document["finding_fields"])


@pytest.mark.parametrize(
    ("part", "whole", "share"),
    [(1, 36, 3), (0, 0, 0), (999, 1000, 99), (36, 36, 100), (1, 2, 50), (1, 200, 1)],
)
def test_a_share_is_rounded_to_the_nearest_per_cent_and_a_hundred_means_all(
    part: int, whole: int, share: int
) -> None:
    assert whole_per_cent(part, whole) == share
