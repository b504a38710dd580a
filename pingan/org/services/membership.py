"""Member units of a coordinating body, admitted and removed by decision (Article 12)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, Invalid
from pingan.org.models import CoordinatingBody, MemberUnit, NonMemberUnit, Organ
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


class Liaison(TypedDict, total=False):
    """Department and person that keep the contact with the body's office."""

    liaison_department: str
    liaison_name: str
    liaison_phone: str


class MemberEdit(Liaison, total=False):
    """What may be changed while a membership lasts."""

    duties: str


@transaction.atomic
def admit_member_unit(
    *,
    actor: Actor,
    body_id: int,
    organ_id: int,
    duties: str,
    decision_document: str,
    valid_from: date,
    **liaison: Unpack[Liaison],
) -> MemberUnit:
    """Make a unit a member of a body, from a day, on a decision. A former member may come back.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: no duties or no decision document, or a day inside an earlier membership.
        Conflict: it is a member, or the body has ended.

    """
    body = locked(CoordinatingBody, body_id, "region")
    demand_edit(actor, body.region)
    organ = locked(Organ, organ_id)
    require(duties=duties, decision_document=decision_document)
    memberships = MemberUnit.objects.filter(body=body, organ=organ)
    if body.valid_to is not None:
        raise Conflict(_("This has ended already."))
    if memberships.filter(valid_to=None).exists():
        raise Conflict(_("This unit is a member."))
    if memberships.filter(Q(valid_to__gt=valid_from)).exists():
        raise Invalid({"valid_from": _("The day lies before the end of an earlier membership.")})
    member = MemberUnit.objects.create(
        body=body,
        organ=organ,
        duties=duties,
        decision_document=decision_document,
        valid_from=valid_from,
        **liaison,
    )
    NonMemberUnit.objects.filter(body=body, organ=organ).delete()
    write_down(actor, "member.admitted", member, reason=decision_document, organ=organ.pk)
    return member


@transaction.atomic
def remove_member_unit(
    *, actor: Actor, member_id: int, valid_to: date, removal_document: str, seen_version: int | None = None
) -> MemberUnit:
    """End a membership on a decision; the row stays as history.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Invalid: no decision document, or a day that is not after the first.
        Conflict: it has ended already.

    """
    member = locked(MemberUnit, member_id, "body__region")
    demand_edit(actor, member.body.region)
    demand_version(member, seen_version)
    require(removal_document=removal_document)
    if member.valid_to is not None:
        raise Conflict(_("This has ended already."))
    if valid_to <= member.valid_from:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})
    edit(member, {"valid_to": valid_to, "removal_document": removal_document})
    write_down(actor, "member.removed", member, reason=removal_document, organ=member.organ_id)
    return member


@transaction.atomic
def edit_member_unit(
    *, actor: Actor, member_id: int, seen_version: int | None = None, **changes: Unpack[MemberEdit]
) -> MemberUnit:
    """Change duties or liaison of a membership in force.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Invalid: empty duties.
        Conflict: it has ended; history is not rewritten.

    """
    member = locked(MemberUnit, member_id, "body__region")
    demand_edit(actor, member.body.region)
    demand_version(member, seen_version)
    if member.valid_to is not None:
        raise Conflict(_("This has ended already."))
    require(duties=changes.get("duties", member.duties))
    before = edit(member, changes)
    if before:
        write_down(actor, "member.edited", member, changed=sorted(before))
    return member


@transaction.atomic
def register_non_member(
    *, actor: Actor, body_id: int, organ_id: int, responsible_name: str = ""
) -> NonMemberUnit:
    """Register a unit outside the membership, for guidance and inspection by the local body.

    Raises:
        NotFound, Forbidden: as everywhere.
        Conflict: it is a member, or registered already.

    """
    body = locked(CoordinatingBody, body_id, "region")
    demand_edit(actor, body.region)
    organ = locked(Organ, organ_id)
    if MemberUnit.objects.filter(body=body, organ=organ, valid_to=None).exists():
        raise Conflict(_("This unit is a member."))
    unit, is_new = NonMemberUnit.objects.get_or_create(
        body=body, organ=organ, defaults={"responsible_name": responsible_name}
    )
    if not is_new:
        raise Conflict(_("This unit is registered already."))
    write_down(actor, "non_member.registered", unit, organ=organ.pk)
    return unit
