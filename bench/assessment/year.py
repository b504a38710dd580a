# ruff: noqa: E402 - Django is set up before models are imported
"""Steps of the two runs of a year, as the office does them: ``prepare``, ``lock``, ``prove``. Prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.db import connection
from django.utils import timezone

from assessment.machine.runs import RUNS
from assessment.models import AssessmentRun, FrozenRecord, Score
from assessment.services.run_checks import recompute
from assessment.services.runs import NewRun, prepare_run
from bench.assessment.seed import scheme_of
from pingan.access.queries import actor_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.matters.services import perform
from tests.factories.runs import SINCE, UNTIL

#: Nine of ten units report, and most of what they report is confirmed.
_REPORTS = """
insert into assessment_selfreport (unit_id, indicator_id, text, part, whole, state, reported_by_id, reported_at,
  judged_by_id, judged_at, answer)
select unit.id, one.id, '', case when one.method = 'veto' then (h % 200 = 0)::int else h % 9 end,
  case when one.source = 'reported' then 10 end, 'confirmed', %(user)s, now(), %(user)s, now(), ''
from assessment_assessedunit unit
join assessment_assessmentrun run on run.matter_id = unit.run_id
join assessment_indicator one on one.scheme_id = run.scheme_id and one.source not in ('computed', '')
cross join lateral (select (hashint8(unit.id * 31 + one.id) & 2147483647) h) drawn
where unit.run_id = %(run)s and h % 10 > 0
"""


def office(role: str = "body_office") -> Actor:
    """Return who assesses."""
    return actor_for(User.objects.get(username=f"bench_{role}"))


def act(run: AssessmentRun, name: str) -> None:
    """Do one step of a run's life; before the last day for reports it is locked with a reason."""
    data = RUNS.actions[name].input(note="测量")
    perform(actor=office(), kind="run", matter_id=run.pk, action=name, data=data)


def timed(do: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that something took, and what came of it."""
    began = time.perf_counter()
    found = do()
    return round(time.perf_counter() - began, 2), found


def prepare() -> dict[str, Any]:
    """Prepare both runs with their reports, up to the lock."""
    found: dict[str, Any] = {}
    for audience in ("divisions", "units"):
        new = NewRun(
            scheme=scheme_of(audience).pk, title="测量", since=SINCE, until=UNTIL,
            report_until=timezone.localdate() + timedelta(days=30), level=4 if audience == "divisions" else None,
        )  # fmt: skip
        seconds, run = timed(lambda new=new: prepare_run(actor=office(), data=new))
        act(run, "open")
        with connection.cursor() as cursor:
            about = {"user": office().user_id, "run": run.pk}
            cursor.execute(_REPORTS.replace("%(user)s", str(about["user"])).replace("%(run)s", str(run.pk)))
        found[audience] = {"units": run.units.count(), "prepare_s": seconds}
    with connection.cursor() as cursor:
        cursor.execute("analyze assessment_assessedunit, assessment_selfreport")
    return found


def runs() -> list[AssessmentRun]:
    """Return both runs."""
    return list(AssessmentRun.objects.select_related("scheme", "matter").order_by("pk"))


def lock() -> dict[str, Any]:
    """Lock both runs: from here on the workers have something to do."""
    for run in runs():
        act(run, "lock")
    return {}


def prove() -> dict[str, Any]:
    """Compute both runs again from what was frozen; say what lies there, and whether it is the same."""
    found: dict[str, Any] = {}
    for run in runs():
        assert run.matter.state == "reviewing", run.matter.state
        seconds, again = timed(lambda run=run: recompute(run))
        assert again.is_same, again.differences[:3]
        found[run.scheme.audience] = {
            "scores": Score.objects.filter(run=run).count(),
            "records": FrozenRecord.objects.filter(run=run).count(),
            "recompute_s": seconds,
            "recompute_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "digest": run.input_digest[:16],
        }
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps({"prepare": prepare, "lock": lock, "prove": prove}[sys.argv[1]]()) + "\n")
