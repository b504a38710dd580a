"""Accountability in the demo county: what a rule proposed, what waits for a statement or a decision, what was lifted."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from assessment.models import AccountabilityCase, AssessmentRun
from assessment.queries.cases import answerable, recipients_of
from assessment.services.candidates import propose_case
from assessment.services.cases import NewCase, open_case
from pingan.access.rules import system_actor
from pingan.demo.assessment.runs import FAILED, FINAL, HEARD
from pingan.demo.assessment.stage import LEADER, OFFICE
from pingan.demo.mediation.travelling import days_ago
from pingan.demo.risk.stage import RiskStage, day
from pingan.org.models import Region


def show_cases(stage: RiskStage, run: AssessmentRun | None) -> None:
    """Walk the cases; ``run``: the final one, in which a township failed."""
    if run is not None:
        _failed(stage, run)
    _proposed()
    _lifted(stage)
    _vetoed(stage)
    _asked(stage)
    _heard(stage)
    _closed(stage)


def _failed(stage: RiskStage, run: AssessmentRun) -> None:
    """Failed, proposed by the rule, talked to (约谈), its term running."""
    town = Region.objects.get(code=FAILED, valid_to=None)
    with days_ago(FINAL):
        reason = f"{run.matter.title}结果为不合格（考核编号{run.matter.number}）。"
        propose_case(
            circumstance=5, reason=reason, actor=system_actor(), region_id=town.pk, matter_id=run.pk,
            rule="assessment_failed",
        )  # fmt: skip
    case = AccountabilityCase.objects.get(region=town, source_id=run.pk, rule="assessment_failed")
    with days_ago(46):
        _do(stage, case, "verify", OFFICE, note="核对考核结果")
        _established(stage, case, "5", "考核材料核实无误，主要失分项为否决项和群众满意率。")
        _do(stage, case, "hear", OFFICE, note="请在五个工作日内书面陈述")
    with days_ago(43):
        _do(stage, case, "state", "zf_zongzhi", statement="接受考核结果，已召开专题会议，成立整改专班。")
    with days_ago(38):
        _do(
            stage, case, "decide", LEADER, measure="talk", skip_reason="考核不合格，直接约谈主要负责人",
            demand="分析不合格原因，制定整改清单，两个月内完成整改并报送报告", due_on=_due(50),
        )  # fmt: skip
        _serve(stage, case)
    with days_ago(36):
        _do(stage, case, "acknowledge", "zf_zongzhi", note="已签收")


def _proposed() -> None:
    """A rule found one, and nobody has looked at it yet."""
    town = Region.objects.get(code=HEARD, valid_to=None)
    with days_ago(3):
        propose_case(
            circumstance=2, reason="同一起邻里纠纷两次到区级上访，调解协议未按期履行。", actor=system_actor(),
            region_id=town.pk, rule="repeated_petition",
        )  # fmt: skip


def _lifted(stage: RiskStage) -> None:
    """A circular of the spring: put right, accepted, lifted."""
    with days_ago(110):
        case = _opened(stage, "nk_yingji", "1", "一季度辖区连续发生两起较大安全事件，隐患排查未覆盖小作坊。")
        _do(stage, case, "verify", OFFICE)
        _established(stage, case, "1", "两起事件属实，小作坊排查台账缺失。")
        _do(stage, case, "hear", OFFICE)
    with days_ago(107):
        _do(stage, case, "state", "nk_yingji", statement="情况属实，已部署小作坊全覆盖排查。")
    with days_ago(104):
        _do(
            stage, case, "decide", LEADER, measure="circular", demand="完成小作坊全覆盖排查，建立动态台账",
            due_on=_due(45), document_number="康平安办通〔演示〕2号",
        )  # fmt: skip
        _serve(stage, case)
    with days_ago(103):
        _do(stage, case, "acknowledge", "nk_yingji", note="已签收")
    with days_ago(70):
        _do(
            stage,
            case,
            "report",
            "nk_yingji",
            rectification="排查小作坊一百一十二家，整改隐患三十六处，台账已建立。",
        )
    with days_ago(66):
        _do(stage, case, "accept", OFFICE, note="现场抽查十家，整改到位，予以解除")


def _vetoed(stage: RiskStage) -> None:
    """A veto: honours and promotion are forbidden for its months."""
    with days_ago(60):
        case = _opened(
            stage, "nk_zhujian", "3", "在建工地深基坑重大隐患经两次督办仍未整改，基坑坍塌致周边房屋受损。"
        )
        _do(stage, case, "verify", OFFICE)
        _established(stage, case, "3", "督办两次均未落实，监管责任缺失。")
        _do(stage, case, "hear", OFFICE)
    with days_ago(56):
        _do(stage, case, "state", "nk_zhujian", statement="监管不到位，愿意接受处理，已责令停工整改。")
    with days_ago(52):
        _do(
            stage, case, "decide", LEADER, measure="veto", skip_reason="重大隐患经督办拒不整改，造成严重后果",
            demand="立即消除隐患，完善在建工地深基坑监管制度",
        )  # fmt: skip
        _serve(stage, case)
    with days_ago(51):
        _do(stage, case, "acknowledge", "nk_zhujian", note="已签收")


def _asked(stage: RiskStage) -> None:
    """The unit is to state its views."""
    with days_ago(4):
        case = _opened(stage, "nk_chengguan", "6", "夜市占道经营问题连续三个季度列为重点整治事项，未见成效。")
        _do(stage, case, "verify", OFFICE)
        _established(stage, case, "6", "三个季度的整治台账显示同一路段反复出现同类问题。")
    with days_ago(1):
        _do(stage, case, "hear", OFFICE, note="请书面陈述意见")


def _heard(stage: RiskStage) -> None:
    """The leader is to decide."""
    with days_ago(12):
        case = _opened(stage, "nk_xiaofang", "3", "高层住宅消防通道长期堵塞，预警两次后仍未督促整改到位。")
        _do(stage, case, "verify", OFFICE)
        _established(stage, case, "3", "两次预警均已送达，复查时通道仍被占用。")
        _do(stage, case, "hear", OFFICE)
    with days_ago(8):
        _do(stage, case, "state", "nk_xiaofang", statement="已联合物业清理，请求从轻处理。")


def _closed(stage: RiskStage) -> None:
    """Looked at, and no ground for a measure."""
    with days_ago(25):
        case = _opened(stage, "nk_yingji", "7", "群众反映汛期值守人员脱岗。")
        _do(stage, case, "verify", OFFICE)
    with days_ago(22):
        _do(stage, case, "dismiss", OFFICE, note="调取值班记录和视频，值守人员在岗，反映不属实。")


def _opened(stage: RiskStage, username: str, circumstance: str, facts: str) -> AccountabilityCase:
    data = NewCase(
        facts=facts,
        circumstances=(circumstance,),
        event_on=timezone.localdate() - timedelta(days=1),
        organ=stage.organ(username),
    )
    return open_case(actor=stage.cast[OFFICE], data=data)


def _do(stage: RiskStage, case: AccountabilityCase, action: str, username: str, **values: object) -> None:
    stage.do("case", case.pk, action, username, **values)


def _established(stage: RiskStage, case: AccountabilityCase, circumstance: str, findings: str) -> None:
    leaders = tuple(str(held.pk) for held in answerable(case))
    _do(stage, case, "establish", OFFICE, circumstances=(circumstance,), findings=findings, leaders=leaders)


def _serve(stage: RiskStage, case: AccountabilityCase) -> None:
    case.refresh_from_db()
    _do(stage, case, "serve", OFFICE, recipient=str(recipients_of(case)[0].pk), method="electronic")


def _due(days: int) -> datetime:
    """Return the moment by which something is to be put right."""
    return day(days)
