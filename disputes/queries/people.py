"""Who can be named for a matter: holders of posts in its village, township and county."""

from __future__ import annotations

from django.db.models import Q

from disputes.models import Dispute
from grids.queries.units import chain_of
from pingan.org.queries import posts_in_force

_READERS = ("community_staff", "township_desk", "county_dispatcher", "mediator", "unit_handler")


def readers_possible(dispute: Dispute) -> list[tuple[str, str]]:
    """Return account and name with post of everybody who could be named as a reader, by name."""
    chain = chain_of(dispute.matter.region_code)
    regions = [chain[level] for level in (3, 4, 5) if level in chain]
    named = dispute.readers.filter(ended_at=None).values("user_id")
    posts = posts_in_force().filter(Q(region_id__in=regions), role__in=_READERS).exclude(user_id__in=named)
    pairs = {
        str(post.user_id): f"{post.user.name} · {post}"
        for post in posts.select_related("user", "region", "organ").order_by("user__name_pinyin", "pk")
    }
    return list(pairs.items())
