"""Coordinating bodies, their offices and special groups, and the units they work with (Article 11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, Invalid
from pingan.common.text import pinyin_key
from pingan.org.models import (
    CoordinatingBody,
    CoordinatingOffice,
    MemberUnit,
    Organ,
    Region,
    SpecialGroup,
)
from pingan.org.queries import body_of
from pingan.org.services.edits import (
    demand_edit,
    demand_version,
    edit,
    locked,
    require,
    write_down,
)

if TYPE_CHECKING:
    from pingan.access.rules import Actor

LOWEST_BODY = 4


class BodyEdit(TypedDict, total=False):
    """What may be corrected in a body."""

    name: str
    document: str


class GroupEdit(TypedDict, total=False):
    """What may be changed in a special group."""

    name: str
    lead_unit_id: int
    task_category: str


class OrganDetails(TypedDict, total=False):
    """What may be known of a unit beside name, kind and region."""

    short_name: str
    parent_id: int | None
    credit_code: str
    document_code: str
    phone: str


@transaction.atomic
def register_organ(
    *, actor: Actor, name: str, kind: str, region_id: int, **details: Unpack[OrganDetails]
) -> Organ:
    """Add a unit that can hold posts and receive tasks and documents.

    Raises:
        Forbidden: the region lies outside the post's area.
        Invalid: no name or an unknown kind.
        Conflict: a unit of this name is in force there.

    """
    region = locked(Region, region_id)
    demand_edit(actor, region)
    require(name=name)
    if kind not in Organ.Kind.values:
        raise Invalid({"kind": _("Unknown kind of unit.")})
    if Organ.objects.filter(region=region, name=name, valid_to=None).exists():
        raise Conflict(_("A unit of this name exists there."))
    organ = Organ.objects.create(name=name, name_pinyin=pinyin_key(name), kind=kind, region=region, **details)
    write_down(actor, "organ.registered", organ, name=name)
    return organ


@transaction.atomic
def establish_body(
    *,
    actor: Actor,
    region_id: int,
    name: str,
    document: str,
    valid_from: date,
) -> CoordinatingBody:
    """Found the coordinating body of a region, on one of four levels.

    Raises:
        Forbidden: the region lies outside the post's area.
        Invalid: a village, a region no longer in force, no name or document.
        Conflict: the region has a body in force.

    """
    region = locked(Region, region_id)
    demand_edit(actor, region)
    require(name=name, document=document)
    if region.level > LOWEST_BODY:
        raise Invalid({"region": _("Coordinating bodies stand on four levels, down to the township.")})
    if region.valid_to is not None:
        raise Invalid({"region": _("This division is no longer in force.")})
    if body_of(region, valid_from) or CoordinatingBody.objects.filter(region=region, valid_to=None).exists():
        raise Conflict(_("This division has a coordinating body in force."))
    body = CoordinatingBody.objects.create(
        region=region, level=region.level, name=name, document=document, valid_from=valid_from
    )
    write_down(actor, "body.established", body, reason=document)
    return body


@transaction.atomic
def edit_body(
    *, actor: Actor, body_id: int, seen_version: int | None = None, **changes: Unpack[BodyEdit]
) -> CoordinatingBody:
    """Correct name or founding document of a body.

    Raises:
        NotFound, Forbidden: as everywhere.
        Stale: somebody edited it since ``seen_version``.
        Invalid: an empty name.

    """
    body = locked(CoordinatingBody, body_id, "region")
    demand_edit(actor, body.region)
    demand_version(body, seen_version)
    require(name=changes.get("name", body.name))
    before = edit(body, changes)
    if before:
        write_down(actor, "body.edited", body, changed=sorted(before))
    return body


@transaction.atomic
def dissolve_body(*, actor: Actor, body_id: int, valid_to: date, document: str) -> CoordinatingBody:
    """End a body; its memberships end with it, on the same document, and stay readable.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: no document, or a day before the body or one of its memberships began.
        Conflict: it has ended already.

    """
    body = locked(CoordinatingBody, body_id, "region")
    demand_edit(actor, body.region)
    require(document=document)
    if body.valid_to is not None:
        raise Conflict(_("This has ended already."))
    members = MemberUnit.objects.select_for_update().filter(body=body, valid_to=None)
    starts = [member.valid_from for member in members]
    if (body.valid_from and valid_to < body.valid_from) or any(valid_to <= start for start in starts):
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    for member in members:
        edit(member, {"valid_to": valid_to, "removal_document": document})
    for group in body.special_groups.filter(valid_to=None):
        edit(group, {"valid_to": max(valid_to, group.valid_from or valid_to)})
    edit(body, {"valid_to": valid_to})
    write_down(actor, "body.dissolved", body, reason=document)
    return body


@transaction.atomic
def set_office(*, actor: Actor, body_id: int, organ_id: int, duties: str) -> CoordinatingOffice:
    """Name the office of a body and the duties that the body sets for it.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: the unit already is the office of another body.

    """
    body = locked(CoordinatingBody, body_id, "region")
    demand_edit(actor, body.region)
    organ = locked(Organ, organ_id)
    if CoordinatingOffice.objects.filter(organ=organ).exclude(body=body).exists():
        raise Invalid({"organ": _("This unit is the office of another body.")})
    office, is_new = CoordinatingOffice.objects.get_or_create(
        body=body, defaults={"organ": organ, "duties": duties}
    )
    if not is_new:
        edit(office, {"organ": organ, "duties": duties})
    write_down(actor, "office.set", office, organ=organ.pk)
    return office


@transaction.atomic
def form_group(
    *,
    actor: Actor,
    body_id: int,
    name: str,
    lead_unit_id: int,
    valid_from: date,
    member_ids: Iterable[int] = (),
    task_category: str = "",
) -> SpecialGroup:
    """Form a special group on one subject, with the department that leads it.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: no name.
        Conflict: the body has a group of this name in force, or has ended.

    """
    body = locked(CoordinatingBody, body_id, "region")
    demand_edit(actor, body.region)
    require(name=name)
    if body.valid_to is not None:
        raise Conflict(_("This has ended already."))
    if body.special_groups.filter(name=name, valid_to=None).exists():
        raise Conflict(_("The body has a group of this name."))
    group = SpecialGroup.objects.create(
        body=body,
        name=name,
        lead_unit=locked(Organ, lead_unit_id),
        task_category=task_category,
        valid_from=valid_from,
    )
    group.members.set(Organ.objects.filter(pk__in=list(member_ids)))
    write_down(actor, "group.formed", group, lead_unit=lead_unit_id)
    return group


@transaction.atomic
def edit_group(
    *, actor: Actor, group_id: int, seen_version: int | None = None, **changes: Unpack[GroupEdit]
) -> SpecialGroup:
    """Change name, lead unit or task of a group.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Invalid: an empty name.

    """
    group = locked(SpecialGroup, group_id, "body__region")
    demand_edit(actor, group.body.region)
    demand_version(group, seen_version)
    require(name=changes.get("name", group.name))
    before = edit(group, changes)
    if before:
        write_down(actor, "group.edited", group, changed=sorted(before))
    return group


@transaction.atomic
def close_group(*, actor: Actor, group_id: int, valid_to: date) -> SpecialGroup:
    """End a special group.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: a day before it began.
        Conflict: it has ended already.

    """
    group = locked(SpecialGroup, group_id, "body__region")
    demand_edit(actor, group.body.region)
    if group.valid_to is not None:
        raise Conflict(_("This has ended already."))
    if group.valid_from and valid_to < group.valid_from:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    edit(group, {"valid_to": valid_to})
    write_down(actor, "group.closed", group)
    return group
