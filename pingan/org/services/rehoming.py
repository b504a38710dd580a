"""What stood in a closed division goes to its successor: posts, bodies, centres, units."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from pingan.org.models import CoordinatingBody, GovernanceCenter, MemberUnit, Organ, Post, Region
from pingan.org.services.edits import edit

if TYPE_CHECKING:
    from pingan.access.rules import Actor


def rehome_organisation(actor: Actor, old: Region, new: Region, on: date, document: str) -> None:
    """Move what is in force in ``old`` to ``new``, in the caller's transaction.

    Posts end and begin anew, so that who held what where stays readable. Bodies, centres and units keep
    their identity and change their place; where the successor has its own, the old one ends.
    """
    _posts(actor, old, new, on, document)
    for body in CoordinatingBody.objects.filter(region=old, valid_to=None):
        if _place_taken(CoordinatingBody, new, body.valid_from):
            _close_body(body, on, document)
        else:
            edit(body, {"region": new})
    for center in GovernanceCenter.objects.filter(region=old, valid_to=None):
        if _place_taken(GovernanceCenter, new, center.valid_from):
            edit(center, {"valid_to": _end(center.valid_from, on)})
        else:
            edit(center, {"region": new})
    taken = set(Organ.objects.filter(region=new, valid_to=None).values_list("name", flat=True))
    for organ in Organ.objects.filter(region=old, valid_to=None).exclude(name__in=taken):
        edit(organ, {"region": new})


def _end(start: date | None, on: date) -> date:
    return on if start is None else max(start, on)


def _place_taken(
    model: type[CoordinatingBody] | type[GovernanceCenter], region: Region, start: date | None
) -> bool:
    rows = model._default_manager.filter(region=region)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gt=start) if start else Q()).exists()


def _close_body(body: CoordinatingBody, on: date, document: str) -> None:
    for member in MemberUnit.objects.filter(body=body, valid_to=None):
        if member.valid_from < on:
            edit(member, {"valid_to": on, "removal_document": document})
    for group in body.special_groups.filter(valid_to=None):
        edit(group, {"valid_to": _end(group.valid_from, on)})
    edit(body, {"valid_to": _end(body.valid_from, on)})


def _posts(actor: Actor, old: Region, new: Region, on: date, document: str) -> None:
    held = Post.objects.select_for_update(of=("self",), no_key=True).filter(region=old)
    for post in held.filter(Q(held_to=None) | Q(held_to__gt=on)):
        twin = Post.objects.filter(
            user=post.user, role=post.role, region=new, organ=post.organ, held_to=None
        ).exists()
        begun = post.held_from < on
        if not begun and not twin:
            post.region = new
            post.save(update_fields=["region"])
            continue
        until, post.held_to = post.held_to, max(on, post.held_from)
        post.save(update_fields=["held_to"])
        if not twin:
            Post.objects.create(
                user=post.user,
                role=post.role,
                region=new,
                organ=post.organ,
                title=post.title,
                held_from=on,
                held_to=until,
                granted_by_id=actor.user_id,
                reason=document[:200],
            )
