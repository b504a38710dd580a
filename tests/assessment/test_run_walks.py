"""Random steps of random people on a run: points move only in their time, with a reason, and what is final stays."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.machine.runs import RUNS
from assessment.models import (
    AssessedUnit,
    AssessmentRun,
    FrozenCell,
    Objection,
    Score,
    ScoreChange,
    SelfReport,
)
from assessment.queries.runs import objection_clock, unconfirmed_reports
from assessment.services import run_computing
from assessment.services.run_checks import recompute
from assessment.services.run_reports import Report, confirm, report, return_report
from assessment.services.run_reviews import (
    NewObjection,
    change_points,
    dismiss_objection,
    raise_objection,
    uphold_objection,
)
from pingan.access.rules import Actor, system_actor
from pingan.common.errors import DomainError
from pingan.matters.models import Matter
from pingan.matters.queries import chain_faults
from pingan.matters.services import perform
from tests.factories.runs import counting_toys, given_run, given_toys, indicator_of, sound_input, unit_of
from tests.factories.world import LEVELS, Place, World
from tests.risk.walking import clocks_of, replayed

pytestmark = pytest.mark.django_db
STEPS = 28
ROLES = (*LEVELS, "unit_handler_2")
USUAL = {"finalise": "leader", "computed": "system"}
AFTER = {"reviewing", "preliminary", "final"}


@pytest.fixture(autouse=True)
def _toys() -> Iterator[None]:
    with counting_toys():
        yield


def _frozen(run: AssessmentRun) -> list[Any]:
    return [
        list(model._default_manager.filter(**{path: run}).order_by("pk").values())  # type: ignore[attr-defined]
        for model, path in (
            (FrozenCell, "run"),
            (AssessedUnit, "run"),
            (Score, "run"),
            (ScoreChange, "score__run"),
            (SelfReport, "unit__run"),
            (Objection, "unit__run"),
        )
    ]


@dataclass
class Walk:
    """One run on its way; ``final`` holds its rows as they were when it became final."""

    here: Place
    run: AssessmentRun
    rng: random.Random
    people: dict[str, Actor]
    moment: Any
    final: list[Any] = field(default_factory=list)

    def somebody(self, usual: str) -> Actor:
        """Return who usually does it, now and then anybody."""
        return self.people[usual if self.rng.random() < 0.8 else self.rng.choice(list(self.people))]

    @property
    def state(self) -> str:
        """Return where it stands in the books."""
        return Matter.objects.get(pk=self.run.pk).state

    def report(self) -> None:
        """Report for an indicator, now and then nonsense."""
        part = self.rng.choice(["0", "3", "10", "10.5", "-1", "NaN", "1e9", ""])
        indicator = indicator_of(self.run, self.rng.choice("ACDVZ")).pk
        data = Report(indicator=indicator, text="说明", part=part, whole=self.rng.choice(["10", "10", ""]))
        report(actor=self.somebody("township_desk"), unit_id=unit_of(self.run, self.here).pk, data=data)

    def judge(self) -> None:
        """Confirm or return a report."""
        row = self.rng.choice([*SelfReport.objects.filter(unit__run=self.run), None])
        if row is None:
            return
        actor = self.somebody("body_office")
        if self.rng.random() < 0.7:
            confirm(actor=actor, report_id=row.pk)
        else:
            return_report(actor=actor, report_id=row.pk, reason=self.rng.choice(["数据不符", " "]))

    def compute(self) -> None:
        """Run one of the jobs, in any order and as often as it comes."""
        run_computing.freeze(self.run.pk)
        for pk in AssessedUnit.objects.filter(run=self.run).order_by("pk").values_list("pk", flat=True):
            if self.state == "computing" and self.rng.random() < 0.8:
                run_computing.compute_units(self.run.pk, [pk])
        run_computing.finish(self.run.pk)

    def change(self) -> None:
        """Change points."""
        rows = list(Score.objects.filter(run=self.run).order_by("pk"))
        if rows:
            points, reason = (
                self.rng.choice(["1", "7.5", "3", "1000", "x"]),
                self.rng.choice(["复核", "复核", ""]),
            )
            score = self.rng.choice(rows).pk
            change_points(actor=self.somebody("body_office"), score_id=score, points=points, reason=reason)

    def object(self) -> None:
        """Object to a score."""
        data = NewObjection(indicator_of(self.run, self.rng.choice("ABCD")).pk, "数据有误")
        raise_objection(
            actor=self.somebody("township_desk"), unit_id=unit_of(self.run, self.here).pk, data=data
        )

    def answer(self) -> None:
        """Answer an objection."""
        row = self.rng.choice([*Objection.objects.filter(unit__run=self.run), None])
        if row is None:
            return
        actor = self.somebody("body_office")
        if self.rng.random() < 0.5:
            uphold_objection(actor=actor, objection_id=row.pk, answer="成立", points="6")
        else:
            dismiss_objection(actor=actor, objection_id=row.pk, answer=self.rng.choice(["不成立", ""]))

    def wait(self) -> None:
        """Let days pass."""
        self.moment.shift(timedelta(days=self.rng.choice([1, 3, 12])))

    def act(self) -> None:
        """Try an action of the machine."""
        likely = [one for one in RUNS.all_actions() if self.state in one.from_]
        forward = [one for one in likely if one.tone == "primary"]
        action = self.rng.choice(forward if forward and self.rng.random() < 0.6 else likely)
        if action.name == "cancel" and self.rng.random() < 0.8:
            return
        actor = self.somebody(USUAL.get(action.name, "body_office"))
        data, version = sound_input(self.run, action.name), Matter.objects.get(pk=self.run.pk).version
        clocks = clocks_of(self.run.pk)
        try:
            done = perform(actor=actor, kind="run", matter_id=self.run.pk, action=action.name, data=data)
        except DomainError:
            assert (Matter.objects.get(pk=self.run.pk).version, clocks_of(self.run.pk)) == (version, clocks)
            raise
        assert done.entry.to_state in action.ends_from(done.entry.from_state)

    def holds(self) -> None:
        """Ask the books whether everything is as it must be."""
        run = self.run = AssessmentRun.objects.select_related("matter", "scheme").get(pk=self.run.pk)
        state = run.matter.state
        assert replayed(run.pk) == state
        assert (run.final_at is not None) == (state == "final")
        assert state != "final" or run.final_by_id == self.here.actor("leader").user_id
        if state in {"prepared", "collecting"}:
            assert not Score.objects.filter(run=run).exists()
        if state in AFTER:
            assert run.units_left == 0
            assert not unconfirmed_reports(run).exists()
        for score in Score.objects.filter(run=run).prefetch_related("changes"):
            changes = sorted(score.changes.all(), key=lambda one: one.pk)
            assert score.points == (changes[-1].to_points if changes else score.computed)
            for one in changes:
                reporters = SelfReport.objects.filter(unit=score.unit_id).values_list(
                    "reported_by_id", flat=True
                )
                assert one.reason and one.changed_by_id not in set(reporters)
        for row in SelfReport.objects.filter(unit__run=run).exclude(judged_by=None):
            assert row.judged_by_id != row.reported_by_id
        clock = objection_clock(run)
        assert (clock is not None) == (run.announced_at is not None)
        objections = list(Objection.objects.filter(unit__run=run))
        assert all(clock is not None and one.raised_at < clock.due_at for one in objections)
        if state == "final":
            assert all(one.is_upheld is not None for one in objections)
            assert clock is not None and run.final_at >= clock.due_at
            if not self.final:
                self.final = _frozen(run)
                assert recompute(run).is_same
            assert _frozen(run) == self.final, "something of a final run changed"


def _try(step: Any) -> None:
    try:
        with transaction.atomic():
            step()
    except DomainError:
        pass


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_no_walk_of_a_run_leads_anywhere_forbidden(world: World, here: Place, seed: int) -> None:
    rng = random.Random(seed)
    people = {role: here.actor(role) for role in ROLES} | {"system": system_actor()}
    with transaction.atomic(), time_machine.travel(timezone.now(), tick=False) as moment:
        given_toys(here.township, 8, 2)
        begin = rng.choice(["collecting", "collecting", "computing", "reviewing", "preliminary"])
        walk = Walk(here, given_run(here, begin), rng, people, moment)
        steps = {
            "prepared": [],
            "collecting": [walk.report, walk.report, walk.judge],
            "computing": [walk.compute],
            "reviewing": [walk.change],
            "preliminary": [walk.object, walk.answer, walk.wait],
        }
        every = [walk.report, walk.judge, walk.compute, walk.change, walk.object, walk.answer, walk.wait]
        for _step in range(STEPS):
            walk.holds()
            likely = steps.get(walk.state, []) if rng.random() < 0.7 else every
            _try(walk.act if not likely or rng.random() < 0.3 else rng.choice(likely))
        walk.holds()
        if walk.state == "final":
            with pytest.raises(DatabaseError), transaction.atomic():
                Score.objects.filter(run=walk.run).update(points=0)
        assert not list(chain_faults(first_id=walk.run.pk - 1))
        transaction.set_rollback(True)
