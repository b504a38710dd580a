"""The page about orders and instruments shows both machines as they are."""

from pathlib import Path

from assessment.machine.instruments import INSTRUMENTS
from assessment.machine.orders import ORDERS
from pingan.matters.management.commands.machine_diagram import diagram

PAGE = Path(__file__).resolve().parents[2] / "docs" / "orders.md"


def test_the_page_shows_the_present_machines() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert diagram(ORDERS) in text, "run: manage.py machine_diagram order"
    assert text.endswith(diagram(INSTRUMENTS)), (
        "run: manage.py machine_diagram instrument; it ends docs/orders.md"
    )
