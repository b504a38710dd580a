"""How people call an organisation for short: without its division and without its legal form. Pure.

南康区腾飞家具厂 is 腾飞家具厂 to everybody, and 腾飞家具有限公司 is 腾飞家具. 厂, 店 and their like belong to the name. What
is left counts as a name only if something in it tells this one from others: 家具厂 or 人民政府 stand in many a text.
"""

from __future__ import annotations

import re

_DIVISION = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:特别行政区|自治区|自治州|自治县|街道|省|市|区|县|旗|镇|乡)(?:办事处)?"
)
#: End like a division and are none.
_NO_DIVISION = (
    "超市", "门市", "夜市", "花市", "菜市", "集市", "城市", "都市", "小区", "园区", "社区", "校区", "厂区", "街区", "景区",
    "山区", "城乡",
)  # fmt: skip
_LEGAL_FORM = re.compile(
    r"(?:集团)?(?:股份有限公司|有限责任公司|有限公司|公司)(?:[\u4e00-\u9fff]{0,6}分公司)?$"
)
#: Words of trades and kinds of organisations, which tell nobody apart; the longest first.
_COMMON = re.compile(
    "街道办事处|办事处|检察院|卫生院|幼儿园|派出所|委员会|理事会|合作社|自来水|房地产|总公司|"
    "分公司|人民|政府|移动|通信|电信|法院|医院|卫生|学校|小学|中学|大学|中心|村民|居民|"
    "业主|专业|信用|农村|商业|银行|保险|供电|供水|燃气|公交|客运|货运|快递|物流|运输|建设|"
    "建筑|劳务|工程|装饰|装修|建材|板材|木材|木业|家具|家居|家私|物业|管理|服务|连锁|超市|"
    "商贸|贸易|商行|食品|餐饮|饭店|酒店|宾馆|旅馆|门市|营业|经营|批发|零售|市场|卖场|机械|"
    "电子|科技|信息|网络|实业|投资|开发|置业|汽车|修理|维修|农业|林业|种植|养殖|美容|美发|"
    "服装|鞋业|药店|书店|医药|教育|培训|咨询|文化|传媒|广告|旅游|有限|责任|股份|集团|公司|"
    "工厂|酒|茶|第|厂|店|行|部|馆|场|院|所|社|站|会|局|办|园|铺|城|分|总"
)
_SHORTEST = 3
_TELLS_APART = 2


def short_names(name: str) -> list[str]:
    """Return the shorter forms of an organisation's name that still tell it from others."""
    bare = _without_divisions(name)
    forms = {bare, _LEGAL_FORM.sub("", name), _LEGAL_FORM.sub("", bare)} - {name}
    return sorted(form for form in forms if len(form) >= _SHORTEST and _tells_apart(form))


def _without_divisions(name: str) -> str:
    while (found := _DIVISION.match(name)) and not found[0].endswith(_NO_DIVISION):
        name = name[found.end() :]
    return name


def _tells_apart(form: str) -> bool:
    return len(_COMMON.sub("", form)) >= _TELLS_APART
