"""Hazards in every state: one listed and overdue, one handed over, one that came back, one not accepted."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage, day, point_of
from risk.models import Hazard, KeyPlace
from risk.services.hazards import NewHazard, register_hazard


def show_hazards(stage: RiskStage, places: dict[str, KeyPlace]) -> None:
    """Walk each life once."""
    _came_back(stage, places["示例家具产业园"])
    _listed(stage, places["示例城中村片区"])
    _handed_over(stage)
    _failed_once(stage)
    _waiting_for_inspection(stage)
    _cleared(stage, places["示例购物中心"])
    _fresh(stage, places["示例第一小学"])


def _register(
    stage: RiskStage, username: str, domain: str, text: str, *, at: int = 0, place: KeyPlace | None = None
) -> Hazard:
    ground = stage.ground(username[:2], at)
    where: dict[str, Any] = (
        {"place": place.pk} if place else {"grid": ground.grid_id, **point_of(ground, 0.6)}
    )
    data = NewHazard(
        domain=domain, description=text, place_text=f"{ground.region_name}内",
        attachments=(stage.photo(username),), **where,
    )  # fmt: skip
    return register_hazard(actor=stage.cast[username], data=data)


def _grade(stage: RiskStage, hazard: Hazard, desk: str, *, stop: str = "no", **values: Any) -> None:
    stage.do("hazard", hazard.pk, "grade", desk, needs_stop=stop, is_beyond_unit="no", **values)


def _order(stage: RiskStage, hazard: Hazard, desk: str, unit: str, *, days: int, money: str = "0") -> None:
    stage.do(
        "hazard", hazard.pk, "order", desk, organ=stage.organ(unit), measures="清理通道、更换失效设施并设专人巡查",
        owner="安全管理科科长", money=money, due_on=day(days), plan="整改期间安排专人值守，发现险情立即疏散并报告",
    )  # fmt: skip


def _done(stage: RiskStage, hazard: Hazard, unit: str, result: str) -> None:
    stage.do("hazard", hazard.pk, "report_done", unit, result=result, files=(stage.photo(unit),))


def _inspect(stage: RiskStage, hazard: Hazard, username: str, answer: str, note: str, **values: Any) -> None:
    taken_at = timezone.now()  # before it is sent, as on the spot
    photo = stage.photo(username)
    stage.do(
        "hazard", hazard.pk, "reinspect", username, is_passed=answer, note=note, files=(photo,),
        taken_at=taken_at, **values,
    )  # fmt: skip


def _came_back(stage: RiskStage, park: KeyPlace) -> None:
    """Cleared, looked back at, closed; three months later the same at the same place."""
    with days_ago(120):
        first = _register(
            stage, "zf_zongzhi", "fire", "喷漆车间与仓库之间的防火门常开，通道堆放半成品", place=park
        )
        _grade(stage, first, "zf_zongzhi", exposed=12, days_needed=5)
        _order(stage, first, "zf_zongzhi", "nk_xiaofang", days=10, money="8000")
    with days_ago(112):
        _done(stage, first, "nk_xiaofang", "防火门加装闭门器，半成品已移出")
    with days_ago(110):
        _inspect(stage, first, "zf_zongzhi2", "yes", "现场查看，防火门常闭，通道畅通")
    with days_ago(85):
        stage.do("hazard", first.pk, "look_back", "zf_zongzhi2", holds="yes", note="回头看，保持良好")
    with days_ago(2):
        again = _register(stage, "zf_zongzhi", "fire", "防火门闭门器被拆除，通道再次堆放板材", place=park)
        _grade(stage, again, "zf_zongzhi", exposed=12, days_needed=5)
    stage.do("hazard", again.pk, "comment", "nk_diaodu", note="同一园区半年内重现，请核对责任落实情况")


def _listed(stage: RiskStage, village: KeyPlace) -> None:
    """Major, listed for supervision, its day over."""
    with days_ago(40):
        hazard = _register(
            stage, "zf_zongzhi", "fire", "自建房一楼存放电动自行车并飞线充电，二楼以上住人", place=village
        )
        _grade(stage, hazard, "zf_zongzhi", stop="yes", exposed=46, days_needed=30, cost="120000")
        _order(stage, hazard, "zf_zongzhi", "nk_xiaofang", days=33, money="120000")
    with days_ago(35):
        stage.do(
            "hazard", hazard.pk, "list", "nk_pinganban", number="康平安督〔演示〕3号",
            note="限期完成集中充电棚建设，未完成前不得在楼内充电",
        )  # fmt: skip
    stage.do("hazard", hazard.pk, "remind", "nk_pinganban", note="整改期限已过，请说明进度并抓紧完成")


def _handed_over(stage: RiskStage) -> None:
    """Not put right in time, handed over for an order (Article 62)."""
    with days_ago(30):
        hazard = _register(stage, "ds_zongzhi", "building", "老旧房屋墙体开裂，三户仍在居住", at=2)
        _grade(stage, hazard, "ds_zongzhi", exposed=9, days_needed=20, cost="60000")
        _order(stage, hazard, "ds_zongzhi", "nk_zhujian", days=12, money="60000")
    with days_ago(6):
        stage.do(
            "hazard", hazard.pk, "hand_over", "nk_pinganban", order_number="康平安改〔演示〕1号",
            note="逾期未完成人员搬离和加固",
        )  # fmt: skip


def _failed_once(stage: RiskStage) -> None:
    """The re-inspection did not pass; another day was given, and moved once."""
    with days_ago(20):
        hazard = _register(stage, "ds_wgy1", "electricity", "楼道电表箱破损，线路裸露")
        _grade(stage, hazard, "ds_zongzhi", exposed=20, days_needed=4)
        _order(stage, hazard, "ds_zongzhi", "nk_zhujian", days=8, money="3500")
    with days_ago(14):
        _done(stage, hazard, "nk_zhujian", "已更换电表箱门")
    with days_ago(13):
        _inspect(stage, hazard, "ds_wgy1", "no", "箱门已换，但线路仍裸露", due_on=day(15))
    with days_ago(5):
        stage.do("hazard", hazard.pk, "extend", "ds_zongzhi", due_on=day(12), note="需供电公司配合停电作业")


def _waiting_for_inspection(stage: RiskStage) -> None:
    """Reported as put right this week."""
    with days_ago(9):
        hazard = _register(stage, "zf_wgy1", "flood", "排洪沟被淤泥堵塞，雨天倒灌进农田")
        _grade(stage, hazard, "zf_zongzhi", exposed=6, days_needed=3)
        _order(stage, hazard, "zf_zongzhi", "nk_chengguan", days=9, money="2600")
    with days_ago(1):
        _done(stage, hazard, "nk_chengguan", "已清淤一百二十米，恢复排水")


def _cleared(stage: RiskStage, mall: KeyPlace) -> None:
    """Cleared; somebody will look back."""
    with days_ago(16):
        hazard = _register(stage, "ds_zongzhi", "fire", "三层疏散通道被促销货架占用", place=mall)
        _grade(stage, hazard, "ds_zongzhi", exposed=25, days_needed=1)
        _order(stage, hazard, "ds_zongzhi", "nk_xiaofang", days=5)
    with days_ago(13):
        _done(stage, hazard, "nk_xiaofang", "货架已全部撤除，划定禁放区")
    with days_ago(12):
        _inspect(stage, hazard, "ds_zongzhi2", "yes", "通道畅通，禁放标识清楚")


def _fresh(stage: RiskStage, school: KeyPlace) -> None:
    """Registered today, graded, ordered, not accepted, and one that the unit itself reported (Article 50)."""
    _register(stage, "zf_wgy1", "school", "校门口放学时段车辆乱停，家长与机动车混行", place=school)
    with days_ago(1):
        _register(stage, "ds_wgy1", "gas", "餐馆后厨气瓶与灶台同室存放", at=1)
        rejected = _register(stage, "ds_cun1", "other", "路灯不亮，夜间出行不便", at=1)
        stage.do("hazard", rejected.pk, "reject", "ds_zongzhi", reason="属于公共设施报修，已按网格事项办理")
        running = _register(stage, "zf_wgy1", "traffic", "急弯处警示标志缺失，近一月发生两起剐蹭", at=1)
        _grade(stage, running, "zf_zongzhi", exposed=4, days_needed=7)
        _order(stage, running, "zf_zongzhi", "nk_chengguan", days=14, money="1800")
    ground = stage.ground("ds", 3)
    own = NewHazard(
        domain="building", description="在建项目外脚手架局部扣件松动，已停止该段作业", region=ground.region_code,
        place_text="示例安置房二期工地",
    )  # fmt: skip
    register_hazard(actor=stage.cast["nk_zhujian"], data=own)
