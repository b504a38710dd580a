"""What falls below its line proposes a candidate, and never more: a person decides (Article 58(5), (6); domain.md §8.3).

Both lines are versioned rows with a source: that of a failed assessment is the lowest grade of the published scheme by
which the run was made (domain.md §7.4), that of a survey stands in the rulebook (``assessment.candidate.*_below``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from django.utils.formats import date_format

from assessment.models import AccountabilityCase, AssessedUnit, AssessmentRun, Survey, SurveyResult
from assessment.models.survey_choices import SurveyKind
from assessment.queries.case_terms import sure_in_words, threshold, threshold_in_words
from assessment.queries.run_plans import grade_names, grade_rule
from assessment.services.candidates import propose_case
from grids.queries.limits import Number
from pingan.access.rules import system_actor
from pingan.org.models import Region

FAILED, LOW = "assessment_failed", "survey_low"
#: Sections of a survey that Article 58(6) names, with the row of the rulebook that each is held against.
_LINES = {"safety": "survey_below", "satisfaction": "satisfaction_below"}
_SECTION_WORDS = {"safety": "公众安全感", "satisfaction": "政法工作满意度"}


def propose_failed(run_id: int) -> int:
    """Propose each unit in the lowest grade of a final run (Article 58(5)); return how many are new.

    The day of the event is the last of the period: who answered for it then answers now. A correction proposes nobody
    whom the run that it corrects has proposed already.
    """
    run = AssessmentRun.objects.select_related("scheme", "matter").get(pk=run_id)
    if run.final_at is None:
        return 0
    scheme, rule = run.scheme, grade_rule(run.scheme)
    name, before = grade_names(scheme)[rule.lowest], _corrected(run)
    basis, sure = scheme.basis or scheme.title, sure_in_words(scheme.confidence)
    line = f"{name} < {float(rule.bounds[-2].from_percent):g}% · v{scheme.version} · {basis} · {sure}"
    made = 0
    for unit in AssessedUnit.objects.filter(run=run, grade=rule.lowest).order_by("pk"):
        known = AccountabilityCase.objects.filter(
            rule=FAILED, source__in=before, region=unit.region_id, organ=unit.organ_id
        )
        if known.exists():
            continue
        veto = "（否决指标生效）" if unit.is_vetoed else ""
        made += bool(
            propose_case(
                circumstance=5,
                reason=f"{unit.name}在{scheme.year}年度平安建设考核中得{unit.total}分，评定为{name}{veto}",
                actor=system_actor(),
                region_id=unit.region_id,
                organ_id=unit.organ_id,
                matter_id=run.pk,
                rule=FAILED,
                event_on=run.until,
                basis=line,
            )
        )
    return made


def _corrected(run: AssessmentRun) -> list[int]:
    found: list[int] = []
    while run.correction_of is not None:
        run = run.correction_of
        found.append(run.pk)
    return found


def propose_low(survey_id: int) -> int:
    """Propose each division whose index is below the line in a published official survey (Article 58(6)).

    Return how many are new. A local poll proposes nobody (invariant 15), nor does what is hidden for few answers. The
    bounds stand beside the index: whoever decides sees whether it can be told from the line.
    """
    survey = Survey.objects.select_related("matter").get(pk=survey_id)
    if survey.kind != SurveyKind.OFFICIAL or survey.published_at is None:
        return 0
    rows = SurveyResult.objects.filter(survey=survey, section__in=_LINES, dimension="", index__isnull=False)
    by_region: dict[int, list[SurveyResult]] = defaultdict(list)
    for row in rows.exclude(region=survey.matter.region_id).select_related("region__parent").order_by("pk"):
        by_region[row.region_id].append(row)
    made = 0
    for results in by_region.values():
        found = list(_below(results))
        if not found:
            continue
        region = results[0].region
        until = date_format(survey.period_to, "Y年n月j日")
        made += bool(
            propose_case(
                circumstance=6,
                reason=f"{region.name}截至{until}的公众调查：{'；'.join(words for words, _line in found)}",
                actor=system_actor(),
                region_id=region.pk,
                matter_id=survey.pk,
                rule=LOW,
                event_on=survey.period_to,
                basis="；".join(threshold_in_words(line) for _words, line in found)[:400],
            )
        )
    return made


def _below(results: list[SurveyResult]) -> Iterator[tuple[str, Number]]:
    for row in results:
        body: Region = row.region.parent or row.region
        line = threshold(_LINES[row.section], body.code)
        if line is None or line.value is None or row.index is None or row.index >= line.value:
            continue
        words = (
            f"{_SECTION_WORDS[row.section]}{row.index}，区间{row.low}至{row.high}，低于{float(line.value):g}"
        )
        yield words, line
