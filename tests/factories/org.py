"""Organisation for tests: real codes of 南康区 and of one county beside it, people with posts, actors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from pingan.access.rules import Actor, system_actor
from pingan.accounts.models import User
from pingan.common.ids import OrganId, PostId, UserId
from pingan.common.text import pinyin_key
from pingan.org.models import CoordinatingBody, Organ, Post, Region
from pingan.org.queries import covered_prefixes
from pingan.org.rules import code_above, level_of_code
from pingan.org.services.divisions import pinyin_initials

_numbers = count(1)
LONG_AGO = date(2024, 1, 1)

NAMES = {
    "360000000000": "江西省",
    "360100000000": "南昌市",
    "360103000000": "西湖区",
    "360103015000": "九洲街道",
    "360700000000": "赣州市",
    "360703000000": "南康区",
    "360703201000": "大坪乡",
    "360703202000": "横寨乡",
    "360703203000": "朱坊乡",
    "360703203200": "朱坊村委会",
    "360703203201": "中坊村委会",
    "360703204000": "太窝乡",
    "360704000000": "赣县区",
    "360704100000": "梅林镇",
    "360704100200": "桃源村委会",
}


def given_region(code: str, name: str = "", *, valid_from: date | None = None) -> Region:
    """Return the division in force with this code, with all above it; made where it does not exist."""
    known = Region.objects.in_force().filter(code=code).first()
    if known is not None:
        return known
    above = code_above(code)
    name = name or NAMES.get(code, f"区划{code}")
    level = level_of_code(code)
    assert level is not None
    return Region.objects.create(
        code=code,
        name=name,
        name_pinyin=pinyin_key(name),
        name_initials=pinyin_initials(name),
        level=level,
        parent=given_region(above) if above else None,
        valid_from=valid_from,
        urban_rural_code="220" if level == 5 else "",
    )


@dataclass(frozen=True)
class TwoCounties:
    """The divisions that most tests need."""

    province: Region
    city: Region
    county: Region
    township: Region
    other_township: Region
    village: Region
    other_village: Region
    other_county: Region
    foreign_township: Region


def given_two_counties() -> TwoCounties:
    """Return 南康区 with 朱坊乡 (two villages) and 太窝乡, and 赣县区 with 梅林镇."""
    return TwoCounties(
        province=given_region("360000000000"),
        city=given_region("360700000000"),
        county=given_region("360703000000"),
        township=given_region("360703203000"),
        other_township=given_region("360703204000"),
        village=given_region("360703203200"),
        other_village=given_region("360703203201"),
        other_county=given_region("360704000000"),
        foreign_township=given_region("360704100000"),
    )


def given_user(name: str = "", *, username: str = "", password: str | None = None) -> User:
    """Return a new active account."""
    number = next(_numbers)
    username = username or f"user{number}"
    return User.objects.create_user(username=username, password=password, name=name or f"张三{number}")


def given_organ(region: Region, name: str = "", *, kind: str = Organ.Kind.DEPARTMENT) -> Organ:
    """Return a new unit of a region."""
    name = name or f"{region.name}第{next(_numbers)}局"
    return Organ.objects.create(name=name, name_pinyin=pinyin_key(name), kind=kind, region=region)


def given_body(region: Region, *, valid_from: date = LONG_AGO) -> CoordinatingBody:
    """Return the coordinating body of a region, founded long ago."""
    return CoordinatingBody.objects.create(
        region=region,
        level=region.level,
        name=f"{region.name}平安建设领导小组",
        document="赣平安〔2024〕1号",
        valid_from=valid_from,
    )


def given_post(
    role: str,
    region: Region,
    *,
    user: User | None = None,
    organ: Organ | None = None,
    held_from: date = LONG_AGO,
    held_to: date | None = None,
) -> Post:
    """Return a post held by a user (a new one unless given)."""
    return Post.objects.create(
        user=user or given_user(),
        role=role,
        region=region,
        organ=organ,
        held_from=held_from,
        held_to=held_to,
    )


def actor_of(post: Post) -> Actor:
    """Return the actor that a post makes, without the scopes that higher apps fill."""
    return Actor(
        user_id=UserId(post.user_id),
        name=post.user.name,
        post_id=PostId(post.pk),
        role=post.role,
        level=post.region.level,
        areas=covered_prefixes(post.region),
        region_id=post.region_id,
        region_code=post.region.code,
        organ_id=OrganId(post.organ_id) if post.organ_id else None,
    )


def given_actor(role: str, region: Region, *, organ: Organ | None = None) -> Actor:
    """Return an actor with a new post of this role for this region."""
    return actor_of(given_post(role, region, organ=organ))


__all__ = [
    "LONG_AGO",
    "NAMES",
    "TwoCounties",
    "actor_of",
    "given_actor",
    "given_body",
    "given_organ",
    "given_post",
    "given_region",
    "given_two_counties",
    "given_user",
    "system_actor",
]
