"""The matrix proves itself: where everything is visible to everybody, each cell that an area decides turns red."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pingan.access import policy
from pingan.access.policy import Everywhere, Permit, allows, visible_to
from tests.matrix.addresses import addresses
from tests.matrix.declared import DECLARED, One, Rows
from tests.matrix.probing import Cell, ask, cells, is_scoped, judge
from tests.matrix.scene import BUSINESS, Scene

pytestmark = pytest.mark.django_db

#: A duty that every post carries, so that the patched permits open every row to every role.
COMMON_DUTY = "inbox.read"
#: Reviewed: these doors ask for the own account (the list of grids: for the division of the post) besides, so
#: that even a policy which shows everything to everybody opens nothing. The matrix checks them; this proof cannot.
DOUBLY_GUARDED = frozenset(
    {
        "api:notification-detail",
        "api:notification-list",
        "api:notification-read",
        "console:inbox",
        "console:token_revoke",
        "grids:grid_list",
        "grids:incident_view_delete",
        "web:export_download",  # an export that is not made yet is 404 for its owner, too
    }
)


@pytest.fixture
def everything_visible(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Replace every permit of the registry: visible_to, scope_q, allows and fetch all read it."""
    for registry in (policy._registry, policy._kinds):
        opened = {
            key: policy._Registration(
                {verb: (Permit(COMMON_DUTY, Everywhere()),) for verb in registration.verbs}, registration.at
            )
            for key, registration in registry.items()
        }
        for key, registration in opened.items():
            monkeypatch.setitem(registry, key, registration)
    nobody = scene.actors["system_admin"]
    for model in BUSINESS:
        every = visible_to(model, nobody)
        assert set(every.values_list("pk", flat=True)) == scene.every(model)
        assert allows(nobody, "view", every[0])
    yield scene


def scoped_cells(scene: Scene, name: str) -> list[Cell]:
    """Return the cells of an address that an area decides, one per role and way of asking."""
    chosen: dict[tuple[object, ...], Cell] = {}
    for cell in cells(scene, name):
        is_known = not {"no_such_action", "nonsense"} & {str(part) for part in cell.kwargs.values()}
        if is_scoped(scene, cell) and is_known:
            chosen.setdefault((cell.role, str(cell.asked)), cell)
    return list(chosen.values())


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, kind in DECLARED.items()
        if isinstance(kind, One | Rows) and name in addresses() and name not in DOUBLY_GUARDED
    ),
)
def test_every_scoped_cell_turns_red_where_everything_is_visible(
    everything_visible: Scene, name: str
) -> None:
    scene = everything_visible
    still_green = [
        str(cell)
        for cell in scoped_cells(scene, name)
        if not judge(scene, cell, ask(scene.clients[cell.role], cell))
    ]
    assert not still_green, "a fault of the policy would stay unseen here:\n" + "\n".join(still_green[:20])


def test_most_addresses_of_business_rows_have_scoped_cells(scene: Scene) -> None:
    """Without cells the proof above would prove nothing."""
    scoped = {
        name
        for name, kind in DECLARED.items()
        if isinstance(kind, One | Rows) and name in addresses() and scoped_cells(scene, name)
    }
    of_business = {
        n for n, kind in DECLARED.items() if isinstance(kind, One | Rows) and kind.model in BUSINESS
    }
    assert of_business & set(addresses()) <= scoped
    assert len(scoped) > 30
