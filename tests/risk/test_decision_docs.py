"""The page about major decisions shows the machine as it is."""

from pathlib import Path

from pingan.matters.management.commands.machine_diagram import diagram
from risk.machine.decisions import DECISIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "major-decisions.md"


def test_the_page_shows_the_present_machine() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(diagram(DECISIONS)), (
        "run: manage.py machine_diagram decision, and put its output at the end of docs/major-decisions.md"
    )
