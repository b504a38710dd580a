"""Who holds which post."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from pingan.org.models import Post, Region
from pingan.org.queries.regions import predecessor_ids


def posts_in_force(on: date | None = None) -> QuerySet[Post]:
    """Return posts held on a day (default: today) by active accounts."""
    day = on or timezone.localdate()
    return Post.objects.filter(Q(held_to=None) | Q(held_to__gt=day), held_from__lte=day, user__is_active=True)


def user_ids_holding(posts: Q, on: date | None = None) -> tuple[int, ...]:
    """Return the accounts that hold such posts on a day (default: today), each once; for notices."""
    return tuple(
        posts_in_force(on).filter(posts).order_by("user_id").values_list("user_id", flat=True).distinct()
    )


def current_post_holders(role: str, region: Region, on: date | None = None) -> QuerySet[Post]:
    """Return the posts of a role held for exactly this region (or one that it succeeded) on a day."""
    return (
        posts_in_force(on)
        .filter(role=role, region_id__in={region.pk, *predecessor_ids(region)})
        .select_related("user", "organ")
        .order_by("held_from", "pk")
    )
