"""The page about disputes shows the machine as it is."""

from pathlib import Path

from disputes.machine import DISPUTES
from pingan.matters.management.commands.machine_diagram import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "disputes.md"


def test_the_page_shows_the_present_machine() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(diagram(DISPUTES)), (
        "run: manage.py machine_diagram dispute, and put its output at the end of docs/disputes.md"
    )
