"""What the screening finds in the demo county: rules of its office, the last nights, and what was made of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage, day
from pingan.demo.seeding import Wish, seed_wishes
from risk.models import Signal
from risk.services.screening.nights import screen_next
from risk.services.screening.rulebook import RuleData, switch_on, try_rule

_COUNTY, _OFFICE = "360703000000", "nk_pinganban"
_SEED = 164
_SOURCE = "康平安办研判规则（演示）"
_RULES = (
    RuleData(name="同网格七日内同类事项三起", kind="same_class", counted="incident", least=3, days=7,
             region_code="360703", source=_SOURCE),
    RuleData(name="超期九个月以上未办结", kind="overdue", counted="incident", least=1, days=270,
             region_code="360703", source=_SOURCE),
    RuleData(name="办结后三十日内同网格又起两件", kind="recurrence", counted="incident", least=2, days=30,
             region_code="360703", source=_SOURCE),
    RuleData(name="同网格三十日内同类纠纷两起", kind="same_class", counted="dispute", least=2, days=30,
             region_code="360703", source=_SOURCE),
)  # fmt: skip
#: A sewer that overflows: class, hours ago, state, at which of the township's grids.
_SEWAGE: tuple[tuple[float, str, int], ...] = tuple(
    (hours, state, at)
    for hours, state, at in (
        (20, "accepted", 0), (26, "dispatched", 1), (31, "dispatched", 0), (38, "signed", 2), (44, "signed", 0),
        (50, "signed", 1), (57, "handled", 0), (63, "handled", 2), (70, "closed", 1), (76, "closed", 0),
        (84, "closed", 2), (92, "closed", 0), (99, "closed", 1), (110, "closed", 0), (121, "closed", 2),
    )
)  # fmt: skip
#: More surges than these: one of them asks for a warning.
_FEW = 2
#: How many nights have been screened when somebody first looks.
_NIGHTS = 3


def show_signals(stage: RiskStage, *, until: datetime) -> None:
    """Try rules on the past, switch them on, screen the last nights, and review some of what they found.

    ``until``: now. In one township a sewer overflows these days.
    """
    wishes = [
        Wish(stage.ground("zf", at), "APPEAL.ENVIRONMENT.SEWAGE", timedelta(hours=hours), state)
        for hours, state, at in _SEWAGE
    ]
    seed_wishes(wishes, seed=_SEED, until=until)
    office = stage.cast[_OFFICE]
    with days_ago(_NIGHTS + 2):
        for data in _RULES:
            tried = try_rule(actor=office, data=data)
            switch_on(actor=office, back_test_id=tried.pk, reason="回溯一季度，数量可控，予以启用")
    for days in range(_NIGHTS - 1, 0, -1):
        with days_ago(days, hour=2):
            screen_next(_COUNTY)
    screen_next(_COUNTY)
    _review(stage)


def _review(stage: RiskStage) -> None:
    """Confirm one with an inspection, one with a warning asked for, watch one, dismiss one; the others wait."""
    new = Signal.objects.filter(matter__state="new")
    by_rule = list(new.filter(layer="rule").order_by("-figures__count", "pk"))
    stage.do(
        "signal", by_rule[0].pk, "confirm_task", "nk_diaodu", title="现场查看排污管网并核对处置情况",
        organ=stage.organ("nk_chengguan"), owner="巡查科科长", due_on=day(5),
    )  # fmt: skip
    stage.do(
        "signal",
        by_rule[-1].pk,
        "dismiss",
        "nk_diaodu",
        reason="known",
        note="已列入专项整治清单，正在统一处理",
    )
    surges = list(new.filter(layer="surge").order_by("area_code", "pk"))
    if surges:
        stage.do("signal", surges[0].pk, "watch", "nk_diaodu", note="集中在一个乡，先看管网抢修后是否回落")
    if len(surges) > _FEW:
        stage.do(
            "signal",
            surges[-1].pk,
            "confirm_warning",
            "nk_diaodu",
            note="同一片区连日增多，请提示属地和主管部门",
        )
