"""What invented disputes say. Nobody wrote them, and no party is named in them."""

from __future__ import annotations

from typing import Final

#: Shares of types (domain.md §4.1: 人民调解统计报表, 869 cases of a month).
SHARES: Final = {
    "MARRIAGE_FAMILY": 18.4, "NEIGHBOUR": 32.0, "HOUSING": 7.7, "CONTRACT": 5.1, "BUSINESS": 3.6, "DAMAGE": 8.7,
    "FOREST_LAND": 2.1, "EXPROPRIATION": 3.2, "ENVIRONMENT": 0.5, "LABOR": 1.0, "WAGES": 0.5, "CONSUMER": 0.8,
    "MEDICAL": 6.3, "TRAFFIC": 3.8, "PROPERTY_MGMT": 0.1, "VILLAGE_AFFAIRS": 1.2, "FINANCE": 1.2, "SCHOOL": 1.2,
    "ENTERPRISE": 1.0, "ECOMMERCE": 0.6, "OTHER": 1.0,
}  # fmt: skip
#: Shares of sources: 主动调解 52.4, 申请 43.5, 委托移送 4.1 (domain.md §4.1).
SOURCES: Final = {
    "screening": 52.4, "application": 24.0, "walk_in": 12.5, "phone": 7.0, "court": 1.4, "police": 1.3,
    "petition": 0.9, "other_unit": 0.5,
}  # fmt: skip
#: Sources whose sender keeps the dispute under a number of its own.
NUMBERED: Final = {
    "court": "赣0703诉前调",
    "police": "康公移字",
    "petition": "康信转字",
    "other_unit": "康转字",
}
TEXTS: Final = {
    "MARRIAGE_FAMILY": (
        "夫妻双方因家庭开支和子女教育意见不合，多次争吵", "兄弟之间对老人赡养费用的分担有分歧",
        "离异双方就孩子探望时间发生争执",
    ),
    "NEIGHBOUR": (
        "相邻两户因屋檐滴水流向发生争执", "一户在公共通道堆放木料，邻居出入不便",
        "楼上漏水致楼下天花板受损，双方对维修有分歧",
        "家禽进入邻居菜地，双方发生口角", "夜间打麻将声响影响邻居休息",
    ),
    "HOUSING": ("翻建房屋时对滴水距离有争议", "两户对老宅院坪的使用范围说法不一"),
    "CONTRACT": ("家具订单交货延误，双方对违约金有争议", "店面租期未满，双方对押金退还有分歧"),
    "BUSINESS": ("合伙经营木材加工，分账时发生争议", "两家商铺因促销摊位占用门前位置发生纠纷"),
    "DAMAGE": ("装卸时砸坏货物，双方对赔偿数额有分歧", "宠物犬抓伤路人，双方对医疗费有争议", "施工振动致邻房墙面开裂"),
    "FOREST_LAND": ("两户对油茶山界线说法不一", "承包地田埂被逐年蚕食，引发争议"),
    "EXPROPRIATION": ("对附属物补偿的清点结果有异议", "安置房楼层分配引发争议"),
    "ENVIRONMENT": ("喷漆作坊气味影响周边住户",),
    "LABOR": ("离职后加班费结算有争议",),
    "WAGES": ("班组反映工程尾款拖欠，工人工资未结清",),
    "CONSUMER": ("购买沙发与样品不符，双方对退换有分歧",),
    "MEDICAL": ("患方对诊疗结果有异议，要求说明和补偿",),
    "TRAFFIC": ("电动车与三轮车刮擦，双方对责任和修车费有分歧",),
    "PROPERTY_MGMT": ("业主对物业服务质量不满，拒交物业费",),
    "VILLAGE_AFFAIRS": ("村民对集体鱼塘发包价格有异议",),
    "FINANCE": ("民间借款到期未还，双方对利息计算有争议",),
    "SCHOOL": ("学生课间碰撞，双方家长对医药费有分歧",),
    "ENTERPRISE": ("工业园两家企业因共用道路维护费用发生争议",),
    "ECOMMERCE": ("网购家具运输损坏，商家与买家互相推责",),
    "OTHER": ("双方因宴席座次发生口角，影响来往",),
}  # fmt: skip
#: Who is a party as an organisation, by type; the others are persons.
ORGANISATIONS: Final = {
    "CONTRACT": "示例家具厂", "CONSUMER": "示例家居卖场", "MEDICAL": "示例卫生院", "LABOR": "示例木业有限公司",
    "WAGES": "示例建筑劳务公司", "PROPERTY_MGMT": "示例物业公司", "ENTERPRISE": "示例板材有限公司",
    "ECOMMERCE": "示例电商经营部", "ENVIRONMENT": "示例喷漆作坊", "EXPROPRIATION": "示例征收项目部",
    "VILLAGE_AFFAIRS": "示例经济合作社", "SCHOOL": "示例小学",
}  # fmt: skip
#: What an amount in yuan may be, by type; the others are rarely about money.
AMOUNTS: Final = {
    "CONTRACT": (3_000, 150_000), "BUSINESS": (2_000, 80_000), "DAMAGE": (500, 30_000), "EXPROPRIATION": (5_000, 200_000),
    "LABOR": (2_000, 60_000), "WAGES": (20_000, 1_200_000), "CONSUMER": (300, 9_000), "MEDICAL": (3_000, 120_000),
    "TRAFFIC": (300, 20_000), "FINANCE": (5_000, 200_000), "ENTERPRISE": (5_000, 300_000), "HOUSING": (1_000, 40_000),
    "ECOMMERCE": (300, 6_000), "SCHOOL": (300, 8_000),
}  # fmt: skip
CLAUSES: Final = (
    "被申请人甲向申请人甲当面致歉", "被申请人甲清理通道并恢复原状", "被申请人甲支付维修费用",
    "双方今后互谅互让，不再为此事争吵",
    "申请人甲与被申请人甲各自承担一半费用", "被申请人甲分期支付补偿款",
)  # fmt: skip
RECORDS: Final = (
    "双方陈述了各自的理由，调解员讲解了相关规定，双方同意下次继续协商",
    "调解员实地查看后提出方案，双方就主要事项取得一致", "双方情绪平和，对事实没有异议，对数额仍有差距",
)  # fmt: skip
SETTLED: Final = ("双方当场握手言和，互不追究", "一方当场赔礼道歉，另一方表示谅解", "双方自行协商，当场结清")
PLACES: Final = ("村部旁", "老街巷口", "家具产业园内", "安置小区", "河堤边", "集市南侧", "祠堂后", "小学旁")
VISITS: Final = ("协议已履行，双方来往正常", "双方均表示满意", "已电话回访，未再发生争执")
FAMILY: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗钟谢曾邱廖赖卢"
GIVEN: Final = (
    "来福",
    "长根",
    "秋菊",
    "桂香",
    "水生",
    "金凤",
    "春生",
    "满秀",
    "发祥",
    "月娥",
    "冬生",
    "梅香",
)
