"""Every file for a spreadsheet goes through the one guard: found in the source, so that a new export cannot pass it by."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import name_of, parsed, product_modules

#: The writer of lists, and a run's scores; each is tested with hostile text (test_incident_exports, test_run_exports).
CSV_WRITERS = {
    "pingan/web/export_writers.py",
    "assessment/pages/run_exports/plain.py",
    # Parts that programs join, without mark and watermark; every text passes safe_text (tests/exchange/test_reading.py).
    "pingan/exchange/api/records.py",
}
#: Live sums and means of our own columns: no text of anybody's stands in these formulas.
FORMULA_WRITERS = {"disputes/pages/registers_workbook.py", "assessment/pages/run_exports/workbook.py"}
LIVE = {"write_formula", "write_array_formula", "write_dynamic_array_formula", "write_url"}
NEEDED = {"strings_to_formulas", "strings_to_urls"}


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield calls by the last part of what is called, with what stands before the dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield f"{ast.unparse(node.func.value)}.{node.func.attr}", node


def switched_off(node: ast.expr, tree: ast.Module) -> set[str]:
    """Return the options that a dictionary, or the one that a name stands for, sets to False."""
    if isinstance(node, ast.Name):
        given = [
            one.value
            for one in ast.walk(tree)
            if isinstance(one, ast.Assign | ast.AnnAssign)
            and one.value is not None
            and any(
                ast.unparse(target) == node.id
                for target in getattr(one, "targets", [getattr(one, "target", None)])
            )
        ]
        return set.intersection(*(switched_off(value, tree) for value in given)) if given else set()
    if not isinstance(node, ast.Dict):
        return set()
    return {
        key.value
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(value, ast.Constant) and value.value is False
    }


def loose_writers(name: str, tree: ast.Module) -> list[str]:
    """Return what a module does that the guard does not see."""
    found = []
    for called, node in calls(tree):
        if called in {"csv.writer", "csv.DictWriter"} and name not in CSV_WRITERS:
            found.append(f"{name}:{node.lineno}: write lists with pingan.web.export_writers.write_csv")
        if called == "xlsxwriter.Workbook":
            missing = NEEDED - (switched_off(node.args[1], tree) if len(node.args) > 1 else set())
            found += [f"{name}:{node.lineno}: set {option} to False" for option in sorted(missing)]
        if called.rpartition(".")[2] in LIVE and name not in FORMULA_WRITERS:
            found.append(
                f"{name}:{node.lineno}: text of people is never a formula or a link; use write_string"
            )
    return found


def test_no_file_for_a_spreadsheet_goes_past_the_guard() -> None:
    seen = [(name_of(path), parsed(path)) for path in product_modules()]
    assert not [line for name, tree in seen for line in loose_writers(name, tree)]
    writers = {
        name
        for name, tree in seen
        if any(c in {"csv.writer", "xlsxwriter.Workbook"} for c, _node in calls(tree))
    }
    assert writers > CSV_WRITERS, "the exceptions name modules that are gone"


@pytest.mark.parametrize(
    "source",
    [
        "csv.writer(file)",
        "xlsxwriter.Workbook(file)",
        "xlsxwriter.Workbook(file, {'strings_to_formulas': False})",
        "options = {'strings_to_formulas': True, 'strings_to_urls': False}\nxlsxwriter.Workbook(file, options)",
        "sheet.write_formula(0, 0, text)",
    ],
)
def test_the_walk_sees_what_goes_past(source: str) -> None:
    assert loose_writers("some/pages/export.py", ast.parse(source))
