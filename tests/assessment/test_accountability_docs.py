"""The page about accountability shows the machines as they are."""

from pathlib import Path

from assessment.machine.cases import CASES
from assessment.machine.commendations import COMMENDATIONS
from pingan.matters.management.commands.machine_diagram import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "accountability.md"


def test_the_page_shows_the_present_machines() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for machine in (CASES, COMMENDATIONS):
        assert diagram(machine).strip() in text, (
            f"run: manage.py machine_diagram {machine.kind}, and put its output into docs/accountability.md"
        )
