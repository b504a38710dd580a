"""Demo accounts: somebody in every role, in two townships of one county and one of another."""

from __future__ import annotations

import base64
import hmac
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password

from grids.models import DutyRole, Employment, Grid, GridAssignment
from pingan.access.rules import SECOND_FACTOR_ROLES
from pingan.accounts.models import User
from pingan.common.text import pinyin_key
from pingan.org.models import Organ, Post, Region

#: Public on purpose: demo accounts are marked and production refuses to start with them.
PASSWORD = "Pingan-Demo-2026"  # noqa: S105
_SINCE = date(2024, 1, 1)
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗钟谢曾邱廖赖卢"
_GIVEN = (
    "建国",
    "秀英",
    "伟",
    "芳",
    "志强",
    "丽华",
    "军",
    "敏",
    "文斌",
    "小红",
    "海燕",
    "国平",
    "晓东",
    "玉兰",
    "永发",
    "春梅",
)


@dataclass(frozen=True)
class Person:
    """A demo account with its post."""

    user: User
    role: str
    region: Region


@dataclass(frozen=True)
class Plan:
    """An account to be made. ``organ``: the unit's name, or ``committee`` for the village's own."""

    username: str
    role: str
    code: str
    organ: str = ""


COUNTY = "360703"
_PLANS: tuple[Plan, ...] = (
    Plan("sheng_bangongshi", "body_office", "360000000000", "江西省平安建设领导小组办公室"),
    Plan("sheng_shenji", "auditor", "360000000000"),
    Plan("shi_bangongshi", "body_office", "360700000000", "赣州市平安建设领导小组办公室"),
    Plan("nk_pinganban", "body_office", "360703000000", "南康区平安建设领导小组办公室"),
    Plan("nk_diaodu", "county_dispatcher", "360703000000", "南康区社会治安综合治理中心"),
    Plan("nk_zhengfu", "county_government", "360703000000", "南康区人民政府"),
    Plan("nk_lingdao", "leader", "360703000000"),
    Plan("nk_shenji", "auditor", "360703000000"),
    Plan("nk_chengguan", "unit_handler", "360703000000", "南康区城市管理局"),
    Plan("nk_zhujian", "unit_handler", "360703000000", "南康区住房和城乡建设局"),
    Plan("nk_yingji", "unit_handler", "360703000000", "南康区应急管理局"),
    Plan("nk_xiaofang", "unit_handler", "360703000000", "南康区消防救援大队"),
    Plan("zg_diaodu", "county_dispatcher", "360702000000", "章贡区社会治安综合治理中心"),
    Plan("zg_pinganban", "body_office", "360702000000", "章贡区平安建设领导小组办公室"),
    Plan("zg_zhengfu", "county_government", "360702000000", "章贡区人民政府"),
    Plan("zg_chengguan", "unit_handler", "360702000000", "章贡区城市管理局"),
    Plan("xitong", "system_admin", "360000000000"),
    Plan("anquan", "security_admin", "360000000000"),
    Plan("shenjiyuan", "audit_admin", "360000000000"),
)
#: Drawn last, so that the names of all others stay as they were.
_LATER: tuple[Plan, ...] = (
    Plan("nk_zhuanjia", "expert", "360703000000"),
    Plan("nk_zhuanjia2", "expert", "360703000000"),
    Plan("sheng_lingdao", "leader", "360000000000"),
)
#: (user name prefix, township)
_TOWNSHIPS = (("ds", "360703001000"), ("zf", "360703203000"), ("jf", "360702001000"))


def draw_name(draw: random.Random) -> str:
    """Return a common name; nobody in particular."""
    return draw.choice(_FAMILY) + draw.choice(_GIVEN)


