"""Runs of assessment in the scene: in every area one of the county, announced, with a report and an objection.

Who sees which is written down by hand (``docs/runs.md``): the body and who watches over it all of the area, an assessed
township what is its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db.models import Model

from assessment.models import AssessedUnit, AssessmentRun, Objection, Score, SelfReport
from assessment.services.run_reviews import NewObjection, raise_objection
from pingan.matters.models import Matter
from tests.factories.runs import (
    counting_toys,
    given_report,
    given_run,
    given_scheme,
    indicator_of,
    known_scheme,
    unit_of,
    walked,
)
from tests.factories.world import Place

if TYPE_CHECKING:
    from tests.matrix.scene import Scene

#: A year of its own, so that the schemes of others in the scene do not stand in its place.
YEAR = 2024
_PATHS: dict[type[Model], str] = {
    AssessedUnit: "", Score: "unit__", SelfReport: "unit__", Objection: "unit__",
}  # fmt: skip
OF_RUNS: tuple[type[Model], ...] = (AssessmentRun, *_PATHS)
_BODY = {"body_office", "leader", "auditor"}


def put_runs(place: Place, text: str, put: Callable[[Model], None]) -> None:
    scheme = known_scheme(place.county, YEAR) or given_scheme(place.county, year=YEAR)
    with counting_toys():
        run = given_run(place, "collecting", scheme=scheme, title=f"{text}考核")
        put(given_report(place, run, "C", "9", "10"))
        run = walked(place, run, "preliminary", since="collecting")
    unit = unit_of(run, place)
    put(run)
    put(unit)
    put(Score.objects.get(unit=unit, indicator=indicator_of(run, "C")))
    put(
        raise_objection(
            actor=place.actor("township_desk"),
            unit_id=unit.pk,
            data=NewObjection(indicator_of(run, "D").pk, f"{text}申诉"),
        )
    )


def write_down_runs(scene: Scene) -> None:
    here = scene.world.here
    runs = list(AssessmentRun.objects.select_related("matter"))
    scene.numbers |= {row.matter.number: row.pk for row in runs}
    every = AssessedUnit.objects.values_list("pk", "run_id", "region_id")
    for role in scene.actors:
        if role == "province_office":
            own = frozenset(row.pk for row in runs)
            units = frozenset(pk for pk, _run, _region in every)
        elif role in _BODY:
            own = frozenset(row.pk for row in runs if row.matter.region_id == here.county.pk)
            units = frozenset(pk for pk, run, _region in every if run in own)
        elif role == "township_desk":
            units = frozenset(pk for pk, _run, region in every if region == here.township.pk)
            own = frozenset(run for pk, run, _region in every if pk in units)
        else:
            own = units = frozenset()
        scene.truth[role, AssessmentRun] = own
        scene.truth[role, Matter] = scene.truth[role, Matter] | own
        for model, path in _PATHS.items():
            found = model._default_manager.filter(**{f"{path}pk__in": units})
            scene.truth[role, model] = frozenset(found.values_list("pk", flat=True))
