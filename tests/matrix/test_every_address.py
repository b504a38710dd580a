"""Every address × every role × every area: what is shown is what may be seen, and nothing answers 500."""

from __future__ import annotations

import pytest

from tests.matrix.addresses import addresses
from tests.matrix.declared import DECLARED
from tests.matrix.probing import ask, cells, judge
from tests.matrix.scene import Scene

pytestmark = pytest.mark.django_db


def test_every_address_of_the_product_stands_in_the_matrix() -> None:
    missing = sorted(set(addresses()) - set(DECLARED))
    gone = sorted(set(DECLARED) - set(addresses()))
    assert not missing, (
        f"New addresses {missing}: add each to DECLARED in tests/matrix/declared.py as Rows(Model, …) for a list, "
        "One(Model) for one row, Duty() for what a duty alone opens, Personal() for everybody's own business."
    )
    assert not gone, f"Addresses {gone} are gone: remove them from DECLARED in tests/matrix/declared.py."


@pytest.mark.parametrize("name", sorted(set(DECLARED) & set(addresses())))
def test_everybody_gets_exactly_their_area(scene: Scene, name: str) -> None:
    asked = list(cells(scene, name))
    assert asked, f"{name} is asked nothing"
    wrong = [fault for cell in asked if (fault := judge(scene, cell, ask(scene.clients[cell.role], cell)))]
    assert not wrong, "\n".join(wrong[:20])
