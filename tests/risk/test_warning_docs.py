"""The page about warnings shows the machine as it is."""

from pathlib import Path

from pingan.matters.management.commands.machine_diagram import diagram
from risk.machine.warnings import WARNINGS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "warnings.md"


def test_the_page_shows_the_present_machine() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(diagram(WARNINGS)), (
        "run: manage.py machine_diagram warning, and put its output at the end of docs/warnings.md"
    )
