"""Reads for administrators and for one's own account."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from pingan.access.models import Grant
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.accounts import queries as accounts
from pingan.accounts.models import ApiToken, Device, User
from pingan.matters.models import Matter
from pingan.org.models import Organ, Post, Region


def visible_accounts(actor: Actor, *, search: str = "", is_active: bool | None = None) -> QuerySet[User]:
    """Return the accounts that an administrator sees, by username, with ``has_second_factor``."""
    return accounts.accounts(search=search, is_active=is_active).filter(
        pk__in=visible_to(User, actor).values("pk")
    )


def with_posts(rows: QuerySet[User], actor: Actor, on: date | None = None) -> QuerySet[User]:
    """Add ``posts_today``: the posts held on a day (default: today) that the actor may see."""
    day = on or timezone.localdate()
    held = visible_to(Post, actor).filter(held_from__lte=day).filter(Q(held_to=None) | Q(held_to__gt=day))
    return rows.prefetch_related(
        Prefetch("posts", queryset=held.select_related("region", "organ"), to_attr="posts_today")
    )


def all_posts_of(actor: Actor, user: User) -> QuerySet[Post]:
    """Return every post a person ever had, the latest first, as far as the actor may see."""
    rows = visible_to(Post, actor).filter(user=user)
    return rows.select_related("region", "organ", "granted_by").order_by("-held_from", "-pk")


def own_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """Return the actor's own keys, the live ones first."""
    return visible_to(ApiToken, actor).order_by("-revoked_at", "-created_at", "-pk")


def devices_of(actor: Actor, user_id: int) -> QuerySet[Device]:
    """Return the browsers that signed in for an account and were not signed out from afar, the latest seen first."""
    return visible_to(Device, actor).filter(user_id=user_id, signed_out_at=None)


def grants(actor: Actor, *, is_live: bool = True) -> QuerySet[Grant]:
    """Return exceptional grants with person and file number; nothing else of the matter is read."""
    rows = visible_to(Grant, actor).select_related("user", "granted_by", "matter")
    rows = rows.only(
        "reason", "granted_at", "expires_at", "revoked_at", "user__name", "user__username",
        "granted_by__name", "matter__number",
    )  # fmt: skip
    if is_live:
        rows = rows.filter(revoked_at=None, expires_at__gt=timezone.now())
    return rows.order_by("-granted_at", "-pk")


def matter_id_of(number: str) -> int | None:
    """Return the key behind a file number, for who gives a grant without seeing the file; None: no such."""
    found: int | None = Matter.objects.filter(number=number.strip()).values_list("pk", flat=True).first()
    return found


def regions_named(text: str) -> list[Region]:
    """Return divisions in force that a typed code or whole name means; several where the name is common."""
    typed = text.strip()
    rows = Region.objects.filter(valid_to=None).filter(Q(code=typed) | Q(name=typed))
    return list(rows.select_related("parent").order_by("level", "code")[:10])


def organs_named(text: str, region: Region) -> list[Organ]:
    """Return units in force of a division and what lies in it, by whole name or short name."""
    typed = text.strip()
    rows = Organ.objects.filter(valid_to=None, region__code__startswith=region.prefix)
    return list(
        rows.filter(Q(name=typed) | Q(short_name=typed))
        .select_related("region")
        .order_by("region__code")[:10]
    )
