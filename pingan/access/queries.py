"""Reads that turn an account into an actor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone, translation

from pingan.access.models import Grant
from pingan.access.rules import SECOND_FACTOR_ROLES, Actor
from pingan.accounts.models import User
from pingan.common.ids import OrganId, PostId, UserId
from pingan.common.slots import actor_scopes
from pingan.org.models import Post
from pingan.org.queries import covered_prefixes

_SHOWN = (
    "user_id", "role", "held_from", "region__code", "region__level", "region__name", "organ__name",
    "organ__short_name",
)  # fmt: skip


def _posts(user: User, on: date | None = None) -> QuerySet[Post]:
    day = on or timezone.localdate()
    return (
        Post.objects.filter(user=user, held_from__lte=day)
        .filter(Q(held_to=None) | Q(held_to__gt=day))
        .select_related("region", "organ")
        .only(*_SHOWN)  # read on every request: an outline alone is kilobytes
        .order_by("held_from", "pk")
    )


def posts_held(user: User, on: date | None = None) -> list[Post]:
    """Return the posts that a user holds on a day (default: today), oldest first."""
    return list(_posts(user, on))


def _live_grants() -> ArraySubquery:
    live = Grant.objects.filter(user_id=OuterRef("user_id"), revoked_at=None, expires_at__gt=timezone.now())
    return ArraySubquery(live.values("matter_id"))


def actor_for(
    user: User, post_id: int | None = None, on: date | None = None, *, ip: str = "", request_id: str = ""
) -> Actor | None:
    """Return the actor of a user in the chosen post, or in the first one held that day.

    None where the account is closed, holds no post on that day, or does not hold the chosen one.
    """
    if not user.is_active:
        return None
    posts = list(_posts(user, on).annotate(granted=_live_grants()))
    post = next((held for held in posts if post_id is None or held.pk == post_id), None)
    if post is None:
        return None
    actor = Actor(
        user_id=UserId(user.pk),
        name=user.name,
        post_id=PostId(post.pk),
        role=post.role,
        role_label=post.get_role_display(),
        post_label=str(post),
        signature=_signature(user, post),
        level=post.region.level,
        areas=covered_prefixes(post.region, on or timezone.localdate()),
        region_id=post.region_id,
        region_code=post.region.code,
        organ_id=OrganId(post.organ_id) if post.organ_id else None,
        granted=frozenset(post.granted),
        posts=tuple((held.pk, str(held)) for held in posts),
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
