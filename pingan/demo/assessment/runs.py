"""Runs of the demo county: last year's is final with an objection upheld, this year's in review, the units' collects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from assessment.models import AssessedUnit, AssessmentRun, AssessmentScheme, Indicator, Objection, Score
from assessment.queries.run_plans import reported_indicators
from assessment.services.run_reports import Report, confirm, report, return_report
from assessment.services.run_reviews import (
    NewObjection,
    change_points,
    dismiss_objection,
    raise_objection,
    uphold_objection,
)
from assessment.services.runs import NewRun, leave_out, prepare_run
from pingan.access.rules import Actor
from pingan.demo.assessment.stage import (
    LEADER,
    OFFICE,
    assessed_year,
    desks_of,
    do_jobs,
    paper,
    put_paper,
)
from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage

#: Who fails in the story, and who is heard with an objection.
FAILED, HEARD = "360703203000", "360703001000"
#: What each township reports: a number and, of how many, those found a second time; drawn by its place in the list.
_REPORTED = ("N0", "S1-1", "S1-2", "S1-3", "K1")
_OBJECTED = "K1"


@dataclass(frozen=True)
class Days:
    """How many days ago what was done."""

    prepared: int
    reported: int
    locked: int
    reviewed: int


LAST = Days(prepared=75, reported=72, locked=69, reviewed=67)
#: The term for objections takes five working days: two weeks even around the longest holidays.
_ANNOUNCED, _OBJECTION, _ANSWERED, FINAL = 66, 65, 64, 49
THIS = Days(prepared=30, reported=27, locked=14, reviewed=6)
#: Numbers are locked at this distance from the last day of the period, so that a month is over on any day of a year.
_PERIOD_DAYS = 44
#: This year some townships alone are looked at: every report takes its time when the demo is loaded.
_LOOKED_AT = 8


def show_runs(stage: RiskStage) -> AssessmentRun | None:
    """Walk the runs; return the one that is final. None: the county has no published scheme."""
    year = assessed_year(timezone.localdate())
    if _scheme(stage.cast[OFFICE], year, "divisions") is None:
        return None
    papers = {code: paper(name) for code, name in _names(stage.cast[OFFICE], year).items()}
    run = _last_year(stage, year - 1, papers)
    _this_year(stage, year, papers)
    _units(stage, year)
    return run


def _scheme(office: Actor, year: int, audience: str) -> AssessmentScheme | None:
    rows = AssessmentScheme.objects.filter(region_id=office.region_id or 0, year=year, audience=audience)
    return rows.filter(state="published").first()


def _names(office: Actor, year: int) -> dict[str, str]:
    rows = Indicator.objects.filter(scheme=_scheme(office, year, "divisions"), code__in=(*_REPORTED, "V1"))
    return dict(rows.values_list("code", "name"))


def _prepared(office: Actor, year: int, audience: str, title: str, until: date) -> AssessmentRun:
    scheme = _scheme(office, year, audience)
    if scheme is None:
        raise AssertionError(f"no scheme of {year} for {audience}")
    data = NewRun(
        scheme=scheme.pk,
        title=title,
        since=date(year, 1, 1),
        until=until,
        report_until=timezone.localdate() + timedelta(days=12),
    )
    return prepare_run(actor=office, data=data)


def _collected(
    stage: RiskStage, run: AssessmentRun, days: Days, papers: dict[str, bytes], failed: str = ""
) -> None:
    """Let every township report with evidence, have it confirmed, and compute."""
    office, desks = stage.cast[OFFICE], desks_of(stage)
    units = list(AssessedUnit.objects.filter(run=run).order_by("code"))
    asked = {one.code: one for one in reported_indicators(run.scheme_id)}
    with days_ago(days.prepared):
        stage.do("run", run.pk, "open", OFFICE, note="请各单位按时报送自评和佐证材料")
    with days_ago(days.reported):
        for place, unit in enumerate(units):
            for at, code in enumerate(_REPORTED):
                _reported(desks[unit.code], unit, asked[code], papers[code], (place * 3 + at * 2) % 5)
            if unit.code == failed:
                _reported(desks[unit.code], unit, asked["V1"], papers["V1"], 1)
    with days_ago(days.reported - 2):
        for found in [one for unit in units[:3] for one in unit.reports.all()]:
            confirm(actor=office, report_id=found.pk)
    with days_ago(days.locked):
        stage.do("run", run.pk, "lock", OFFICE, note="数据已锁定")
        do_jobs()


def _reported(desk: Actor, unit: AssessedUnit, indicator: Indicator, content: bytes, number: int) -> None:
    evidence = put_paper(desk, f"{unit.name}{indicator.name}", content)
    text = (
        "发生一起有影响的案件，已按要求上报并整改（演示）"
        if indicator.code == "V1"
        else "详见佐证材料（演示）"
    )
    data = Report(indicator=indicator.pk, text=text, part=str(number), evidence=(evidence,))
    report(actor=desk, unit_id=unit.pk, data=data)


def _score(run: AssessmentRun, township: str, code: str) -> Score:
    return Score.objects.get(unit__run=run, unit__code=township, indicator__code=code)


def _halfway(score: Score) -> str:
    """Return points between those that a unit has and all that it can have: an objection never costs any."""
    points = score.points or Decimal(0)
    return f"{(points + (score.weight - points) / 2).quantize(Decimal('0.01'))}"


def _last_year(stage: RiskStage, year: int, papers: dict[str, bytes]) -> AssessmentRun:
    """Reviewed, announced, objected to twice, final and graded."""
    office, desks = stage.cast[OFFICE], desks_of(stage)
    with days_ago(LAST.prepared, hour=9):
        title = f"{year}年度乡镇（街道）平安建设考核"
        run = _prepared(office, year, "divisions", title, date(year, 12, 31))
    _collected(stage, run, LAST, papers, FAILED)
    with days_ago(LAST.reviewed):
        score = _score(run, HEARD, "N0")
        change_points(actor=office, score_id=score.pk, points="3.5", reason="实地核查发现两处台账不完整")
    with days_ago(_ANNOUNCED):
        stage.do("run", run.pk, "announce", OFFICE, note="考核初步结果已反馈，公示五个工作日")
    with days_ago(_OBJECTION):
        for township, code, text in (
            (HEARD, _OBJECTED, "已开展的两次创建活动未计入，佐证材料附后"),
            (FAILED, "S1-1", "一起案件发生在相邻乡镇，请求核减"),
        ):
            unit = AssessedUnit.objects.get(run=run, code=township)
            evidence = put_paper(desks[township], f"{unit.name}异议材料", papers[code])
            data = NewObjection(_score(run, township, code).indicator_id, text, (evidence,))
            raise_objection(actor=desks[township], unit_id=unit.pk, data=data)
    with days_ago(_ANSWERED):
        rows = {one.unit.code: one for one in Objection.objects.filter(unit__run=run).select_related("unit")}
        uphold_objection(
            actor=office,
            objection_id=rows[HEARD].pk,
            points=_halfway(_score(run, HEARD, _OBJECTED)),
            answer="经复核，两次活动属实，予以采纳",
        )
        dismiss_objection(actor=office, objection_id=rows[FAILED].pk, answer="案件管辖地为本乡镇，维持原得分")
    with days_ago(FINAL):
        stage.do("run", run.pk, "finalise", LEADER, note="考核结果经区平安建设领导小组会议审定")
    return AssessmentRun.objects.get(pk=run.pk)


def _this_year(stage: RiskStage, year: int, papers: dict[str, bytes]) -> None:
    """Some townships computed and under review, with one change."""
    office = stage.cast[OFFICE]
    ending = (timezone.localdate() - timedelta(days=_PERIOD_DAYS)).replace(day=1) - timedelta(days=1)
    until = min(ending, date(year, 12, 31))
    with days_ago(THIS.prepared, hour=9):
        title = f"{year}年1—{until.month}月乡镇（街道）平安建设考核（抽查）"
        run = _prepared(office, year, "divisions", title, until)
        for unit in AssessedUnit.objects.filter(run=run).order_by("code")[_LOOKED_AT:]:
            leave_out(actor=office, unit_id=unit.pk)
    _collected(stage, run, THIS, papers)
    with days_ago(THIS.reviewed):
        score = _score(run, HEARD, "N0")
        change_points(actor=office, score_id=score.pk, points="3", reason="抽查发现三处问题未整改到位")


def _units(stage: RiskStage, year: int) -> None:
    """Member units hand in: one report confirmed, one returned, most still to come."""
    office = stage.cast[OFFICE]
    with days_ago(5, hour=9):
        run = _prepared(office, year, "units", f"{year}年度成员单位平安建设考核", date(year, 12, 31))
    with days_ago(4):
        stage.do("run", run.pk, "open", OFFICE, note="请各成员单位按时报送自评")
    asked = {one.code: one for one in reported_indicators(run.scheme_id)}
    content = paper("加分项")
    for name, judge in (("nk_chengguan", "confirm"), ("nk_zhujian", "return"), ("nk_yingji", "")):
        unit = AssessedUnit.objects.get(run=run, organ_id=stage.organ(name))
        with days_ago(2):
            evidence = put_paper(stage.cast[name], "省级通报表扬", content)
            said = Report(asked["B1"].pk, "获省级通报表扬一次（演示）", "1", "", (evidence,))
            made = report(actor=stage.cast[name], unit_id=unit.pk, data=said)
        if judge == "confirm":
            confirm(actor=office, report_id=made.pk)
        elif judge == "return":
            return_report(actor=office, report_id=made.pk, reason="表扬文件未盖章，请补充原件扫描件")
