"""The lives that a dispute can have, each walked once through the machine, with all its papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from disputes.models import Dispute, Mediator
from disputes.rules.agreements import PRE_CHECKS
from disputes.services import NewParty
from disputes.services.clauses import watch_clauses
from pingan.demo.mediation.stage import Stage, morning
from pingan.demo.mediation.travelling import days_ago
from pingan.demo.showcase import cast_of_demo, grounds_of
from pingan.demo.stories import Place
from pingan.matters.models import Matter

_RECORD = "调解员宣布纪律并告知权利义务，双方陈述事实和理由，调解员讲解民法典有关规定"


def show_disputes(places: Sequence[Place], *, until: datetime) -> None:
    """Walk each life once."""
    stage = Stage(cast_of_demo(), grounds_of(places))
    for tell in (
        _one_clause_overdue, _refused, _arbitrated, _settled_orally, _confirmed, _told_to_the_police, _restricted,
        _mediated_jointly, _handed_over, _waiting, _booked,
    ):  # fmt: skip
        tell(stage)
    watch_clauses(until)


def _one_clause_overdue(stage: Stage) -> None:
    """Screened, two sessions, three clauses: one performed, one overdue since yesterday, one to come."""
    desk, mediator = "ds_zongzhi", "ds_tiaojie"
    with days_ago(18):
        dispute = stage.register(
            "ds_wgy1", "NEIGHBOUR", "两家因屋后排水沟走向发生争执，雨天积水流入院内", amount=Decimal(2400),
            place_text="幸福小区2栋后",
        )  # fmt: skip
        dispute = stage.mediate(dispute.pk, desk, mediator, basis="offer")
    with days_ago(17):
        stage.hold(dispute, mediator, f"{_RECORD}，双方同意实地查看后再谈")
    with days_ago(15):
        stage.hold(dispute, mediator, "实地查看后双方对恢复排水沟取得一致，对费用分担达成方案")
        pk = dispute.pk
        stage.do(pk, "agree", mediator, facts="被申请人甲改动排水沟致雨水流入申请人甲院内，双方对事实无异议",
                 terms="被申请人甲当面致歉", due_at=morning(1), manner="现场履行，村干部见证")  # fmt: skip
        stage.do(pk, "add_clause", mediator, text="被申请人甲恢复原排水沟", due_at=morning(14))
        stage.do(pk, "add_clause", mediator, text="被申请人甲支付清淤费用", amount="2400", due_at=morning(25))
        stage.sign_all(dispute, mediator)
    with days_ago(14):
        stage.do(pk, "perform_clause", mediator, clause=stage.clause(dispute, 1).pk, note="已当面致歉")


def _refused(stage: Stage) -> None:
    """A clear refusal stops it (人民调解法 §17)."""
    dispute = stage.register("zf_wgy1", "FOREST_LAND", "两户对油茶山界线说法不一，曾发生口角")
    dispute = stage.mediate(dispute.pk, "zf_zongzhi", "zf_tiaojie2")
    party = dispute.parties.get(side="respondent")
    stage.do(
        dispute.pk, "refuse", "zf_tiaojie2", party=party.pk, note="明确表示不接受调解，要求通过其他途径解决"
    )


def _arbitrated(stage: Stage) -> None:
    """Failed, rights told, labour arbitration, award, visited, closed."""
    parties = (
        NewParty("applicant", "示例丙强", phone="13900000003"),
        NewParty("respondent", "示例木业有限公司", kind="organisation", phone="0797-6600000"),
    )
    dispute = stage.register(
        "ds_cun1", "LABOR", "离职后加班费结算有争议，双方对考勤记录各执一词", parties=parties,
        source="application", amount=Decimal(18600),
    )  # fmt: skip
    pk = stage.mediate(dispute.pk, "ds_zongzhi", "nk_tiaojie", basis="request").pk
    stage.do(pk, "fail", "nk_tiaojie", note="双方对加班时长分歧较大，未能达成一致")
    stage.do(pk, "refer", "ds_zongzhi", kind="arbitration_labor", receiver="示例劳动人事争议仲裁委员会",
             note="申请人甲决定申请仲裁，移交登记表和证据清单")  # fmt: skip
    now = timezone.now()
    stage.do(pk, "channel_accepted", "ds_zongzhi", accepted_at=now, number_there="示劳人仲案〔2026〕18号")
    stage.do(pk, "channel_result", "ds_zongzhi", result="award", decided_at=now,
             number_there="示劳人仲案〔2026〕18号", note="裁决支付加班费一万二千元")  # fmt: skip
    answers = {"went_to_court": "no", "latent_risk": "no", "note": "款项已到账"}
    stage.do(pk, "visit", "ds_zongzhi", performance="full", satisfaction="satisfied", **answers)
    stage.do(pk, "close", "ds_zongzhi")


def _settled_orally(stage: Stage) -> None:
    """One step at the door, and one agreed orally at the table."""
    stage.register("zf_wgy1", "NEIGHBOUR", "因晾晒衣物滴水发生口角", settlement="双方当场握手言和，互不追究")
    dispute = stage.register(
        "zf_cun1", "DAMAGE", "倒车时碰倒院墙一角，双方对修复费用有分歧", source="walk_in"
    )
    dispute = stage.mediate(dispute.pk, "zf_zongzhi", "zf_tiaojie")
    stage.hold(dispute, "zf_tiaojie", f"{_RECORD}，当场达成口头协议")
    stage.do(dispute.pk, "agree", "zf_tiaojie", form="oral", facts="倒车不慎碰倒院墙，事实清楚",
             terms="被申请人甲自行修复院墙", amount="600", term="at_once")  # fmt: skip


def _confirmed(stage: Stage) -> None:
    """An agreement that the court confirmed (民诉法 §205)."""
    dispute = stage.register(
        "jf_cun1", "DAMAGE", "装修漏水致楼下天花板和家具受损，双方对赔偿数额有分歧", source="application",
        amount=Decimal(9800),
    )  # fmt: skip
    dispute = stage.mediate(dispute.pk, "jf_zongzhi", "jf_tiaojie", basis="request", is_chosen=True)
    stage.hold(dispute, "jf_tiaojie", f"{_RECORD}，双方同意按评估结果赔偿")
    pk = dispute.pk
    stage.do(pk, "agree", "jf_tiaojie", facts="装修时水管接口松脱致漏水，双方对责任无异议",
             terms="被申请人甲支付修复费用", amount="9800", due_at=morning(20))  # fmt: skip
    stage.sign_all(dispute, "jf_tiaojie")
    stage.do(pk, "apply_confirmation", "jf_tiaojie", court="示例人民法院", checks=tuple(PRE_CHECKS))
    stage.do(pk, "decide_confirmation", "jf_tiaojie", result="confirmed", decided_at=timezone.now(),
             number_there="（2026）示例诉前调确18号")  # fmt: skip


def _told_to_the_police(stage: Stage) -> None:
    """A threat: reviewed the same day, the police told at once with receipt. Another sign still waits."""
    dispute = stage.register("ds_wgy1", "HOUSING", "两家为老宅院坪界线争执多次，一方扬言要拼命",
                             flags=("threat", "boundary"), flag_note="当众扬言要拼命，情绪激动")  # fmt: skip
    pk, flags = dispute.pk, {flag.code: flag.pk for flag in dispute.flags.all()}
    stage.do(pk, "tell_police", "ds_zongzhi", station="示例派出所", channel="station", told_at=timezone.now(),
             told_whom="值班民警", receipt="示公接字〔2026〕18号", note="电话告知并请到场稳控")  # fmt: skip
    stage.do(
        pk,
        "review_flag",
        "ds_zongzhi",
        flag=flags["threat"],
        review="police",
        note="派出所已到场，双方分开劝解",
    )
    stage.do(pk, "take_charge", "ds_zongzhi", leader="街道政法委员", note="每周研判一次，派出所、司法所配合")
    waits = stage.register("zf_wgy1", "HOUSING", "翻建时挖到邻家屋基，双方僵持", flags=("boundary",),
                           flag_note="两家亲属聚集，尚未动手")  # fmt: skip
    stage.do(waits.pk, "comment", "zf_zongzhi", note="请网格员今晚再走访一次")


def _restricted(stage: Stage) -> None:
    """Domestic violence: readers by name, sessions with one side alone."""
    dispute = stage.register("zf_cun1", "MARRIAGE_FAMILY", "夫妻争吵中一方被推搡受伤，向村委会求助",
                             restriction="domestic_violence", source="walk_in")  # fmt: skip
    pk, desk = dispute.pk, "zf_zongzhi"
    mediator = Mediator.objects.get(user__username="zf_cuntiaojie")
    stage.do(pk, "accept", desk)
    stage.do(pk, "mediate", desk, mediator=mediator.pk)
    stage.do(pk, "name_reader", desk, user=stage.cast["nk_diaodu"].person, note="区级指导处置")
    victim = dispute.parties.get(side="applicant")
    dispute = Dispute.objects.get(pk=pk)
    stage.hold(dispute, "zf_cuntiaojie", "单独听取申请人甲陈述，告知其报警、申请人身安全保护令等权利",
               is_joint=False, parties=(victim.pk,))  # fmt: skip


def _mediated_jointly(stage: Stage) -> None:
    """Two units at one table, one of them in the lead (联合调解)."""
    dispute = stage.register(
        "ds_zongzhi", "WAGES", "木业车间班组反映三个月工资未结清，涉及三十余人", source="petition",
        external_number="示信转〔2026〕18号", amount=Decimal(860000), people_involved=32, scale="02",
    )  # fmt: skip
    pk = stage.mediate(dispute.pk, "ds_zongzhi", "nk_yuanqu").pk
    police, housing = stage.cast["ds_paichusuo"].organ_id, stage.cast["nk_zhujian"].organ_id
    stage.do(
        pk,
        "join_units",
        "ds_zongzhi",
        organs=(housing, police),
        lead=housing,
        note="核实工程款拨付，维护现场秩序",
    )
    stage.do(pk, "assist", "nk_zhujian", note="已核实工程款拨付情况，责成总包单位先行垫付")
    stage.do(pk, "assist", "ds_paichusuo", note="现场秩序平稳")
    stage.do(pk, "link_petition", "ds_zongzhi", external_number="示信访〔2026〕77号", note="同一事项再次来访")
    stage.hold(Dispute.objects.get(pk=pk), "nk_yuanqu", "三方到场，企业承诺分两期支付，待书面协议")


def _handed_over(stage: Stage) -> None:
    """An incident that turned out to be a dispute: one click, linked both ways."""
    rows = Matter.objects.filter(kind="incident", state="reported", class_code="DISPUTE.NEIGHBOUR")
    for prefix in ("ds", "zf"):
        incident = rows.filter(township_code=stage.grounds[prefix][0].region_code[:9]).latest("opened_at")
        stage.do(
            incident.pk,
            "to_mediation",
            f"{prefix}_zongzhi",
            machine="incident",
            type="NEIGHBOUR",
            note="转矛盾纠纷调解",
        )


def _waiting(stage: Stage) -> None:
    """What lies on the desks in the morning: new ones, one that repeats, one joined, one set higher by hand."""
    parties = next(stage.pairs)
    first = stage.register(
        "ds_cun1",
        "PROPERTY_MGMT",
        "业主因电梯停运拒交物业费，物业停用门禁卡",
        source="phone",
        parties=parties,
    )
    again = stage.register(
        "ds_cun1", "PROPERTY_MGMT", "同一小区门禁卡停用引发争执", source="walk_in", parties=parties
    )
    # Nobody has looked at this one yet: the desk finds it in the box of those with the same parties.
    stage.register(
        "ds_cun1", "PROPERTY_MGMT", "业主与物业为电梯维修费用再起争执", source="walk_in", parties=parties
    )
    stage.do(first.pk, "accept", "ds_zongzhi2")
    stage.do(again.pk, "join", "ds_zongzhi", target=first.matter.number, note="同一事项")
    stage.do(first.pk, "set_level", "ds_zongzhi", level="larger", note="涉及一个单元三十余户，易聚集")
    stage.register("jf_wgy1", "NEIGHBOUR", "楼上夜间噪声影响休息，双方多次争吵")
    stage.register("zf_zongzhi", "TRAFFIC", "电动车与三轮车刮擦，双方对责任有分歧", source="police",
                   external_number="示公移〔2026〕31号")  # fmt: skip
    loan = stage.register(
        "jf_cun1", "FINANCE", "借款到期未还，双方对利息计算有争议", source="walk_in", amount=Decimal(52000)
    )
    stage.do(loan.pk, "accept", "jf_zongzhi")
    stage.do(loan.pk, "refer", "jf_zongzhi", kind="litigation", receiver="示例人民法院",
             note="申请人甲选择起诉，移交材料清单")  # fmt: skip
    stage.do(loan.pk, "channel_accepted", "jf_zongzhi", accepted_at=timezone.now(), procedure="simple",
             number_there="（2026）示例民初18号")  # fmt: skip
    refused = stage.register("jf_zongzhi", "CONTRACT", "店面租赁押金退还争议", source="application")
    stage.do(refused.pk, "reject", "jf_zongzhi", reason="法院已经受理", note="请依诉讼程序主张权利")


def _booked(stage: Stage) -> None:
    """The week of the mediators: sessions to come, one of them moved."""
    lines = (
        ("ds", "HOUSING", "老宅分家后对晒坪使用有争议", 1, 9), ("ds", "CONSUMER", "购买沙发与样品不符，要求退货", 2, 14),
        ("zf", "NEIGHBOUR", "鸡鸭进入菜地，双方多次口角", 1, 10), ("jf", "CONTRACT", "网店代运营费用结算有争议", 3, 9),
    )  # fmt: skip
    for prefix, type_code, text, days, hour in lines:
        name = f"{prefix}_tiaojie2" if type_code == "HOUSING" else f"{prefix}_tiaojie"
        dispute = stage.register(f"{prefix}_cun1", type_code, text, source="walk_in")
        pk = stage.mediate(dispute.pk, f"{prefix}_zongzhi", name).pk
        at = morning(days, hour)
        stage.do(pk, "plan_session", name, starts_at=at, minutes=90, room="调解一室", is_joint=True)
        if type_code == "CONSUMER":
            session = Dispute.objects.get(pk=pk).channels.get(state="open").sessions.get()
            stage.do(pk, "adjourn_session", name, session=session.pk, starts_at=at + timedelta(days=1),
                     note="一方临时外出")  # fmt: skip
