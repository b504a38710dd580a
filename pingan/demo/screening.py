"""One screening under way in the demo county: some reported, some found something, some are late, one is to mend."""

from __future__ import annotations

import random
from datetime import timedelta

from django.utils import timezone

from grids.models import GridAssignment
from pingan.access.queries import actor_for, region_for
from pingan.access.rules import Actor
from pingan.accounts.models import User
from pingan.registers.models import RegisterDefinition, RegisterReport, RegisterRound
from pingan.registers.services.answers import ReportInput
from pingan.registers.services.listing import list_units
from pingan.registers.services.reports import review_report, submit_report
from pingan.registers.services.rounds import RoundInput, draft_round, move_round

_SEED = 32
#: Grids that have reported when somebody first looks.
_REPORTED = 40
_FOUND: tuple[tuple[str, str, int, str], ...] = (
    ("neighbour", "新屋组排水渠旁", 4, "因排水方向发生争执，已劝开，约定周末现场丈量"),
    ("wages", "家具产业园", 7, "工人反映两个月工资未结清，厂方承诺月底前支付"),
    ("property", "幸福里小区", 12, "业主与物业因停车收费标准争执"),
    ("land", "老屋组后山", 3, "两户对自留山界址有不同意见"),
    ("family", "圩镇居民点", 2, "家庭内部因赡养安排意见不一，村里已上门一次"),
)
_REMARK = "（演示）"


def show_screening() -> RegisterRound | None:
    """Order a screening for the demo county and let a part of its grids answer; None where it has no office."""
    office = _actor("nk_pinganban")
    definition = (
        RegisterDefinition.objects.in_force(timezone.localdate()).filter(code="dispute_screening").first()
    )
    if office is None or definition is None:
        return None
    today = timezone.localdate()
    row = draft_round(
        actor=office,
        definition_id=definition.pk,
        region=region_for(office, ""),
        data=RoundInput(
            title=f"{today.month}月矛盾纠纷集中排查{_REMARK}",
            period_from=today.replace(day=1),
            period_to=today + timedelta(days=10),
            opens_on=today,
            instructions="各网格逐户走访，发现纠纷即时上报；没有发现的也要零报告。不填写个人信息。",
        ),
    )
    move_round(actor=office, round_id=row.pk, action="open")
    list_units(round_id=row.pk)
    _answers(row)
    return row


def _actor(username: str) -> Actor | None:
    user = User.objects.filter(username=username).first()
    return actor_for(user) if user is not None else None


def _answers(row: RegisterRound) -> None:
    """Let the workers of some grids answer; those of the accounts that people try stay open."""
    draw = random.Random(_SEED)
    tried = set(User.objects.filter(username__contains="_wgy", is_demo=True).values_list("pk", flat=True))
    on_duty = GridAssignment.objects.filter(valid_to=None).exclude(user__in=tried).select_related("user")
    workers = {assignment.grid_id: assignment.user for assignment in on_duty.order_by("pk")}
    reports = [report for report in row.reports.order_by("unit_code") if report.unit_id in workers]
    for place, report in enumerate(draw.sample(reports, min(_REPORTED, len(reports)))):
        worker = actor_for(workers[report.unit_id])
        if worker is not None:
            submit_report(actor=worker, report_id=report.pk, data=_answer(place, draw))
    _reviews(row)


def _answer(place: int, draw: random.Random) -> ReportInput:
    if place % 4 == 0:
        return ReportInput({"households_visited": draw.randrange(60, 120)}, is_nothing_found=True)
    found = [_FOUND[place % len(_FOUND)]] if place % 4 == 1 else []
    resolved = draw.randrange(0, 2)
    values = {
        "households_visited": draw.randrange(40, 140),
        "disputes_found": len(found) + resolved,
        "resolved_on_the_spot": resolved,
        "needs_support": "true" if found and found[0][0] == "wages" else "false",
        "support_wanted": "请人社部门协调工资支付",
    }
    findings = [
        {
            "type": kind,
            "place": where,
            "people": people,
            "description": text + _REMARK,
            "is_resolved": "false",
        }
        for kind, where, people, text in found
    ]
    return ReportInput(values, findings)


def _reviews(row: RegisterRound) -> None:
    desk = _actor("zf_zongzhi")
    if desk is None:
        return
    waiting = RegisterReport.objects.filter(
        round=row, state="submitted", region_code__startswith=desk.areas[0]
    )
    keys = list(waiting.order_by("unit_code").values_list("pk", flat=True))
    for key in keys[: len(keys) // 2]:
        review_report(actor=desk, report_id=key, action="accept")
    for key in keys[len(keys) // 2 : len(keys) // 2 + 1]:
        review_report(actor=desk, report_id=key, action="return", note="走访户数与网格户数差距较大，请核对")
