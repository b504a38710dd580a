"""The page about incidents shows the machine as it is."""

from pathlib import Path

from grids.machine import INCIDENTS
from pingan.matters.management.commands.machine_diagram import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "incidents.md"


def test_the_page_shows_the_present_machine() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(diagram(INCIDENTS)), (
        "run: manage.py machine_diagram incident, and put its output at the end of docs/incidents.md"
    )
