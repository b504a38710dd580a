"""Cases, restrictions and commendations of the scene: in every area a candidate, a veto in force and a nomination.

Who sees which is written down by hand (docs/accountability.md): a case the office and the leader of the body that runs
it, and the unit that it is about once it was asked; restrictions the office, leader and auditor of the area; commendations
office, leader and auditor of the area, who nominated, and the nominated unit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from assessment.models import (
    AccountabilityCase,
    CaseLeader,
    CaseObjection,
    CaseRecord,
    Commendation,
    Restriction,
)
from assessment.services.candidates import propose_case
from pingan.access.rules import system_actor
from pingan.matters.models import Matter
from tests.factories.cases import act, given_case, given_commendation, given_leader
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

BELONGING: dict[type[Model], str] = dict.fromkeys((CaseLeader, CaseObjection, CaseRecord), "case_id")
OF_CASES: tuple[type[Model], ...] = (AccountabilityCase, *BELONGING, Restriction, Commendation)
_UNITS = {"unit_handler": "city_management", "unit_handler_2": "housing"}
_COUNTY = 6


def put_cases(place: Place, text: str, put: Callable[[Model], None]) -> None:
    unit = place.units["city_management"]
    if not unit.responsibilities.exists():
        given_leader(unit, timezone.localdate())
    row = given_commendation(place, deeds=f"{text}事迹")
    # A candidate of a rule; that what it counted is a nomination makes no difference to who reads what.
    proposed = propose_case(
        circumstance=2, reason=f"{text}追究线索", actor=system_actor(), organ_id=unit.pk, rule="repeated_petition",
        matter_id=row.pk, records=(row.pk,),
    )  # fmt: skip
    assert proposed is not None
    veto = {"measure": "veto", "skip_reason": "特别严重", "document_number": f"{text}号"}
    case = given_case(place, "served", facts=f"{text}追究", decision=veto)
    act(place, case, "object")
    parts = (case.leaders.first(), case.objections.get(), case.restrictions.first(), proposed.records.get())
    for one in (case, *parts, row):
        assert one is not None
        put(one)


def write_down_cases(scene: Scene) -> None:
    cases = list(AccountabilityCase.objects.select_related("matter"))
    rows = list(Commendation.objects.select_related("matter"))
    held = list(Restriction.objects.select_related("case__matter"))
    scene.numbers |= {one.matter.number: one.pk for one in (*cases, *rows)}
    for role in scene.actors:
        own = frozenset(case.pk for case in cases if _sees(scene, role, case))
        honours = frozenset(row.pk for row in rows if _sees_commendation(scene, role, row))
        scene.truth[role, AccountabilityCase] = own
        scene.truth[role, Commendation] = honours
        scene.truth[role, Matter] = scene.truth[role, Matter] | own | honours
        for model, path in BELONGING.items():
            found = model._default_manager.filter(**{f"{path}__in": own})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
        scene.truth[role, Restriction] = frozenset(
            one.pk for one in held if _of_area(scene, role, one.case.matter.region_code)
        )


def _is_own_county(scene: Scene, code: str) -> bool:
    return code[:_COUNTY] == scene.world.here.county.code[:_COUNTY]


def _of_area(scene: Scene, role: str, code: str) -> bool:
    """Office, leader and auditor read of their area; the province's office of all."""
    if role == "province_office":
        return True
    return role in {"body_office", "leader", "auditor"} and _is_own_county(scene, code)


def _unit(scene: Scene, role: str) -> int | None:
    return scene.world.here.units[_UNITS[role]].pk if role in _UNITS else None


def _sees(scene: Scene, role: str, case: AccountabilityCase) -> bool:
    """Domain knowledge, by hand: the province's office runs none of these, an auditor reads no case."""
    if role in {"body_office", "leader"}:
        return _is_own_county(scene, case.matter.region_code)
    return case.matter.state != "candidate" and case.organ_id == _unit(scene, role)


def _sees_commendation(scene: Scene, role: str, row: Commendation) -> bool:
    if _of_area(scene, role, row.matter.region_code):
        return True
    is_own = row.matter.created_by_id == scene.users[role].pk and role in {*_UNITS, "township_desk"}
    return is_own or (role in _UNITS and row.organ_id == _unit(scene, role))
