"""Major decisions of the scene: in every area some in several states, one with an expert, one with a task of a unit.

Who sees which is written down by hand (``docs/major-decisions.md``): offices what lies in their area, a unit what it
is responsible for or has a task of, an expert what he is called in for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from pingan.matters.models import Matter
from risk.models import DecisionCatalogue, MajorDecision, RiskTask
from tests.factories.decisions import act, day, given_decision, given_draft
from tests.factories.questionnaires import given_questionnaire
from tests.factories.world import LEVELS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

_OFFICES = {
    "township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor", "province_office",
}  # fmt: skip
_UNITS = {"unit_handler": "city_management", "unit_handler_2": "housing"}
_READING = _OFFICES | set(_UNITS) | {"expert"}
_PREPARING = {"county_government", "body_office", *_UNITS}
_WIDTHS = {3: 6, 4: 9, 5: 12}


def put_decisions(place: Place, text: str, put: Callable[[Model], None]) -> None:
    given_decision(place, "listed", text=f"{text}决策甲")
    given_decision(place, "deferred", text=f"{text}决策乙", organ=place.units["housing"].pk)
    given_decision(place, "decided", text=f"{text}决策丙")
    put(given_draft(place))
    decision = given_decision(place, "assessing", text=f"{text}决策丁")
    act(
        place, decision, "add_task", "unit_handler", title=f"{text}防范措施", organ=place.units["housing"].pk,
        owner="科长", due_on=day(9),
    )  # fmt: skip
    given_questionnaire(place, decision=decision)
    put(decision)


def write_down_decisions(scene: Scene) -> None:
    rows = list(MajorDecision.objects.select_related("matter").prefetch_related("experts"))
    scene.numbers |= {row.matter.number: row.pk for row in rows}
    scene.several[MajorDecision] = {
        area: [row.pk for row in rows if row.matter.region_code.startswith(prefix)]
        for area, prefix in scene.prefixes.items()
    }
    for role in scene.actors:
        own = frozenset(row.pk for row in rows if sees(scene, role, row))
        scene.truth[role, MajorDecision] = own
        scene.truth[role, Matter] = scene.truth[role, Matter] | own
        scene.truth[role, DecisionCatalogue] = frozenset(
            row.pk for row in DecisionCatalogue.objects.select_related("region") if reads(scene, role, row)
        )


def _own(scene: Scene, role: str) -> str:
    """The beginning of the codes that the post's area holds."""
    if role == "province_office":
        return "36"
    here, level = scene.world.here, LEVELS[role]
    return {3: here.county, 4: here.township, 5: here.village}[level].code[: _WIDTHS[level]]


def reads(scene: Scene, role: str, row: DecisionCatalogue) -> bool:
    """Published ones are read by all whose business they are, drafts by who prepares them in their county."""
    if row.published_at is not None:
        return role in _READING
    return role == "province_office" or (
        role in _PREPARING and row.region.code[:6] == scene.world.here.county.code[:6]
    )


def sees(scene: Scene, role: str, row: MajorDecision) -> bool:
    """Domain knowledge, by hand."""
    if role in _OFFICES:
        return row.matter.region_code.startswith(_own(scene, role))
    if role in _UNITS:
        unit = scene.world.here.units[_UNITS[role]].pk
        tasks = RiskTask.objects.filter(matter_id=row.pk, organ_id=unit).exclude(state="dropped")
        return row.matter.organ_id == unit or tasks.exists()
    person = scene.users[role].pk
    return role == "expert" and any(
        one.user_id == person and one.ended_at is None for one in row.experts.all()
    )
