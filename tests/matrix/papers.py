"""Official documents of the scene: in every area a letter, its receipt and a wording; who reads them, by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from grids.models.incidents import Supervision
from pingan.documents.models import DocumentTemplate, OfficialDocument, ServiceReceipt
from pingan.documents.services import load_templates, save_template_version
from tests.factories.incidents import act, given_incident
from tests.factories.world import ADMINISTRATORS, LEVELS, Place
from tests.matrix.briefs import papers_of_briefs
from tests.matrix.disputes import papers_seen
from tests.matrix.orders import papers_of_orders

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: Who reads letters about the incidents of their area; the unit it is addressed to reads it besides.
READERS = {
    "township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor", "province_office",
}  # fmt: skip
EDITORS = {"body_office", "province_office"}


def given_papers(place: Place, area: str, text: str) -> Iterator[Model]:
    """Issue a supervision letter in an area, and let the office word a document under a code of its own."""
    load_templates()
    due = timezone.now() + timedelta(days=3)
    late = given_incident(place, "dispatched", description=f"{text}督办")
    act(place, late, "supervise", "body_office", demand="立即办理", due_at=due, left_out="情况紧急")
    letter = Supervision.objects.get(incident=late, document__isnull=False).document
    assert letter is not None
    yield letter
    yield letter.receipts.get()
    yield save_template_version(
        actor=place.actor("body_office"),
        code=f"wording-{area}",
        kind="supervision_letter",
        title="督办函",
        body="{{ matter_number }}\n{{ demand }}\n{{ due_on }}",
    )


def write_down_papers(scene: Scene) -> None:
    """Say for every role which letters, receipts and wordings there are for them."""
    letters = list(OfficialDocument.objects.prefetch_related("receipts"))
    wordings = list(DocumentTemplate.objects.filter(is_active=True))
    scene.codes = {row.code: row.pk for row in wordings}
    assert len(scene.codes) == len(wordings), "two wordings under one code: the list shows one of them"
    for role in scene.users:
        organ = _unit(scene, role)
        served = {
            row.pk for row in letters if organ in {receipt.recipient_id for receipt in row.receipts.all()}
        }
        opened = papers_seen(scene, role) | papers_of_orders(scene, role) | papers_of_briefs(scene, role)
        issued = {
            row.pk for row in letters if row.organ_id == organ and (not row.is_closed or row.pk in opened)
        }
        about = {
            row.pk
            for row in letters
            if role in READERS
            and row.kind == "supervision_letter"
            and not row.is_closed
            and row.region_code.startswith(_area(scene, role))
        }
        seen = frozenset() if role in ADMINISTRATORS else frozenset(issued | served | about | opened)
        scene.papers[role, "issued"], scene.papers[role, "served"] = frozenset(issued), frozenset(served)
        scene.truth[role, OfficialDocument] = seen
        scene.truth[role, ServiceReceipt] = frozenset(
            receipt.pk for row in letters if row.pk in seen for receipt in row.receipts.all()
        )
        scene.truth[role, DocumentTemplate] = frozenset(
            row.pk for row in wordings if role in EDITORS and row.organ_id in {None, organ}
        )


def _unit(scene: Scene, role: str) -> int | None:
    """Return the unit that the post belongs to."""
    units = {"unit_handler": "city_management", "unit_handler_2": "housing", "body_office": "office"}
    if role in {"province_office", "mediator"}:
        return scene.actors[role].organ_id
    return scene.world.here.units[units[role]].pk if role in units else None


def _area(scene: Scene, role: str) -> str:
    """Return the digits with which every code of the post's area begins."""
    here = scene.world.here
    if role == "province_office":
        return "36"
    place, width = {3: (here.county, 6), 4: (here.township, 9)}[LEVELS[role]]
    return place.code[:width]
