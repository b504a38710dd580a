# ruff: noqa: E402 - Django is set up before models are imported
"""How long a large survey takes: a third party's rows brought in, counted and closed. Prints JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import Any

import django

django.setup()

from assessment.machine.surveys import SURVEYS
from assessment.models import SurveyAnswer, SurveyResult
from assessment.services.survey_imports import take_file
from assessment.services.survey_plans import bring_in_plan
from assessment.services.surveys import draft_survey
from bench.assessment.year import office, timed
from pingan.matters.services import perform
from pingan.org.models import Region
from tests.factories.surveys import new_survey, plan_of, rows_of

#: Rows of one file, so that it stays below what an upload may hold.
IN_A_FILE = 100_000


def measure(answers: int) -> dict[str, Any]:
    """Plan all counties, bring the answers in file by file, close it; return seconds and memory of each."""
    actor = office()
    assert actor is not None
    rows = Region.objects.in_force().filter(level=3, code__startswith="36", is_virtual=False)
    codes = list(rows.order_by("code").values_list("code", flat=True))
    survey = draft_survey(actor=actor, data=new_survey())
    reading = bring_in_plan(actor=actor, survey_id=survey.pk, content=plan_of(codes))
    assert not reading.faults, reading.faults[:3]
    perform(
        actor=actor, kind="survey", matter_id=survey.pk, action="field", data=SURVEYS.actions["field"].input()
    )
    seconds: list[float] = []
    used = 0.0
    each = IN_A_FILE // len(codes)
    for seed in range(-(-answers // (each * len(codes)))):
        content = rows_of(dict.fromkeys(codes, each), seed=seed)
        began, before = time.perf_counter(), time.process_time()
        taken = take_file(actor=actor, survey_id=survey.pk, content=content)
        seconds.append(round(time.perf_counter() - began, 2))
        used += time.process_time() - before
        assert taken.is_kept, taken.faults[:3]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    inputs = SURVEYS.actions["close"].input()
    closing, _done = timed(
        lambda: perform(actor=actor, kind="survey", matter_id=survey.pk, action="close", data=inputs)
    )
    return {
        "answers": SurveyAnswer.objects.filter(survey=survey).count(),
        "import": {
            "files": len(seconds), "rows_each": each * len(codes), "seconds": round(sum(seconds), 1),
            "cpu_seconds": round(used, 1),
            "first_s": seconds[0], "last_s": seconds[-1], "largest_mib": after,
        },
        "results": {"seconds": closing, "rows": SurveyResult.objects.filter(survey=survey).count()},
        "largest_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
