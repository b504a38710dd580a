"""Commendations and acts of bravery in the demo county (Article 61)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from assessment.models import Commendation
from assessment.services.commendations import NewCommendation, nominate
from pingan.access.queries import region_for
from pingan.access.rules import system_actor
from pingan.common.errors import Invalid
from pingan.demo.assessment.runs import HEARD
from pingan.demo.assessment.stage import LEADER, OFFICE
from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage
from pingan.org.models import Region
from pingan.registers.models import RegisterDefinition, RegisterReport
from pingan.registers.services.entries import add_entry
from pingan.registers.services.listing import list_units
from pingan.registers.services.rounds import RoundInput, draft_round, move_round

_UNIT, _PERSON = "平安建设先进单位", "平安建设先进个人"
_ACTS: tuple[tuple[int, str, str, int, bool, int], ...] = (
    (200, "rescue", "冬季塘边救起落水儿童一名。", 2, True, -20),
    (95, "crime", "协助制止盗窃并配合公安机关抓获嫌疑人。", 1, True, 15),
    (20, "rescue", "夜间发现火情，敲门疏散住户十余户。", 3, False, 160),
)


def show_honours(stage: RiskStage) -> None:
    """Walk the commendations; fill the register of brave acts."""
    _published(stage)
    _in_publicity(stage)
    _to_decide(stage)
    _to_check(stage)
    _refused(stage)
    _to_allow(stage)
    _brave_acts(stage)


def _do(stage: RiskStage, row: Commendation, action: str, username: str, **values: object) -> None:
    stage.do("commendation", row.pk, action, username, **values)


def _nominated(
    stage: RiskStage,
    username: str,
    nominee: str,
    honour: str,
    deeds: str,
    *,
    name: str = "",
    division: int | None = None,
) -> Commendation:
    organ = stage.organ(username) if nominee != "family" and division is None else None
    data = NewCommendation(nominee, honour, deeds, name=name, organ=organ, division=division)
    return nominate(actor=stage.cast[username], data=data)


def _published(stage: RiskStage) -> None:
    with days_ago(50):
        deeds = "全年开展应急演练二十四场，处置突发事件一百余起，无责任事故。"
        row = _nominated(stage, "nk_yingji", "unit", _UNIT, deeds)
    with days_ago(45):
        _do(stage, row, "check", OFFICE, note="事迹属实，无限制情形")
        _do(stage, row, "publicize", OFFICE)
    with days_ago(28):
        _do(stage, row, "decide", LEADER)
    with days_ago(26):
        _do(stage, row, "publish", OFFICE)


def _in_publicity(stage: RiskStage) -> None:
    town = Region.objects.get(code=HEARD, valid_to=None)
    with days_ago(6):
        deeds = "网格事项按期办结，矛盾纠纷就地化解成效明显。"
        row = _nominated(stage, OFFICE, "unit", "平安建设先进集体", deeds, division=town.pk)
    with days_ago(1):
        _do(stage, row, "check", OFFICE)
        _do(stage, row, "publicize", OFFICE)


def _to_decide(stage: RiskStage) -> None:
    """A family, its publicity over."""
    with days_ago(30):
        deeds = "二十年义务调解邻里矛盾，带动楼栋互助。"
        row = _nominated(stage, OFFICE, "family", "平安家庭", deeds, name="演示家庭甲")
        _do(stage, row, "check", OFFICE)
        _do(stage, row, "publicize", OFFICE)


def _to_check(stage: RiskStage) -> None:
    """Two, of which one an individual whose name is shown to nobody without a reason."""
    with days_ago(2):
        deeds = "一年内排查整改消防隐患二百余处，组织宣传培训五十场。"
        _nominated(stage, "nk_xiaofang", "individual", _PERSON, deeds, name="演示人员乙")
        deeds = "参与抢险救援三十余次。"
        _nominated(stage, "nk_yingji", "individual", _PERSON, deeds, name="演示人员丙")


def _refused(stage: RiskStage) -> None:
    """The nominee's honours are forbidden by a veto: the check does not pass, the leader refuses."""
    with days_ago(9):
        row = _nominated(stage, "nk_zhujian", "unit", _UNIT, "完成老旧小区改造十二个。")
    with days_ago(7):
        try:
            _do(stage, row, "check", OFFICE)
        except Invalid:
            _do(stage, row, "refuse", LEADER, note="一票否决限制期内，不予表彰")


def _to_allow(stage: RiskStage) -> None:
    """Asked to pass in spite of the veto; a second person is to allow it."""
    with days_ago(5):
        deeds = "坍塌现场连续值守三昼夜，安全转移群众四十六人。"
        row = _nominated(stage, "nk_zhujian", "individual", _PERSON, deeds, name="演示人员丁")
    with days_ago(3):
        _do(stage, row, "ask_override", OFFICE, note="本人不属责任人员，抢险表现突出，群众联名推荐")


def _brave_acts(stage: RiskStage) -> None:
    today = timezone.localdate()
    definition = RegisterDefinition.objects.in_force(today).filter(code="brave_acts").first()
    office = stage.cast[OFFICE]
    if definition is None:
        return
    book = draft_round(
        actor=office,
        definition_id=definition.pk,
        region=region_for(office, ""),
        data=RoundInput(
            title=f"{definition.name}（演示）",
            period_from=today - timedelta(days=365),
            period_to=today,
            opens_on=today,
        ),
    )
    move_round(actor=office, round_id=book.pk, action="open")
    list_units(round_id=book.pk)
    report = RegisterReport.objects.filter(round=book).order_by("pk").first()
    if report is None:
        return
    for days, kind, what, people, rewarded, protected in _ACTS:
        values = {
            "happened_on": today - timedelta(days=days), "kind": kind, "what": f"{what}（演示）", "people": people,
            "authority": "南康区公安分局", "document": "康公见〔演示〕号", "reward_done": rewarded,
            "protection_by": today + timedelta(days=protected),
        }  # fmt: skip
        add_entry(actor=system_actor(), report_id=report.pk, values=values)
