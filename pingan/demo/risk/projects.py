"""The major decisions of the demo's catalogue: what each is about, and what its report says."""

from __future__ import annotations

from dataclasses import dataclass

from risk.models.decision_choices import Aspect


@dataclass(frozen=True)
class Project:
    """A decision to be assessed: by whose account, what, about which field, in which township (blank: the county)."""

    unit: str
    title: str
    text: str
    field: str
    factors: tuple[tuple[str, str, Aspect], ...]
    region: str = ""


DEMOLITION = Project(
    "nk_zhujian", "旭日片区房屋征收与补偿安置方案",
    "拟征收旭日片区房屋二百一十户，用于城市道路和安置小区建设，货币补偿与产权调换相结合。",
    "expropriation",
    (("补偿标准分歧", "0.5", Aspect.RATIONALITY), ("过渡期安置不到位", "0.3", Aspect.FEASIBILITY),
     ("施工扬尘和噪声", "0.2", Aspect.CONTROLLABILITY)),
    "360703001000",
)  # fmt: skip
WASTE = Project(
    "nk_chengguan", "生活垃圾焚烧发电项目选址",
    "拟在朱坊乡建设日处理六百吨的生活垃圾焚烧发电项目，配套进场道路和防护林带。",
    "environment",
    (("邻避情绪与集中反映", "0.6", Aspect.CONTROLLABILITY), ("环境影响公示不充分", "0.4", Aspect.LEGALITY)),
    "360703203000",
)  # fmt: skip
PARKING = Project(
    "nk_chengguan", "中心城区道路停车收费标准调整方案",
    "拟将中心城区一类路段停车收费由每小时两元调整为四元，夜间免费时段缩短两小时。",
    "other",
    (("群众普遍反对涨价", "0.7", Aspect.RATIONALITY), ("沿街商户经营受影响", "0.3", Aspect.FEASIBILITY)),
)  # fmt: skip
SCHOOL = Project(
    "nk_zhujian", "城东学校布局调整与学区划分方案",
    "拟撤并两所教学点，新建一所九年一贯制学校，同步调整六个社区的学区。",
    "education",
    (("学区划分争议", "0.6", Aspect.RATIONALITY), ("上下学距离增加", "0.4", Aspect.FEASIBILITY)),
)  # fmt: skip
HOSPITAL = Project(
    "nk_zhujian", "区人民医院整体搬迁项目",
    "拟将区人民医院整体搬迁至城南新区，原址改建为社区卫生服务中心和康养中心。",
    "health",
    (("老城区就医不便", "0.5", Aspect.RATIONALITY), ("施工期交通组织", "0.5", Aspect.CONTROLLABILITY)),
)  # fmt: skip
BRIDGE = Project(
    "nk_zhujian", "蓉江老桥应急加固及限行方案",
    "汛后检查发现桥墩冲刷严重，拟立即封闭加固，限行四十五天。",
    "construction",
    (),
)  # fmt: skip
REPORT = {
    "legality": "项目符合国土空间规划和年度投资计划，审批手续齐全，决策主体和程序合法",
    "rationality": "方案兼顾多数群众利益，补偿和优惠政策与周边同类项目一致",
    "feasibility": "资金已列入年度预算，时机和条件基本成熟，配套方案已落实到单位",
    "controllability": "已成立工作专班，制定应急预案和舆情应对方案，责任到岗到人",
}
