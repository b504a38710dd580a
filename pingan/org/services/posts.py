"""Posts given and taken: the only source of rights."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.org.models import Organ, Post, Region, Role
from pingan.org.rules import Tenure, role_fits_level, tenures_conflict
from pingan.org.services.edits import locked, require, write_down

if TYPE_CHECKING:
    from pingan.access.rules import Actor


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    user_id: int,
    role: str,
    region_id: int,
    held_from: date,
    organ_id: int | None = None,
    held_to: date | None = None,
    title: str = "",
    reason: str = "",
) -> Post:
    """Give a person a post for an area (and unit), from a day on; ``held_to`` None: until further notice.

    Raises:
        Forbidden: the post does not manage posts, or the actor would appoint themselves.
        NotFound: no such account, region or unit.
        Invalid: a role that does not fit the level, a unit handler without unit, a region no longer in
            force, a period that runs backwards, or an administrator beside another role.
        Conflict: the person holds this very post.

    """
    if not actor.has("posts.manage"):
        raise Forbidden()
    if actor.user_id == user_id:
        raise Forbidden(_("Nobody appoints themselves."))
    user = locked(get_user_model(), user_id)  # posts of one person are given one after the other
    region = locked(Region, region_id)
    organ = locked(Organ, organ_id) if organ_id else None
    new = Tenure(role, held_from, held_to)
    _check_post(new, region, organ)
    held = list(Post.objects.filter(user=user))
    _check_beside(new, held)
    if any(
        (post.role, post.region_id, post.organ_id, post.held_to) == (role, region.pk, organ_id, None)
        for post in held
    ):
        raise Conflict(_("This person holds this post."))
    post = Post.objects.create(
        user=user,
        role=role,
        region=region,
        organ=organ,
        title=title,
        held_from=held_from,
        held_to=held_to,
        granted_by_id=actor.user_id,
        reason=reason,
    )
    write_down(
        actor,
        "post.granted",
        post,
        reason=reason,
        user=user.pk,
        role=role,
        region=region.code,
        organ=organ_id,
        held_from=held_from,
        held_to=held_to,
    )
    return post


@transaction.atomic
def end_post(*, actor: Actor, post_id: int, held_to: date, reason: str) -> Post:
    """End a post; ``held_to`` is the first day on which it no longer counts.

    Raises:
        Forbidden: the post does not manage posts.
        NotFound: no such post.
        Invalid: no reason, or a day before it began.
        Conflict: it ends earlier already.

    """
    if not actor.has("posts.manage"):
        raise Forbidden()
    post = locked(Post, post_id)
    require(reason=reason)
    if post.held_to is not None and post.held_to <= held_to:
        raise Conflict(_("This has ended already."))
    if held_to < post.held_from:
        raise Invalid({"held_to": _("The end lies before the beginning.")})
    post.held_to = held_to
    post.save(update_fields=["held_to"])
    write_down(actor, "post.ended", post, reason=reason, user=post.user_id, held_to=held_to)
    return post


def _check_post(new: Tenure, region: Region, organ: Organ | None) -> None:
    problems = {}
    if not role_fits_level(new.role, region.level):
        problems["role"] = _("This role cannot be held on this level.")
    if new.role == Role.UNIT_HANDLER and organ is None:
        problems["organ"] = _("A unit handler belongs to a unit.")
    if new.role == Role.MEDIATOR and (organ is None or organ.kind != Organ.Kind.MEDIATION_COMMITTEE):
        problems["organ"] = _("A mediator belongs to a mediation committee.")
    if region.valid_to is not None and region.valid_to <= new.held_from:
        problems["region"] = _("This division is no longer in force.")
    if new.held_to is not None and new.held_to <= new.held_from:
        problems["held_to"] = _("The end lies before the beginning.")
    if problems:
        raise Invalid(problems)


def _check_beside(new: Tenure, held: list[Post]) -> None:
    if any(tenures_conflict(new, Tenure(post.role, post.held_from, post.held_to)) for post in held):
        raise Invalid({"role": _("An administrator holds no other role at the same time.")})
