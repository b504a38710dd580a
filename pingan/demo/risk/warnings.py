"""Warnings: a yellow one to three townships of which one is late, one that was lifted, a draft that waits for approval."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage, day
from pingan.org.models import Region
from risk.models import RiskWarning, WarningReceipt
from risk.queries.warnings import open_receipts
from risk.services.warnings import NewWarning, draft_warning, escalate_unread

_COUNTY, _LEADER = "nk_diaodu", "nk_lingdao"
#: Two with accounts, and one whose desk reads nothing.
_TOWNSHIPS = ("360703001000", "360703203000")


def show_warnings(stage: RiskStage, *, until: datetime) -> None:
    """Walk each life once; ``until``: now."""
    _lifted(stage)
    _rain(stage)
    _unread(stage)
    _draft(stage)
    escalate_unread(until)


def _regions(*codes: str) -> tuple[str, ...]:
    return tuple(
        str(pk) for pk in Region.objects.filter(code__in=codes, valid_to=None).values_list("pk", flat=True)
    )


def _late_township() -> str:
    """Return the first township of the county without accounts."""
    rows = Region.objects.filter(parent__code="360703000000", valid_to=None, is_virtual=False, level=4)
    return str(rows.exclude(code__in=_TOWNSHIPS).order_by("code").values_list("code", flat=True)[0])


def _issue(stage: RiskStage, data: NewWarning) -> RiskWarning:
    warning = draft_warning(actor=stage.cast[_COUNTY], data=data)
    stage.do("warning", warning.pk, "approve", _LEADER)
    stage.do("warning", warning.pk, "issue", _COUNTY)
    return warning


def _answer(stage: RiskStage, warning: RiskWarning, username: str, measures: str = "") -> None:
    """Read it, and say what was done."""
    warning.refresh_from_db()
    own = open_receipts(warning).filter(WarningReceipt.answered_by(stage.cast[username])).get()
    stage.do("warning", warning.pk, "read", username, receipt=own.pk)
    if measures:
        stage.do("warning", warning.pk, "report", username, receipt=own.pk, measures=measures)


def _lifted(stage: RiskStage) -> None:
    with days_ago(24, hour=8):
        warning = _issue(
            stage,
            NewWarning(
                title="高温天气森林火险", category="natural", level="blue", starts_at=timezone.now(),
                watch="连续高温少雨，林下可燃物干燥，祭祀和农事用火增多",
                measures="加强巡山护林，禁止野外用火，备足扑火力量", basis="气象局森林火险等级预报；上月同类事件4件",
                regions=_regions(*_TOWNSHIPS),
            ),
        )  # fmt: skip
        _answer(stage, warning, "ds_zongzhi", "已组织护林员每日两巡，劝阻野外用火三起")
        _answer(stage, warning, "zf_zongzhi", "已设卡登记火源，应急队伍在岗备勤")
    with days_ago(19, hour=9):
        stage.do("warning", warning.pk, "lift", _COUNTY, note="已有有效降雨，火险等级降至二级")


def _rain(stage: RiskStage) -> None:
    """Yellow, to three townships and a unit: one has reported, one has read it, one is late. Adjusted once, with tasks."""
    with days_ago(1, hour=8):
        warning = _issue(
            stage,
            NewWarning(
                title="连续强降雨引发城乡积涝和地质灾害风险", category="natural", level="blue",
                starts_at=timezone.now() + timedelta(hours=6), scope_text="沿江低洼地带、切坡建房点",
                watch="低洼路段和地下空间积水，切坡建房点落石、滑塌",
                measures="加密巡查，提前转移危险区域群众，落实二十四小时值班",
                basis="气象局降雨预报；近三日本区积水类事项9件", organs=(stage.organ("nk_yingji"),),
                regions=_regions(*_TOWNSHIPS, _late_township()),
            ),
        )  # fmt: skip
    with days_ago(1, hour=11):
        stage.do(
            "warning", warning.pk, "adjust", _COUNTY, level="yellow", starts_at=timezone.now(),
            watch="降雨增强，蓉江水位上涨，低洼路段和地下空间积水，切坡建房点落石、滑塌",
            measures="立即转移危险区域群众，封闭积水路段，每两小时报告一次", note="降雨量已超过预报，提高级别重新发布",
        )  # fmt: skip
        _answer(stage, warning, "ds_zongzhi", "已转移低洼处住户七户二十一人，封闭涵洞一处并派人值守")
        _answer(stage, warning, "nk_yingji", "已调度抽排设备三台，抢险队伍集结待命")
        for title, unit, days in (
            ("巡查切坡建房点", "nk_zhujian", 2),
            ("抽排低洼路段积水", "nk_chengguan", 1),
        ):
            stage.do(
                "warning", warning.pk, "add_task", _COUNTY, title=title, organ=stage.organ(unit), owner="值班领导",
                due_on=day(days),
            )  # fmt: skip
    with days_ago(1, hour=15):
        _answer(stage, warning, "zf_zongzhi")
        task = warning.matter.risk_tasks.get(title__startswith="抽排")
        stage.do(
            "warning", warning.pk, "finish_task", "nk_chengguan", task=task.pk, result="三处积水已排空，恢复通行"
        )  # fmt: skip


def _unread(stage: RiskStage) -> None:
    """Red, and not read in time by a township whose account is tried: it went to the desk above."""
    with days_ago(1, hour=13):
        _issue(
            stage,
            NewWarning(
                title="辖区餐饮场所燃气泄漏风险集中上升", category="accident", level="red", starts_at=timezone.now(),
                watch="近一周燃气类隐患明显增多，老旧软管和气瓶同室存放问题突出",
                measures="二十四小时内对沿街餐饮逐家排查，隐患当场整改或停用", basis="近七日燃气类隐患6件，去年同期1件",
                regions=_regions("360703203000"),
            ),
        )  # fmt: skip


def _draft(stage: RiskStage) -> None:
    """Drawn up, not yet approved by another."""
    draft_warning(
        actor=stage.cast[_COUNTY],
        data=NewWarning(
            title="年底农民工工资支付风险", category="stability", level="blue", starts_at=day(1),
            watch="家具产业园部分企业订单下滑，工资结算周期拉长", measures="逐企摸排工资支付情况，欠薪线索当日交办",
            basis="近三十日欠薪类纠纷同比上升", regions=_regions(*_TOWNSHIPS),
        ),
    )  # fmt: skip
