"""The page about surveys shows the machine as it is."""

from pathlib import Path

from assessment.machine.surveys import SURVEYS
from pingan.matters.management.commands.machine_diagram import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "surveys.md"


def test_the_page_shows_the_present_machine() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(diagram(SURVEYS)), (
        "run: manage.py machine_diagram survey, and put its output at the end of docs/surveys.md"
    )
