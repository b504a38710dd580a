"""The page about the screening shows the machine of signals as it is."""

from pathlib import Path

from pingan.matters.management.commands.machine_diagram import diagram
from risk.machine.signals import SIGNALS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "screening.md"


def test_the_page_shows_the_present_machine_of_signals() -> None:
    assert diagram(SIGNALS).strip() in PAGE.read_text(encoding="utf-8"), (
        "run: manage.py machine_diagram signal, and put its output into docs/screening.md"
    )
