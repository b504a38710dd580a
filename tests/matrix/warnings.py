"""Warnings of the scene: in every area a draft, one issued to the township and a unit, and one that is lifted.

Who sees which is written down by hand (``docs/risk.md``): offices see what their area drew up and what was issued into
it, people in the field what was issued to where they work, a unit what was issued to it or gave it a task.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from pingan.matters.models import Matter
from risk.models import RiskTask, RiskWarning, WarningAddressee, WarningIssue, WarningReceipt
from tests.factories.warnings import act, given_warning
from tests.factories.world import LEVELS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: What belongs to a warning, and the way to it.
BELONGING: dict[type[Model], str] = dict.fromkeys(
    (WarningAddressee, WarningIssue, WarningReceipt), "warning_id"
)
_OFFICES = {
    "township_desk", "county_dispatcher", "county_government", "body_office", "leader", "auditor", "province_office",
}  # fmt: skip
_SEEING_TASKS = _OFFICES
_WIDTHS = {3: 6, 4: 9, 5: 12}


def put_warnings(place: Place, text: str, put: Callable[[Model], None]) -> None:
    given_warning(place, "drafted", watch=f"{text}预警稿")
    given_warning(place, "lifted", watch=f"{text}预警止")
    warning = given_warning(
        place, "issued", watch=f"{text}预警发", organs=(place.units["city_management"].pk,)
    )
    act(
        place, warning, "add_task", title=f"{text}任务", organ=place.units["housing"].pk, owner="科长",
        due_on=timezone.now() + timedelta(days=2),
    )  # fmt: skip
    for row in (warning, warning.addressees.first(), warning.issues.get(), warning.receipts.first()):
        assert row is not None
        put(row)
    put(RiskTask.objects.get(matter=warning.matter))


def write_down_warnings(scene: Scene) -> None:
    rows = list(RiskWarning.objects.select_related("matter").prefetch_related("receipts__region"))
    scene.numbers |= {row.matter.number: row.pk for row in rows}
    tasks = list(RiskTask.objects.select_related("matter"))
    for role in scene.actors:
        own = frozenset(row.pk for row in rows if sees(scene, role, row, tasks))
        scene.truth[role, RiskWarning] = own
        scene.truth[role, Matter] = scene.truth[role, Matter] | own
        for model, path in BELONGING.items():
            found = model._default_manager.filter(**{f"{path}__in": own})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
        scene.truth[role, RiskTask] = frozenset(task.pk for task in tasks if _sees_task(scene, role, task))


def _own(scene: Scene, role: str) -> str:
    """The beginning of the codes that the post's area holds."""
    if role == "province_office":
        return "36"
    here = scene.world.here
    level = LEVELS[role.removesuffix("_2")]
    return {3: here.county, 4: here.township, 5: here.village}[level].code[: _WIDTHS[level]]


def sees(scene: Scene, role: str, row: RiskWarning, tasks: list[RiskTask]) -> bool:
    """Domain knowledge, by hand."""
    here = scene.world.here
    receipts = list(row.receipts.all())
    if role in _OFFICES:
        own = _own(scene, role)
        issued_into = any(one.region is not None and one.region.code.startswith(own) for one in receipts)
        return row.matter.region_code.startswith(own) or issued_into
    if role in {"grid_worker", "community_staff"}:
        around = {here.county.pk, here.township.pk, here.village.pk}
        return any(one.region_id in around for one in receipts)
    if role in {"unit_handler", "unit_handler_2"}:
        unit = _unit(scene, role)
        return any(one.organ_id == unit for one in receipts) or any(
            task.organ_id == unit and task.matter_id == row.pk and task.state != "dropped" for task in tasks
        )
    return False


def _unit(scene: Scene, role: str) -> int:
    name = "city_management" if role == "unit_handler" else "housing"
    return int(scene.world.here.units[name].pk)


def _sees_task(scene: Scene, role: str, task: RiskTask) -> bool:
    if role in {"unit_handler", "unit_handler_2"}:
        return task.organ_id == _unit(scene, role)
    is_of_area = role in _SEEING_TASKS and task.matter.region_code.startswith(_own(scene, role))
    office = scene.world.here.units["office"].pk
    return is_of_area or (role == "body_office" and task.organ_id == office)
