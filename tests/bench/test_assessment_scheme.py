"""What the measured province is assessed by: a figure or method that went would otherwise be found after seeding."""

from __future__ import annotations

from assessment.rules.expressions import parse
from assessment.rules.methods import METHODS
from assessment.rules.params import read_params
from bench.assessment.scheme import leaves
from pingan.common.figures import all_figures


def test_sixty_indicators_use_every_method_and_figures_that_there_are() -> None:
    rows = leaves()
    assert len(rows) == 60
    assert {row["method"] for row in rows} == set(METHODS)
    known = {code: one.is_share for code, one in all_figures().items()}
    for row in rows:
        read_params(row["method"], row["params"])
        if row["expression"]:
            parse(row["expression"], known)


def test_each_figure_is_counted_by_units_too_since_they_are_assessed_by_the_same_scheme() -> None:
    codes = {code for row in leaves() if row["expression"] for code in parse(row["expression"]).figures}
    assert codes
    assert all(all_figures()[code].organ for code in codes)