def totp_secret_of(username: str) -> str:
    """Return a demo account's second-factor secret: stable per installation, in base32."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"demo-totp:{username}".encode(), sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def demo_people(grids: Iterable[Grid]) -> list[Person]:
    """Create the accounts with known passwords."""
    draw = random.Random(2026)
    by_village: dict[str, list[Grid]] = {}
    for grid in grids:
        by_village.setdefault(grid.region.code, []).append(grid)
    password = make_password(PASSWORD)
    people = create_people(_PLANS, draw, password)
    for prefix, township in _TOWNSHIPS:
        people += _township(prefix, township, by_village, password, draw)
    return people + create_people(_LATER, draw, password)


def _township(
    prefix: str, code: str, by_village: dict[str, list[Grid]], password: str, draw: random.Random
) -> list[Person]:
    name = Region.objects.get(code=code, valid_to=None).name
    center = f"{name}社会治安综合治理中心"
    office = f"{name}平安建设领导小组办公室"
    plans = [
        Plan(f"{prefix}_zongzhi", "township_desk", code, center),
        Plan(f"{prefix}_zongzhi2", "township_desk", code, center),
        Plan(f"{prefix}_lingdao", "leader", code),
        Plan(f"{prefix}_pinganban", "body_office", code, office),
        Plan(f"{prefix}_paichusuo", "unit_handler", code, f"{name}派出所"),
    ]
    people = create_people(plans, draw, password)
    villages = sorted(village for village in by_village if village.startswith(code[:9]))[:3]
    for place, village in enumerate(villages, start=1):
        people.append(
            _create(Plan(f"{prefix}_cun{place}", "community_staff", village, "committee"), password, draw)
        )
        worker = _create(Plan(f"{prefix}_wgy{place}", "grid_worker", village), password, draw)
        people.append(worker)
        GridAssignment.objects.bulk_create(
            GridAssignment(
                grid=grid, user=worker.user, duty_role=DutyRole.LEADER if place == 1 else DutyRole.WORKER,
                employment=Employment.FULL_TIME, public_phone="0797-66000" + str(place), valid_from=_SINCE,
                reason="演示数据",
            )
            for grid in by_village[village][:3]
        )  # fmt: skip
    return people


def fill_units(county: Region, draw: random.Random) -> None:
    """Give every unit of a county that has nobody yet a handler, whose account cannot sign in."""
    empty = Organ.objects.filter(region=county, routing_rules__isnull=False).distinct().order_by("pk")
    manned = set(Post.objects.filter(role="unit_handler").values_list("organ_id", flat=True))
    for place, organ in enumerate((organ for organ in empty if organ.pk not in manned), start=1):
        name = draw_name(draw)
        user = User(
            username=f"dw{county.code[:6]}{place:02d}",
            name=name,
            name_pinyin=pinyin_key(name, is_person=True),
            is_demo=True,
        )
        user.set_unusable_password()
        user.save()
        Post.objects.create(
            user=user, role="unit_handler", region=county, organ=organ, held_from=_SINCE, reason="演示数据"
        )


def create_people(plans: Iterable[Plan], draw: random.Random, password: str = "") -> list[Person]:
    """Create accounts with the known password (or a hash of it that was made already) and their posts."""
    password = password or make_password(PASSWORD)
    return [_create(plan, password, draw) for plan in plans]


def _create(plan: Plan, password: str, draw: random.Random) -> Person:
    region = Region.objects.get(code=plan.code, valid_to=None)
    organ = _organ(plan, region)
    name = draw_name(draw)
    user = User.objects.create(
        username=plan.username,
        name=name,
        name_pinyin=pinyin_key(name, is_person=True),
        password=password,
        is_demo=True,
    )
    Post.objects.create(
        user=user, role=plan.role, region=region, organ=organ, held_from=_SINCE, reason="演示数据"
    )
    if plan.role in SECOND_FACTOR_ROLES:
        secret = get_adapter().encrypt(totp_secret_of(plan.username))
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": secret})
    return Person(user, plan.role, region)


def _organ(plan: Plan, region: Region) -> Organ | None:
    if not plan.organ:
        return None
    if plan.organ == "committee":
        return Organ.objects.get(region=region, kind="village_committee")
    return Organ.objects.get(region__code__startswith=region.prefix, name=plan.organ)
