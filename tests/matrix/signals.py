"""Signals of the scene: in every area one of a grid, one of the township, one of the county, with a task for a unit.

Who sees which is written down by hand (``docs/screening.md``): offices those of their area, a unit what it has a task of;
workers in the field, mediators and experts none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Model
from django.utils import timezone

from pingan.matters.models import Matter
from pingan.matters.services import perform
from risk.machine.signals import SIGNALS
from risk.models import BackTest, RiskTask, ScreeningRule, ScreeningRun, Sighting, Signal
from risk.rules.findings import Finding
from risk.services.screening.rulebook import RuleData, switch_on, try_rule
from risk.services.signals import write_findings
from tests.factories.screening import LAMP
from tests.factories.world import LEVELS, Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

MODELS: tuple[type[Model], ...] = (Signal, Sighting, ScreeningRule, BackTest, ScreeningRun)
_READERS = frozenset(
    {
        "community_staff", "township_desk", "county_dispatcher", "county_government", "body_office", "leader",
        "auditor", "province_office",
    }
)  # fmt: skip
_RUNS = _READERS - {"community_staff", "township_desk"}
_OFFICE = frozenset({"body_office", "province_office"})
_WIDTHS = {3: 6, 4: 9, 5: 12}
_FIGURES = {
    "count": 3,
    "days": 7,
    "least": 3,
    "expected": 1.0,
    "upper": 2.0,
    "weeks": [1, 0, 3],
    "daily": [1, 1, 1],
}


def given_found(place: Place, *, rule: ScreeningRule) -> list[Signal]:
    """Return the signals of a night of a place's county that nobody screened: of its grid, township and county."""
    run, _made = ScreeningRun.objects.get_or_create(
        region=place.county, region_code=place.county.code, night=timezone.localdate() - timedelta(days=1),
        defaults={"queued_at": timezone.now()},
    )  # fmt: skip
    county, township = place.county.code[:6], place.township.code[:9]
    found = [
        _finding("rule", place.village.code, f"rule:{place.grid.pk}", (place.grid.pk,), rule.pk),
        _finding("surge", township, f"surge:{township}"),
    ]
    if not Signal.objects.filter(key=f"surge:{county}").exists():
        found.append(_finding("surge", county, f"surge:{county}"))
    write_findings(run, found)
    return list(Signal.objects.filter(key__in=[one.key for one in found]).order_by("pk"))


def _finding(
    layer: str, area: str, key: str, grids: tuple[int, ...] = (), rule: int | None = None
) -> Finding:
    return Finding(
        layer=layer, method="office_rule" if layer == "rule" else "latest_weeks", counted="incident",
        class_code=LAMP, area_code=area, key=key, statistic=3.0, figures=_FIGURES, grid_ids=grids, rule_id=rule,
    )  # fmt: skip


def put_signals(place: Place, put: Callable[[Model], None]) -> None:
    office = place.actor("body_office")
    data = RuleData(
        name="同类三起", kind="same_class", counted="incident", least=3, days=7, source="试行",
        region_code=place.township.code[:9],
    )  # fmt: skip
    tried = try_rule(actor=office, data=data)
    rule = switch_on(actor=office, back_test_id=tried.pk, reason="试行")
    first, second, *_rest = given_found(place, rule=rule)
    spec = SIGNALS.action("confirm_task")
    assert spec is not None
    perform(
        actor=place.actor("county_dispatcher"), kind="signal", matter_id=second.pk, action="confirm_task",
        data=spec.input(
            title="检查", organ=place.units["housing"].pk, owner="科长", due_on=timezone.now() + timedelta(days=3)
        ),
    )  # fmt: skip
    for row in (first, first.sightings.get(), rule, tried, ScreeningRun.objects.get(region=place.county)):
        put(row)


def write_down_signals(scene: Scene) -> None:
    rows = list(Signal.objects.select_related("matter"))
    scene.numbers |= {row.matter.number: row.pk for row in rows}
    scene.several[Signal] = {
        area: [row.pk for row in rows if row.matter.region_code.startswith(prefix)]
        for area, prefix in scene.prefixes.items()
    }
    tasks = set(RiskTask.objects.values_list("matter_id", "organ_id"))
    for role in scene.actors:
        own = _own(scene, role)
        seen = frozenset(
            row.pk for row in rows if role in _READERS and row.matter.region_code.startswith(own)
        )
        if role in {"unit_handler", "unit_handler_2"}:
            unit = scene.actors[role].organ_id
            seen = frozenset(row.pk for row in rows if (row.pk, unit) in tasks)
        scene.truth[role, Signal] = seen
        scene.truth[role, Matter] = scene.truth[role, Matter] | seen
        scene.truth[role, Sighting] = _keys(Sighting, lambda one, seen=seen: one.signal_id in seen)
        scene.truth[role, ScreeningRun] = _keys(
            ScreeningRun, lambda one, own=own, role=role: role in _RUNS and one.region_code.startswith(own)
        )
        scene.truth[role, BackTest] = _keys(
            BackTest, lambda one, own=own, role=role: role in _OFFICE and one.region_code.startswith(own)
        )
        scene.truth[role, ScreeningRule] = _keys(
            ScreeningRule,
            lambda one, own=own, role=role: (
                role in _READERS and (one.region_code.startswith(own) or own.startswith(one.region_code))
            ),
        )


def _keys(model: type[Model], is_seen: Callable[..., bool]) -> frozenset[int]:
    return frozenset(one.pk for one in model._default_manager.all() if is_seen(one))


def _own(scene: Scene, role: str) -> str:
    """The beginning of the codes that the post's area holds; of administrators nobody asks."""
    level = LEVELS.get(role.removesuffix("_2"))
    if level is None:
        return "36"
    here = scene.world.here
    return {3: here.county, 4: here.township, 5: here.village}[level].code[: _WIDTHS[level]]
