"""Derived schemes, weight that cannot be earned, places and grades (Article 57; domain.md §7.3, §7.4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.rules.derivation import Node, inapplicable, leaves, problems, redistributed
from assessment.rules.ranking import Bound, GradeRule, grades, places

PROVINCE = (
    Node("D", "纠纷化解", F(0)),
    Node("D1", "化解率", F(40), "D", lowest=F(30), highest=F(50)),
    Node("D2", "回访率", F(20), "D", lowest=F(20), highest=F(20)),
    Node("G", "网格", F(0)),
    Node("G1", "按期办结率", F(40), "G", lowest=F(20), highest=F(40)),
    Node("B", "加分", F(0), is_scored=False),
)


def derived(**changes: Node) -> list[Node]:
    own = {
        one.key: Node(one.key, one.name, one.weight, one.parent, one.key, is_scored=one.is_scored)
        for one in PROVINCE
    }
    own.update(changes)
    return list(own.values())


def keys_of(own: list[Node]) -> list[str]:
    return [problem.key for problem in problems(own, F(100), PROVINCE, F(20, 100))]


def test_a_copy_of_the_scheme_above_is_sound() -> None:
    assert problems(PROVINCE, F(100)) == []
    assert keys_of(derived()) == []


def test_nothing_of_the_scheme_above_is_dropped_in_silence() -> None:
    own = [node for node in derived() if node.key != "D2"]
    assert "D2" in keys_of(own)


def test_not_applicable_needs_a_reason() -> None:
    without = Node("D2", "回访率", F(20), "D", "D2", is_applicable=False)
    assert keys_of(derived(D2=without)) == ["D2"]
    told = Node("D2", "回访率", F(20), "D", "D2", is_applicable=False, reason="本级无调解委员会")
    assert keys_of(derived(D2=told)) == []


def test_weights_stay_within_the_bounds_above() -> None:
    changes = {
        "D1": Node("D1", "化解率", F(60), "D", "D1"),
        "G1": Node("G1", "按期办结率", F(20), "G", "G1"),
    }
    assert keys_of(derived(**changes)) == ["D1"]


def test_own_indicators_have_a_share_of_their_own() -> None:
    changes = {
        "D1": Node("D1", "化解率", F(30), "D", "D1"),
        "G1": Node("G1", "按期办结率", F(25), "G", "G1"),
        "Z": Node("Z", "本地", F(25)),
    }
    assert keys_of(derived(**changes)) == [""]
    changes["Z"] = Node("Z", "本地", F(15))
    changes["D1"] = Node("D1", "化解率", F(40), "D", "D1")
    assert keys_of(derived(**changes)) == []


@pytest.mark.parametrize(
    ("node", "at"),
    [
        (Node("X", "x", F(0), "nowhere"), "X"),
        (Node("X", "x", F(0), "X"), "X"),
        (Node("X", "x", F(0), "", "nothing"), "X"),
        (Node("X", "x", F(5)), ""),
    ],
)
def test_a_scheme_out_of_shape_is_named(node: Node, at: str) -> None:
    assert keys_of(derived(X=node)) == [at]


def test_more_than_three_levels_are_refused() -> None:
    deeper = {
        "E": Node("E", "e", F(0), "D1"),
        "H": Node("H", "h", F(40), "E"),
    }
    assert "H" in keys_of(derived(**deeper))


@st.composite
def _trees(draw: st.DrawFn) -> tuple[list[Node], set[str]]:
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 12))):
        above = draw(st.sampled_from(["", *(node.key for node in nodes)]))
        nodes.append(Node(f"n{number}", "n", F(draw(st.integers(0, 50))), above))
    without = draw(st.sets(st.sampled_from([node.key for node in leaves(nodes)])))
    return nodes, without


@given(_trees())
def test_weight_is_shared_out_and_never_lost(tree: tuple[list[Node], set[str]]) -> None:
    nodes, without = tree
    weights = redistributed(nodes, without)
    scored = {node.key: node.weight for node in leaves(nodes)}
    assert set(weights) == set(scored) - without
    assert all(weights[key] >= scored[key] for key in weights)
    if any(scored[key] > 0 for key in weights):
        assert sum(weights.values()) == sum(scored.values())
    assert all(weight * 10_000 == int(weight * 10_000) for weight in weights.values())


def test_weight_stays_with_its_own_kind_first() -> None:
    assert redistributed(PROVINCE, {"D2"}) == {"D1": F(60), "G1": F(40)}
    assert redistributed(PROVINCE, {"D1", "D2"}) == {"G1": F(100)}
    assert redistributed(PROVINCE, {"D1", "D2", "G1"}) == {}


def test_an_inherited_indicator_may_have_parts_that_come_to_its_weight() -> None:
    parts = {
        "D1a": Node("D1a", "村级", F(25), "D1"),
        "D1b": Node("D1b", "乡级", F(15), "D1"),
    }
    # 40 points of its own would be too many, but parts only divide what is inherited.
    assert keys_of(derived(**parts)) == []
    parts["D1b"] = Node("D1b", "乡级", F(10), "D1")
    assert set(keys_of(derived(**parts))) == {"", "D1"}


def test_parts_of_an_inherited_indicator_cannot_hide_behind_a_weight_of_nothing() -> None:
    parent = [Node("A", "a", F(60), lowest=F(0), highest=F(100)), Node("B", "b", F(40))]
    own = [
        Node("A", "a", F(0), "", "A"),
        Node("A1", "a1", F(60), "A"),
        Node("B", "b", F(40), "", "B"),
    ]
    assert [problem.key for problem in problems(own, F(100), parent, F(0))] == ["A"]


def test_an_inherited_indicator_keeps_its_place() -> None:
    assert keys_of(derived(D2=Node("D2", "回访率", F(20), "G", "D2"))) == ["D2"]


def test_what_is_not_applicable_keeps_a_weight_within_the_bounds() -> None:
    heavy = Node("D1", "化解率", F(70), "D", "D1", is_applicable=False, reason="无")
    assert "D1" in keys_of(derived(D1=heavy))


def test_what_stands_under_something_not_applicable_is_not_applicable_either() -> None:
    group = Node("D", "纠纷化解", F(0), "", "D", is_applicable=False, reason="本级无此职能")
    assert inapplicable(derived(D=group)) == {"D1", "D2"}
    assert inapplicable(derived()) == set()


RULE = GradeRule((Bound("best", F(90)), Bound("good", F(80)), Bound("pass", F(60)), Bound("fail", F(0))))
_TOTALS = st.dictionaries(st.integers(1, 60), st.decimals(-30, 110, places=1), min_size=1, max_size=30)


@given(_TOTALS)
def test_places_follow_totals_and_ties_share_the_better_one(totals: dict[int, Decimal]) -> None:
    found = places(totals)
    for unit, total in totals.items():
        assert found[unit] == 1 + sum(1 for other in totals.values() if other > total)


@given(_TOTALS, st.integers(1, 100))
def test_the_quota_is_never_exceeded_and_nobody_passes_a_better_one(
    totals: dict[int, Decimal], percent: int
) -> None:
    rule = GradeRule(RULE.bounds, F(percent, 100))
    found = grades(rule, totals, Decimal(100))
    best = [unit for unit, grade in found.items() if grade == "best"]
    assert len(best) <= F(percent, 100) * len(totals)
    order = [bound.code for bound in rule.bounds]
    for one, other in ((a, b) for a in totals for b in totals if totals[a] > totals[b]):
        assert order.index(found[one]) <= order.index(found[other])
    assert all(totals[unit] >= 90 for unit in best)


def test_a_veto_gives_the_lowest_grade_whatever_the_total() -> None:
    assert grades(RULE, {1: Decimal(99), 2: Decimal(85)}, Decimal(100), [1]) == {1: "fail", 2: "good"}
