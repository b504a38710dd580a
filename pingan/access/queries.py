"""Reads that turn an account into an actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import timezone, translation

from pingan.access.rules import SECOND_FACTOR_ROLES, Actor
from pingan.accounts.models import ApiToken, User
from pingan.accounts.rules.tokens import digest_of
from pingan.common.errors import NotFound
from pingan.common.ids import OrganId, PostId, UserId
from pingan.common.slots import actor_scopes
from pingan.common.statements import columns, fields_of, instance, rows_of
from pingan.org.models import Organ, Post, Region
from pingan.org.queries import covered_column, region_by_code
from pingan.org.rules import prefixes_cover

_POST = fields_of(Post, "id", "user_id", "role", "region_id", "organ_id", "held_from")
_REGION = fields_of(Region, "id", "code", "level", "name")
_ORGAN = fields_of(Organ, "id", "name", "short_name")
_TOKEN = fields_of(ApiToken)
_USER = fields_of(User, without=("phone",))
#: Read on every request, so it is written out: compiling it takes the ORM five times as long as running it.
_HELD = f"""
{columns(Post, "p", _POST)}, {columns(Region, "r", _REGION)}, {columns(Organ, "o", _ORGAN)},
  array(
    select g.matter_id from access_grant g
    where g.user_id = p.user_id and g.revoked_at is null and g.expires_at > %(now)s
  ),
  {covered_column("r")}
"""  # noqa: S608 - names of columns only
_POSTS = "(org_post p join org_region r on r.id = p.region_id left join org_organ o on o.id = p.organ_id)"
_IS_HELD = "p.held_from <= %(day)s and (p.held_to is null or p.held_to > %(day)s)"
_OF_USER = f"""
select {_HELD} from {_POSTS} where p.user_id = %(user)s and {_IS_HELD} order by p.held_from, p.id
"""  # noqa: S608 - names of columns only
_OF_KEY = f"""
select {columns(ApiToken, "t", _TOKEN)}, {columns(User, "u", _USER)}, {_HELD}
from accounts_apitoken t join accounts_user u on u.id = t.user_id
  left join {_POSTS} on p.user_id = u.id and {_IS_HELD}
where t.digest = %(digest)s and t.revoked_at is null and t.expires_at > %(now)s and u.is_active
order by p.held_from, p.id
"""  # noqa: S608 - names of columns only


@dataclass(frozen=True)
class Held:
    """A post with the matters that were granted to its holder for a time, and the codes that it covers."""

    post: Post
    granted: frozenset[int]
    areas: tuple[str, ...]


def _held(row: Sequence[Any]) -> Held:
    *fields, granted, areas = row
    of_region, of_organ = len(_POST), len(_POST) + len(_REGION)
    post = instance(Post, _POST, fields[:of_region])
    post.region = instance(Region, _REGION, fields[of_region:of_organ])
    post.organ = instance(Organ, _ORGAN, fields[of_organ:]) if post.organ_id else None
    return Held(post, frozenset(granted), prefixes_cover(areas))


def _posts(user: User, on: date | None = None) -> list[Held]:
    values = {"user": user.pk, "day": on or timezone.localdate(), "now": timezone.now()}
    return [_held(row) for row in rows_of(_OF_USER, values)]


def holder_of(key: str) -> tuple[ApiToken, list[Held]] | None:
    """Return the token of a key with its user, and the posts that the user holds today, in one query.

    None where it is unknown, expired or revoked, or the account is closed.
    """
    values = {"digest": digest_of(key), "day": timezone.localdate(), "now": timezone.now()}
    found = rows_of(_OF_KEY, values)
    if not found:
        return None
    of_user, of_post = len(_TOKEN), len(_TOKEN) + len(_USER)
    token = instance(ApiToken, _TOKEN, found[0][:of_user])
    token.user = instance(User, _USER, found[0][of_user:of_post])
    return token, [_held(row[of_post:]) for row in found if row[of_post] is not None]


def posts_held(user: User, on: date | None = None) -> list[Post]:
    """Return the posts that a user holds on a day (default: today), oldest first."""
    return [held.post for held in _posts(user, on)]


def actor_for(
    user: User,
    post_id: int | None = None,
    on: date | None = None,
    *,
    posts: Sequence[Held] | None = None,
    ip: str = "",
    request_id: str = "",
) -> Actor | None:
    """Return the actor of a user in the chosen post, or in the first one held that day.

    ``posts`` are those of that day where they have been read. None where the account is closed, holds no post on
    that day, or does not hold the chosen one.
    """
    if not user.is_active:
        return None
    if posts is None:
        posts = _posts(user, on)
    chosen = next((held for held in posts if post_id is None or held.post.pk == post_id), None)
    if chosen is None:
        return None
    post = chosen.post
    actor = Actor(
        user_id=UserId(user.pk),
        name=user.name,
        post_id=PostId(post.pk),
        role=post.role,
        role_label=post.role_label,
        post_label=str(post),
        signature=_signature(user, post),
        level=post.region.level,
        areas=chosen.areas,
        region_id=post.region_id,
        region_code=post.region.code,
        organ_id=OrganId(post.organ_id) if post.organ_id else None,
        granted=chosen.granted,
        posts=tuple((held.post.pk, str(held.post)) for held in posts),
        ip=ip,
        request_id=request_id,
    )
    scopes: dict[str, frozenset[int]] = {}
    for fill in actor_scopes.entries():
        scopes.update(fill(actor))
    return replace(actor, scopes=scopes)


def _signature(user: User, post: Post) -> str:
    """Return what the books keep, whatever language the person reads at the moment."""
    with translation.override(settings.LANGUAGE_CODE):
        return f"{user.name}（{post}）"


def needs_second_factor(user: User) -> bool:
    """Say whether any post held today demands a second factor at sign-in."""
    return any(post.role in SECOND_FACTOR_ROLES for post in posts_held(user))


def region_for(actor: Actor, code: str) -> Region:
    """Return the division that is asked for; blank: the post's own.

    Raises:
        NotFound: no such division today, or outside the area of the post.

    """
    region = region_by_code(code or actor.region_code)
    if region is None or not actor.covers(region.code):
        raise NotFound()
    return region
