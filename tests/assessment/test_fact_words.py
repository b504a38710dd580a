"""The facts of frozen records in words: every fact of every figure has a name, values read as a person reads them."""

from __future__ import annotations

from django.utils import translation

from pingan.common.figures import all_figures
from pingan.web.fact_words import LABELS, facts_in_words


def test_every_fact_that_a_figure_freezes_has_a_name() -> None:
    named = {name for figure in all_figures().values() for name in figure.facts}
    assert named - set(LABELS) == set()


def test_no_value_of_a_fact_is_told_by_its_code() -> None:
    """Whatever field with words a figure reads, its words are what a person sees."""
    told = {
        ("disputes.dispute", "source", "phone"): "来电", ("disputes.dispute", "level", "larger"): "较大",
        ("disputes.dispute", "outcome", "decided"): None, ("disputes.redflag", "code", "threat"): None,
        ("disputes.redflag", "review", "watch"): None, ("risk.decisionrecord", "outcome", "implement"): None,
        ("risk.rectification", "state", "passed"): None, ("grids.grid", "kind", "governance_grid"): None,
        ("risk.warningreceipt", "level", "orange"): None, ("registers.registerreport", "state", "returned"): None,
        ("instrument", "kind", "judicial_suggestion"): None,
    }  # fmt: skip
    with translation.override("zh-hans"):
        for (source, name, value), words in told.items():
            ((_label, found),) = facts_in_words(source, {name: value})
            assert found != value and found.isascii() is False, (source, name, found)
            assert words is None or found == words


def test_states_moments_and_answers_are_said_in_words() -> None:
    facts = {
        "state": "closed", "closed_at": "2026-01-01T23:30:00+00:00", "has_missed_term": False, "satisfaction": "fair",
        "evaluated_at": None, "returned_count": 0, "elsewhere": "x",
    }  # fmt: skip
    with translation.override("zh-hans"):
        found = dict(facts_in_words("grids.incident", facts))
    assert found == {
        "状态": "已办结", "办结时间": "2026-01-02 07:30", "曾超期": "否", "满意度": "基本满意", "评价时间": "—",
        "退回次数": "0", "elsewhere": "x",
    }  # fmt: skip
