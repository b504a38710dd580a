"""The matrix proves itself: where everything is visible to everybody, a cell that an area decides turns red."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from zlib import crc32

import pytest

from pingan.access import policy
from pingan.access.policy import Everywhere, Permit, allows, visible_to
from pingan.matters.machine import machines
from tests.matrix.addresses import addresses
from tests.matrix.declared import DECLARED
from tests.matrix.disputes import PUBLIC
from tests.matrix.kinds import One, Rows
from tests.matrix.probing import Cell, ask, cells, is_scoped, judge
from tests.matrix.rendering import unwritten_pages
from tests.matrix.scene import BUSINESS, Scene

pytestmark = pytest.mark.django_db

#: A duty that every post carries, so that the patched permits open every row to every role.
COMMON_DUTY = "inbox.read"
#: Reviewed: these doors ask for the own account (the lists of grids and of their changes: for the division of the post;
#: a walk: for an assignment in the grid; the list of documents: for the own unit) besides, so that even a policy which
#: shows everything to everybody opens nothing. The matrix checks them; this proof cannot.
DOUBLY_GUARDED = frozenset(
    {
        "api:notification-detail",
        "api:notification-list",
        "api:notification-read",
        "console:document_list",
        "console:inbox",
        "console:token_revoke",
        "console:device_sign_out",
        "grids:grid_list",
        "grids:operation_list",
        "grids:patrol_walk",
        # A draft is there only while an agreement waits for signatures, and the row asked has none:
        # tests/disputes/test_agreement_draft.py asks for one that is there.
        "disputes:dispute_agreement_draft",
        # The row of the scene is a report; only an application for mediation is taken here (tests/public/test_mediation.py).
        "disputes:application_take",
        "disputes:dispute_view_delete",
        "grids:incident_view_delete",
        "assessment:case_view_delete",
        "assessment:commendation_view_delete",
        "risk:decision_view_delete",
        "risk:hazard_view_delete",
        "risk:signal_view_delete",
        "risk:warning_view_delete",
        "assessment:instrument_view_delete",
        "assessment:order_view_delete",
        "assessment:run_view_delete",
        "assessment:survey_view_delete",
    }
)
_REGISTERS_OF_OTHER_ROWS = ("api:drill-", "api:responsibility-list-", "api:inspection-campaign-")
#: Nothing here is asked of a row that the address could show: its rows are of another definition, questionnaire or
#: division than the scene's. The same views are proven under their other names (`emergency-plan`, `register-entry`,
#: `screening-campaign`, `decision_detail`); tests/risk/test_questionnaires.py, tests/registers ask for rows that are there.
OF_OTHER_ROWS = frozenset(
    {
        # Every verb of them: one that is added later asks for the same rows.
        *(
            name
            for name, kind in DECLARED.items()
            if isinstance(kind, One | Rows) and name.startswith(_REGISTERS_OF_OTHER_ROWS)
        ),
        # The scene's score is of a number that a unit reported: there is no figure with records behind it.
        # tests/assessment/test_run_doors.py asks for one that has them.
        "api:assessment-score-records",
        "registers:readiness",
        "risk:questionnaire",
        "risk:questionnaire_poster",
    }
)
#: Beside the second guard the policy decides here alone: which closed papers of the own committee are shown, which plan is
#: opened (sending asks for the assignment).
PROVEN_BESIDES = frozenset(
    {
        ("console:document_list", "mediator"),
        ("grids:patrol_walk", "grid_worker"),
        ("grids:patrol_walk", "community_staff"),
    }
)


SCOPED = frozenset(
    name
    for name, kind in DECLARED.items()
    if isinstance(kind, One | Rows) and name in addresses() and name not in OF_OTHER_ROWS
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
    yield scene


def test_everything_is_visible_then_even_to_an_administrator(everything_visible: Scene) -> None:
    nobody = everything_visible.actors["system_admin"]
    for model in BUSINESS:
        every = visible_to(model, nobody)
        assert set(every.values_list("pk", flat=True)) == everything_visible.every(model)
        assert allows(nobody, "view", every[0])


def scoped_cells(scene: Scene, name: str) -> list[Cell]:
    """Return every cell of an address that an area decides.

    Not among them: what does not exist for people, wherever the row lies (404): unknown actions and codes, and
    the actions of the system, and enrolling: the scene's submissions are reports, which are no applications of volunteers.
    """
    nowhere = {
        "no_such_action",
        "nonsense",
        "enrol",
        *(n for machine in machines() for n, action in machine.actions.items() if action.is_system),
    }
    return [
        cell
        for cell in cells(scene, name)
        if is_scoped(scene, cell) and not nowhere & {str(part) for part in cell.kwargs.values()}
    ]


def drawn_cells(scene: Scene, name: str) -> list[Cell]:
    """Return the first scoped cell of an address and a third of the others, the same ones in each run.

    The matrix asks every cell; that it would notice a fault is a property of how an address is declared and judged, of the
    person and of the area, and all of these are drawn many times. Doors with a second guard are asked everything.
    """
    cells_of_address = scoped_cells(scene, name)
    if name in DOUBLY_GUARDED:
        return cells_of_address
    return [
        cell
        for number, cell in enumerate(cells_of_address)
        if not number or crc32(f"{name} {cell.role} {cell.area} {cell.method} {number}".encode()) % 3 == 0
    ]


def green_cells(scene: Scene, name: str) -> tuple[list[Cell], list[Cell]]:
    """Ask the drawn cells of an address; return them, and those whose answer the matrix finds right."""
    asked = drawn_cells(scene, name)
    # Of one row the answer's number tells all: 404 or not. Of a list its rows are read.
    drawn = unwritten_pages() if isinstance(DECLARED[name], One) else nullcontext()
    with drawn:
        return asked, [cell for cell in asked if not judge(scene, cell, ask(scene.clients[cell.role], cell))]


@pytest.mark.parametrize("name", sorted(SCOPED - DOUBLY_GUARDED))
def test_every_scoped_cell_turns_red_where_everything_is_visible(
    everything_visible: Scene, name: str
) -> None:
    _asked, still_green = green_cells(everything_visible, name)
    assert not still_green, "a fault of the policy would stay unseen here:\n" + "\n".join(
        map(str, still_green[:20])
    )


@pytest.mark.parametrize("name", sorted(DOUBLY_GUARDED))
def test_a_doubly_guarded_door_holds_even_then(everything_visible: Scene, name: str) -> None:
    """Otherwise it belongs into the proof above."""
    asked, still_green = green_cells(everything_visible, name)
    red = {(cell.name, cell.role) for cell in asked if cell not in still_green}
    assert still_green and red <= PROVEN_BESIDES


def test_the_proof_goes_through_thousands_of_cells(scene: Scene) -> None:
    """Of all cells that an area decides alone; some 680 more have a second guard."""
    of_address = {name: scoped_cells(scene, name) for name in SCOPED - DOUBLY_GUARDED}
    drawn = [cell for name in of_address for cell in drawn_cells(scene, name)]
    every = [cell for found in of_address.values() for cell in found]
    assert len(every) >= 14_000
    assert len(drawn) >= len(every) / 3.5
    for part in ("role", "area", "method", "name"):
        assert {getattr(cell, part) for cell in drawn} == {getattr(cell, part) for cell in every}, part
    guarded = sum(len(scoped_cells(scene, name)) for name in DOUBLY_GUARDED)
    assert guarded <= 681, "more doors than were reviewed cannot be proven"


def test_most_addresses_of_business_rows_have_scoped_cells(scene: Scene) -> None:
    """Without cells the proof above would prove nothing."""
    scoped = {name for name in SCOPED if scoped_cells(scene, name)}
    # Mediators are public officers: their pages are closed to administrators by duty, and open to all others.
    of_business = {
        n
        for n, kind in DECLARED.items()
        if isinstance(kind, One | Rows)
        and kind.model in BUSINESS
        and not (kind.model in PUBLIC and n.startswith("disputes:"))
        # Catalogues are read by everybody who reads decisions: this page is closed to others by duty.
        and n != "risk:catalogue_publish"
        and n not in OF_OTHER_ROWS
    }
    assert of_business & set(addresses()) <= scoped
    assert len(scoped) > 30
