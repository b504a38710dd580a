"""What invented reports say: sentences by class, so that text and class fit. Nobody wrote them."""

from __future__ import annotations

from functools import cache

#: Shares of kinds of incident (domain.md §10).
KINDS = {"APPEAL": 40, "HAZARD": 25, "DISPUTE": 17, "ORDER": 9, "INFO": 6, "EMERGENCY": 1}
#: By class or any class above it; the closest one is used.
SENTENCES: dict[str, tuple[str, ...]] = {
    "APPEAL": ("居民希望社区增设便民服务点", "群众反映窗口排队时间较长，建议增开窗口"),
    "APPEAL.ENVIRONMENT": ("公共绿地杂草较高，影响通行", "沟渠边有零星垃圾，请安排清理"),
    "APPEAL.ENVIRONMENT.WASTE": ("垃圾清运不及时，气味难闻", "垃圾桶破损，垃圾散落在路边"),
    "APPEAL.ENVIRONMENT.NOISE": ("夜间施工噪声扰民", "木工作坊午休时间机器声响较大"),
    "APPEAL.ENVIRONMENT.SEWAGE": ("污水管道堵塞外溢", "排水沟积水发臭"),
    "APPEAL.FACILITY": ("健身器材松动，存在安全风险", "公交站座椅损坏"),
    "APPEAL.FACILITY.LAMP": ("村口路灯不亮，夜间出行不便", "巷内三盏路灯损坏，老人晚归不便"),
    "APPEAL.FACILITY.ROAD": ("主干道路面破损积水", "入村道路塌陷一处，车辆绕行"),
    "APPEAL.FACILITY.WATER": ("自来水压力不足，高层用水困难", "供水管道渗漏，路面长期潮湿"),
    "APPEAL.FACILITY.LIFT": ("小区电梯经常停运，老人上下楼困难", "电梯运行时有异响，住户担心安全"),
    "APPEAL.LIVELIHOOD": ("独居老人申请临时救助", "残疾人家庭咨询补贴发放进度"),
    "APPEAL.POLICY": ("咨询医保缴费和报销政策", "咨询农房建设审批手续"),
    "DISPUTE": ("双方因费用结算发生争议，请求调解", "双方对责任划分意见不一，情绪较激动"),
    "DISPUTE.FAMILY": ("夫妻因家庭开支发生争执", "兄弟因老人赡养问题产生分歧"),
    "DISPUTE.NEIGHBOUR": ("邻里因排水沟发生争执", "相邻两户因楼道摆放物品争吵"),
    "DISPUTE.HOUSING": ("宅基地边界有争议", "翻建房屋影响邻居采光引发争议"),
    "DISPUTE.LABOUR": ("离职后工资结算出现分歧", "加班补贴计算标准有争议"),
    "DISPUTE.WAGES": ("工地务工人员反映工资未按时发放", "家具厂班组反映尾款拖欠"),
    "DISPUTE.CONSUMER": ("购买家具后退换货产生纠纷", "预付卡商家停业，消费者要求退款"),
    "DISPUTE.PROPERTY": ("物业费收取标准引发争议", "小区停车位管理引起业主不满"),
    "DISPUTE.LAND": ("山林权属界线有争议", "承包地田埂被占用引发纠纷"),
    "HAZARD": ("巡查发现设施老化，存在安全风险", "场所安全管理不到位，需整改"),
    "HAZARD.FIRE": ("沿街商铺住人，未设独立疏散出口", "家具厂粉尘未及时清理"),
    "HAZARD.FIRE.EXIT": ("楼道堆放杂物堵塞疏散通道", "消防通道被车辆占用"),
    "HAZARD.FIRE.EBIKE": ("电动自行车飞线充电", "电动自行车停放在楼梯间充电"),
    "HAZARD.FIRE.EQUIPMENT": ("消防栓无水，箱门损坏", "灭火器过期未更换"),
    "HAZARD.TRAFFIC": ("路口视线被广告牌遮挡，容易发生事故", "急弯处警示标志缺失"),
    "HAZARD.CONSTRUCTION": ("工地围挡破损，行人可以进入", "脚手架扣件松动"),
    "HAZARD.FLOOD": ("水塘边缺少防护栏", "排洪沟被淤泥堵塞"),
    "HAZARD.GEOLOGY": ("屋后边坡有裂缝，雨天有落石", "山体局部滑塌，威胁一户住房"),
    "HAZARD.GAS": ("燃气软管老化未更换", "餐馆燃气瓶存放不规范"),
    "HAZARD.ELECTRICITY": ("电线私拉乱接，绝缘层破损", "变压器旁树枝触线"),
    "HAZARD.BUILDING": ("沿街广告牌松动有坠落风险", "老旧房屋墙体开裂"),
    "HAZARD.SCHOOL": ("学校门口上下学时段交通拥堵", "校园围墙有破损"),
    "HAZARD.FOOD_DRUG": ("小作坊卫生条件差，未见健康证", "摊点食品裸露售卖"),
    "ORDER": ("巡查发现有人聚集喧哗", "夜间巡防发现可疑人员徘徊"),
    "ORDER.DAMAGE": ("监控杆被车辆撞斜", "巡查发现公共座椅损坏"),
    "INFO": ("更新网格常住人口数据",),
    "INFO.PUBLICITY": ("开展防溺水宣传，发放告知书", "上门宣传反诈知识"),
    "INFO.VISIT": ("走访独居老人并登记需求", "走访重点场所并登记"),
    "EMERGENCY": ("现场情况紧急，已通知有关部门",),
    "EMERGENCY.NATURAL": ("暴雨导致道路中断", "强降雨后河水上涨，低洼处两户转移"),
    "EMERGENCY.ACCIDENT": ("仓库冒烟，已通知消防", "家具厂车间起火，人员已疏散"),
    "EMERGENCY.HEALTH": ("多人出现腹泻症状", "农村宴席后十余人身体不适"),
    "EMERGENCY.SOCIAL": ("多人聚集堵路，现场秩序混乱",),
}  # fmt: skip
PLACES = (
    "村委会旁", "小学门口", "农贸市场南侧", "家具产业园3号楼", "幸福小区2栋", "老街22号", "桥头", "文化广场",
    "卫生室对面", "公交站旁", "祠堂前", "安置小区5栋",
)  # fmt: skip
RESULTS = (
    "已现场处理完毕", "已更换损坏部件并试运行", "已组织双方协商一致", "已清理并安排专人巡查",
    "已设置警示标志并列入整改计划",
)  # fmt: skip
ON_THE_SPOT = ("当场清理完毕", "当场劝导整改到位", "现场登记并答复", "已当场处理，群众无异议")
#: Classes that do not belong in a demo county's ordinary year.
UNUSUAL = ("DISPUTE.IP", "DISPUTE.FINANCE", "HAZARD.FUNDRAISING", "HAZARD.MINE", "EMERGENCY.SOCIAL")
FAMILY, TITLES = "王李张刘陈杨黄赵", ("先生", "女士")


@cache
def above(code: str) -> list[str]:
    """Return a class and the classes above it, the closest first."""
    parts = code.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


def sentences_for(code: str) -> tuple[str, ...]:
    """Return what a report of this class may say.

    Raises:
        KeyError: the catalogue has a kind that nobody wrote a sentence for.

    """
    for candidate in above(code):
        if candidate in SENTENCES:
            return SENTENCES[candidate]
    raise KeyError(code)
