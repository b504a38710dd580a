"""Every address × every role × every area: what is shown is what may be seen, and nothing answers 500."""

from __future__ import annotations

import pytest

from tests.matrix.addresses import addresses
from tests.matrix.declared import DECLARED
from tests.matrix.kinds import One
from tests.matrix.probing import ask, cells, is_scoped, judge
from tests.matrix.scene import AREAS, Scene

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


@pytest.mark.parametrize("name", sorted(n for n, k in DECLARED.items() if isinstance(k, One) and k.every > 1))
def test_what_is_sampled_leaves_no_action_and_no_area_out(scene: Scene, name: str) -> None:
    """Each person tries every n-th action outside; together they try each one, by each method, in each area."""
    declared, methods = DECLARED[name], addresses()[name].methods - {"put", "delete"}
    assert isinstance(declared, One)
    tried = {
        (cell.area, cell.method, cell.kwargs["name"]) for cell in cells(scene, name) if is_scoped(scene, cell)
    }
    wanted = {
        (area, method, extra["name"]) for area in AREAS for method in methods for extra in declared.extras
    }
    assert wanted - tried == set()
