"""A township that looks lived in: people with names, a dozen incidents in many states."""

from __future__ import annotations

from itertools import product

from grids.models import Incident
from pingan.accounts.models import User
from pingan.common.text import pinyin_key
from tests.factories.incidents import given_incident
from tests.factories.world import Place, World

_NAMES = [
    "".join(parts) for parts in product("陈刘黄王李张吴邱廖赖", ("建国", "秀英", "文斌", "海燕", "志强"))
]
#: class, what was said, state that it is brought to
_STORIES = (
    ("APPEAL.ENVIRONMENT.WASTE", "菜市场东门垃圾三天没清，异味重", "reported"),
    ("HAZARD.FIRE.EXIT", "幸福里小区三栋楼道堆满纸箱，疏散通道堵死", "reported"),
    ("DISPUTE.NEIGHBOUR", "两户因排水沟流向争吵，昨晚已劝开", "reported"),
    ("APPEAL.FACILITY.ROAD", "朱坊小学门口路面塌陷约半米", "accepted"),
    ("HAZARD.FIRE.EBIKE", "一楼门厅有五辆电动车飞线充电", "dispatched"),
    ("APPEAL.FACILITY.WATER", "新圩组自来水早晚水压不足，涉及二十余户", "signed"),
    ("APPEAL.ENVIRONMENT.NOISE", "夜宵摊凌晨两点仍放音响", "returned"),
    ("HAZARD.GEOLOGY", "屋后边坡有新裂缝，雨后渗水", "handled"),
    ("DISPUTE.WAGES", "厂里拖欠七名工人两个月工资", "verified"),
    ("APPEAL.SERVICE", "高龄补贴认证老人行动不便，请上门办理", "answered"),
    ("APPEAL.FACILITY.LAMP", "村口路灯坏了三天，晚上看不见路", "closed"),
)


def name_everybody(world: World) -> None:
    """Give the world's people names that one could meet."""
    people = [user for place in world.places.values() for user in place.users.values()]
    people += [*world.admins.values(), world.province_office]
    for user, name in zip(people, _NAMES, strict=False):
        user.name, user.name_pinyin = name, pinyin_key(name, is_person=True)
    User.objects.bulk_update(people, ["name", "name_pinyin"])


def given_busy_township(place: Place) -> list[Incident]:
    """One incident of each story."""
    step = 0.0013
    return [
        given_incident(
            place,
            state,
            category=category,
            description=text,
            longitude=place.point[0] + step * (number % 4 - 2),
            latitude=place.point[1] + step * (number % 3 - 1),
        )
        for number, (category, text, state) in enumerate(_STORIES)
    ]
