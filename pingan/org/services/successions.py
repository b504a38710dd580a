"""Decisions that rename, recode, merge, abolish or create divisions.

History is never rewritten: a recoded division is a new row, the old one gets an end and points to its
successor. Descendants whose new codes nobody has stated stay in force under their old codes, and are reached
through the succession (see ``queries.regions``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, Invalid
from pingan.common.slots import region_successions
from pingan.common.text import pinyin_key
from pingan.org.models import CoordinatingBody, GovernanceCenter, Post, Region, RegionChange
from pingan.org.rules import code_above, level_of_code
from pingan.org.services.divisions import pinyin_initials
from pingan.org.services.edits import demand_edit, locked, require, write_down
from pingan.org.services.rehoming import rehome_organisation

if TYPE_CHECKING:
    from pingan.access.rules import Actor


@transaction.atomic
def rename_region(
    *, actor: Actor, region_id: int, new_name: str, effective_on: date, document: str
) -> Region:
    """Give a division another name. Code and row stay; the change keeps the old name and its document.

    Raises:
        NotFound: no such division.
        Forbidden: the post does not edit the organisation around it.
        Invalid: no name or document, the name it already bears, a day in the future, or a closed division.

    """
    region = _division(actor, region_id)
    require(new_name=new_name, document=document)
    _check_day(region, effective_on)
    if new_name == region.name:
        raise Invalid({"new_name": _("It already bears this name.")})
    _change(RegionChange.Kind.RENAME, region, effective_on, document, old=region.name, new=new_name)
    write_down(actor, "region.renamed", region, reason=document, old=region.name, new=new_name)
    _set_name(region, new_name)
    region.save(update_fields=["name", "name_pinyin", "name_initials"])
    return region


@transaction.atomic
def recode_region(
    *,
    actor: Actor,
    region_id: int,
    new_code: str,
    effective_on: date,
    document: str,
    new_name: str = "",
    child_codes: Mapping[str, str] | None = None,
) -> Region:
    """Close a division and open its successor under another code, on the same level.

    Posts, bodies, centres and units move to the successor; open matters follow through the slot
    ``region_successions``. ``new_name`` empty keeps the name. ``child_codes`` maps old to new codes of
    divisions inside, as far as the decision states them; all others keep theirs.

    Raises:
        NotFound: no such division.
        Forbidden: the post does not edit the organisation around it.
        Invalid: a code of another level, in use, or without a parent in force; otherwise as for renaming.

    """
    region = _division(actor, region_id)
    require(document=document)
    _check_day(region, effective_on)
    successor = _successor(region, new_code, new_name or region.name, effective_on, document)
    _succeed(actor, region, successor, RegionChange.Kind.RECODE, effective_on, document)
    for old_code, code in sorted((child_codes or {}).items(), key=lambda item: level_of_code(item[0]) or 0):
        child = Region.objects.in_force().filter(code=old_code, code__startswith=region.prefix).first()
        if child is None:
            raise Invalid({"child_codes": _("%(code)s is no division inside.") % {"code": old_code}})
        heir = _successor(child, code, child.name, effective_on, document)
        _succeed(actor, child, heir, RegionChange.Kind.RECODE, effective_on, document)
    return successor


@transaction.atomic
def merge_regions(
    *, actor: Actor, region_ids: Sequence[int], into_id: int, effective_on: date, document: str
) -> Region:
    """Close divisions that became part of another one of their level, which is in force already.

    Where both had a body or a centre, that of the closed division ends; otherwise it moves. To merge
    under a new code, create that division first, or recode one and merge the others into it.

    Raises:
        NotFound: no such division.
        Forbidden: the post does not edit the organisation around one of them.
        Invalid: merging into itself or across levels; otherwise as for renaming.

    """
    into = _division(actor, into_id)
    require(document=document)
    for region_id in sorted(set(region_ids)):
        region = _division(actor, region_id)
        _check_day(region, effective_on)
        if region.pk == into.pk or region.level != into.level:
            raise Invalid({"region_ids": _("Only other divisions of the same level can be merged.")})
        if into.valid_to is not None:
            raise Invalid({"into_id": _("This division is no longer in force.")})
        _succeed(actor, region, into, RegionChange.Kind.MERGE, effective_on, document)
    return into


@transaction.atomic
def abolish_region(*, actor: Actor, region_id: int, effective_on: date, document: str) -> Region:
    """Close a division that nothing succeeds.

    Raises:
        NotFound: no such division.
        Forbidden: the post does not edit the organisation around it.
        Conflict: divisions, posts, a body or a centre are still in force there; wind them up or merge.
        Invalid: as for renaming.

    """
    region = _division(actor, region_id)
    require(document=document)
    _check_day(region, effective_on)
    if Region.objects.in_force().filter(parent=region).exists():
        raise Conflict(_("Divisions inside it are still in force."))
    if any(
        model._default_manager.filter(region=region, **{end: None}).exists()
        for model, end in ((Post, "held_to"), (CoordinatingBody, "valid_to"), (GovernanceCenter, "valid_to"))
    ):
        raise Conflict(_("Posts, a body or a centre are still in force there."))
    region.valid_to = effective_on
    region.save(update_fields=["valid_to"])
    _change(RegionChange.Kind.ABOLISH, region, effective_on, document, old=region.name)
    write_down(actor, "region.abolished", region, reason=document, code=region.code)
    return region


@transaction.atomic
def create_region(*, actor: Actor, code: str, name: str, effective_on: date, document: str) -> Region:
    """Open a division that nothing preceded.

    Raises:
        Forbidden: the post does not edit the organisation around it.
        Invalid: no division code, one in use, or one without a parent in force; no name or document.

    """
    require(code=code, name=name, document=document)
    _check_not_future(effective_on)
    region = _open(code, name, effective_on, document)
    demand_edit(actor, region.parent or region)
    region.save()
    _change(RegionChange.Kind.CREATE, region, effective_on, document, new=name)
    write_down(actor, "region.created", region, reason=document, code=code)
    return region


def _division(actor: Actor, region_id: int) -> Region:
    """Lock a division and demand the right over the one above it: a township does not abolish itself."""
    region = locked(Region, region_id, "parent")
    demand_edit(actor, region.parent or region)
    return region


def _check_not_future(effective_on: date) -> None:
    if effective_on > timezone.localdate():
        raise Invalid({"effective_on": _("Record a change on or after the day it takes effect.")})


def _check_day(region: Region, effective_on: date) -> None:
    _check_not_future(effective_on)
    if region.valid_to is not None:
        raise Invalid({"": _("This division is no longer in force.")})
    if region.valid_from is not None and effective_on <= region.valid_from:
        raise Invalid({"effective_on": _("The division began only on %(day)s.") % {"day": region.valid_from}})


def _open(code: str, name: str, effective_on: date, document: str) -> Region:
    level = level_of_code(code)
    if level is None or level == 1:
        raise Invalid({"new_code": _("This is no code of a division.")})
    if Region.objects.filter(Q(valid_to=None) | Q(valid_to__gt=effective_on), code=code).exists():
        raise Invalid({"new_code": _("This code is in use.")})
    parent = Region.objects.in_force().filter(code=code_above(code)).first()
    if parent is None:
        raise Invalid({"new_code": _("No division in force stands above this code.")})
    region = Region(code=code, level=level, parent=parent, valid_from=effective_on, source=document)
    _set_name(region, name)
    return region


def _set_name(region: Region, name: str) -> None:
    region.name, region.name_pinyin, region.name_initials = name, pinyin_key(name), pinyin_initials(name)


def _successor(region: Region, code: str, name: str, effective_on: date, document: str) -> Region:
    successor = _open(code, name, effective_on, document)
    if successor.level != region.level:
        raise Invalid({"new_code": _("The new code belongs to another level.")})
    successor.urban_rural_code = region.urban_rural_code
    successor.is_virtual = region.is_virtual
    successor.boundary = region.boundary
    successor.save()
    return successor


def _succeed(
    actor: Actor,
    region: Region,
    successor: Region,
    kind: RegionChange.Kind,
    effective_on: date,
    document: str,
) -> None:
    region.valid_to = effective_on
    region.save(update_fields=["valid_to"])
    region.succeeded_by.add(successor)
    _change(kind, region, effective_on, document, successor, old=region.name, new=successor.name)
    rehome_organisation(actor, region, successor, effective_on, document)
    write_down(actor, f"region.{kind}", region, reason=document, old=region.code, new=successor.code)
    for rehome in region_successions.entries():
        rehome(region, successor, actor)


def _change(
    kind: RegionChange.Kind,
    region: Region,
    effective_on: date,
    document: str,
    successor: Region | None = None,
    *,
    old: str = "",
    new: str = "",
) -> None:
    RegionChange.objects.create(
        kind=kind,
        region=region,
        successor=successor,
        effective_on=effective_on,
        document=document,
        old_name=old,
        new_name=new,
    )
