"""The page about hazards shows the machine as it is."""

from pathlib import Path

from pingan.matters.management.commands.machine_diagram import diagram
from risk.machine.hazards import HAZARDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "hazards.md"


def test_the_page_shows_the_present_machine() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(diagram(HAZARDS)), (
        "run: manage.py machine_diagram hazard, and put its output at the end of docs/hazards.md"
    )
