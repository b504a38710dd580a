"""Who answers for what in the demo county: responsible persons, duty reports of member units, target letters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from assessment.services.target_signing import record_progress, revise_letter, sign_letter
from assessment.services.targets import TaskData, add_task, draft_letter
from pingan.access.queries import actor_for, region_for
from pingan.access.rules import Actor, system_actor
from pingan.accounts.models import User
from pingan.org.models import LeaderResponsibility, MemberUnit
from pingan.registers.models import RegisterDefinition, RegisterReport, RegisterRound
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.listing import list_units
from pingan.registers.services.reports import review_report, submit_report
from pingan.registers.services.rounds import RoundInput, draft_round, move_round

_TOLD = "（演示）"
_TASKS = (
    TaskData("每季度开展一次本系统风险隐患排查并建立台账", "平安建设科", "副局长", "演示负责人甲"),
    TaskData("受理的矛盾纠纷按期办结率不低于百分之九十八", "信访科", "科长", "演示负责人乙"),
    TaskData("年内组织两次应急演练", "办公室", "主任", "演示负责人丙"),
)
_GOALS = "一、不发生重大及以上安全责任事故。\n二、矛盾纠纷化解率不低于百分之九十八。\n三、履职报告按时报送。"
#: Of so many member units the last have not named their responsible persons, and the last have not reported.
_UNNAMED, _UNREPORTED = 2, 6


def show_duties() -> None:
    """Fill the demo county; nothing where it has no office or no leader."""
    office, leader = _actor("nk_pinganban"), _actor("nk_lingdao")
    if office is None or leader is None:
        return
    members = list(
        MemberUnit.objects.filter(body__region__code=office.region_code, valid_to=None).order_by("pk")
    )
    _name_responsible(members[:-_UNNAMED])
    _reports(office)
    for username, until in (
        ("nk_chengguan", "progress"), ("nk_zhujian", "unit"), ("nk_yingji", "draft"), ("nk_xiaofang", "revised"),
    ):  # fmt: skip
        unit = _actor(username)
        if unit is not None and unit.organ_id is not None:
            _letter(office, leader, unit, until)


def _actor(username: str) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_for(user) if user is not None else None


def _name_responsible(members: list[MemberUnit]) -> None:
    year = timezone.localdate().year
    LeaderResponsibility.objects.bulk_create(
        LeaderResponsibility(
            organ_id=member.organ_id,
            year=year,
            kind=kind,
            name=name,
            title=title,
            valid_from=date(year, 1, 1),
        )
        for member in members
        for kind, name, title in (
            ("primary_responsible", "演示负责人", "主要负责人"),
            ("direct_responsible", "演示分管领导", "分管负责人"),
        )
    )


def _reports(office: Actor) -> None:
    today = timezone.localdate()
    definition = RegisterDefinition.objects.in_force(today).filter(code="duty_report").first()
    if definition is None:
        return
    order = draft_round(
        actor=office,
        definition_id=definition.pk,
        region=region_for(office, ""),
        data=RoundInput(
            title=f"{definition.name}{_TOLD}",
            period_from=today - timedelta(days=182),
            period_to=today,
            opens_on=today,
        ),
    )
    move_round(actor=office, round_id=order.pk, action="open")
    list_units(round_id=order.pk)
    _answer(office, order)


def _answer(office: Actor, order: RegisterRound) -> None:
    reports = list(RegisterReport.objects.filter(round=order).order_by("pk"))
    for place, report in enumerate(reports[:-_UNREPORTED]):
        submit_report(actor=system_actor(), report_id=report.pk, data=ReportInput(_said(place)))
        if place % 4 == 1:
            review_report(
                actor=office, report_id=report.pk, action="return", note="请补充督促检查下级单位的情况"
            )
        elif place % 4 != 3:
            review_report(actor=office, report_id=report.pk, action="accept")


def _said(place: int) -> dict[str, Any]:
    return {
        "duties_met": f"按照职责分工开展本系统平安建设工作{_TOLD}",
        "has_rules": place % 5 != 2,
        "is_planned_together": True,
        "department": "平安建设科",
        "staff": 1 + place % 3,
        "meetings": 2 + place % 4,
        "inspections": 3 + place,
        "problems_found": 2 + place,
        "problems_solved": 1 + place,
        "has_target_letter": True,
    }


def _letter(office: Actor, leader: Actor, unit: Actor, until: str) -> None:
    letter = draft_letter(
        actor=office, organ_id=unit.organ_id or 0, year=timezone.localdate().year, goals=_GOALS
    )
    for task in _TASKS:
        add_task(actor=office, pk=letter.pk, data=task)
    if until == "draft":
        return
    sign_letter(actor=unit, pk=letter.pk)
    if until == "unit":
        return
    sign_letter(actor=leader, pk=letter.pk)
    if until == "revised":
        revise_letter(actor=office, pk=letter.pk, reason="机构改革后职责调整，任务相应修改")
        return
    for number, state, note in (
        (1, "done", "四次排查均已完成，台账已建立"), (2, "on_track", "按期办结率百分之九十八点六"),
        (3, "behind", "第二次演练因天气推迟"),
    ):  # fmt: skip
        record_progress(actor=unit, pk=letter.pk, number=number, state=state, note=f"{note}{_TOLD}")
