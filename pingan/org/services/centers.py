"""Governance centres: premises, agencies and the standardisation check (Article 13)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.org.models import (
    CenterChecklistItem,
    GovernanceCenter,
    Organ,
    Region,
    ResidentAgency,
)
from pingan.org.queries import center_of, checklist_lines
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


class Premises(TypedDict, total=False):
    """What is known of a centre; None: not known. Area in m², position in WGS-84 degrees."""

    organ_id: int | None
    address: str
    floor_area_m2: int | None
    windows: int | None
    staff_count: int | None
    phone: str
    opening_hours: str
    longitude: float | None
    latitude: float | None


class CenterEdit(Premises, total=False):
    """What may be changed in a centre."""

    name: str


@transaction.atomic
def open_center(
    *, actor: Actor, region_id: int, name: str, valid_from: date, **premises: Unpack[Premises]
) -> GovernanceCenter:
    """Open the governance centre of a region, on one of five levels, with every line of the check unchecked.

    Raises:
        Forbidden: the region lies outside the post's area.
        Invalid: no name, half a position, or a region no longer in force.
        Conflict: the region has a centre in force.

    """
    region = locked(Region, region_id)
    demand_edit(actor, region)
    require(name=name)
    if region.valid_to is not None:
        raise Invalid({"region": _("This division is no longer in force.")})
    _check_position(premises.get("longitude"), premises.get("latitude"))
    if (
        center_of(region, valid_from)
        or GovernanceCenter.objects.filter(region=region, valid_to=None).exists()
    ):
        raise Conflict(_("This division has a governance centre in force."))
    center = GovernanceCenter.objects.create(
        region=region, level=region.level, name=name, valid_from=valid_from, **premises
    )
    CenterChecklistItem.objects.bulk_create(
        CenterChecklistItem(center=center, code=line.code) for line in checklist_lines()
    )
    write_down(actor, "center.opened", center)
    return center


@transaction.atomic
def edit_center(
    *, actor: Actor, center_id: int, seen_version: int | None = None, **changes: Unpack[CenterEdit]
) -> GovernanceCenter:
    """Change name or premises of a centre.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Invalid: an empty name or half a position.

    """
    center = locked(GovernanceCenter, center_id, "region")
    demand_edit(actor, center.region)
    demand_version(center, seen_version)
    require(name=changes.get("name", center.name))
    _check_position(changes.get("longitude", center.longitude), changes.get("latitude", center.latitude))
    before = edit(center, changes)
    if before:
        write_down(actor, "center.edited", center, changed=sorted(before))
    return center


@transaction.atomic
def close_center(*, actor: Actor, center_id: int, valid_to: date) -> GovernanceCenter:
    """End a centre; its record stays.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: a day before it opened.
        Conflict: it has ended already.

    """
    center = locked(GovernanceCenter, center_id, "region")
    demand_edit(actor, center.region)
    _end(center.valid_from, center.valid_to, valid_to)
    edit(center, {"valid_to": valid_to})
    write_down(actor, "center.closed", center)
    return center


@transaction.atomic
def check_line(
    *, actor: Actor, center_id: int, code: str, is_met: bool | None, remark: str = ""
) -> CenterChecklistItem:
    """Record what a look at one line of the check gave, by whom and when. None: not looked at.

    Raises:
        NotFound: no such centre or line.
        Forbidden: the centre lies outside the post's area.

    """
    center = locked(GovernanceCenter, center_id, "region")
    demand_edit(actor, center.region)
    if code not in {line.code for line in checklist_lines()}:
        raise NotFound()
    item, _is_new = CenterChecklistItem.objects.update_or_create(
        center=center,
        code=code,
        defaults={
            "is_met": is_met,
            "remark": remark,
            "checked_on": None if is_met is None else timezone.localdate(),
            "checked_by": "" if is_met is None else actor.name[:60],
        },
    )
    write_down(actor, "center.checked", center, code=code, is_met=is_met)
    return item


@transaction.atomic
def admit_agency(
    *,
    actor: Actor,
    center_id: int,
    organ_id: int,
    mode: str,
    valid_from: date,
    schedule: str = "",
    window: str = "",
) -> ResidentAgency:
    """Let a unit work in a centre: resident, by rota or on call.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: an unknown mode.
        Conflict: it works there already.

    """
    center = locked(GovernanceCenter, center_id, "region")
    demand_edit(actor, center.region)
    if mode not in ResidentAgency.Mode.values:
        raise Invalid({"mode": _("Unknown mode.")})
    if center.agencies.filter(organ_id=organ_id, valid_to=None).exists():
        raise Conflict(_("This unit works in the centre."))
    agency = ResidentAgency.objects.create(
        center=center,
        organ=locked(Organ, organ_id),
        mode=mode,
        schedule=schedule,
        window=window,
        valid_from=valid_from,
    )
    write_down(actor, "agency.admitted", agency, organ=organ_id)
    return agency


@transaction.atomic
def end_agency(*, actor: Actor, agency_id: int, valid_to: date) -> ResidentAgency:
    """End a unit's work in a centre.

    Raises:
        NotFound, Forbidden: as everywhere.
        Invalid: a day before it began.
        Conflict: it has ended already.

    """
    agency = locked(ResidentAgency, agency_id, "center__region")
    demand_edit(actor, agency.center.region)
    _end(agency.valid_from, agency.valid_to, valid_to)
    agency.valid_to = valid_to
    agency.save(update_fields=["valid_to"])
    write_down(actor, "agency.ended", agency)
    return agency


def _end(start: date | None, ended: date | None, on: date) -> None:
    if ended is not None:
        raise Conflict(_("This has ended already."))
    if start is not None and on < start:
        raise Invalid({"valid_to": _("The end lies before the beginning.")})


def _check_position(longitude: float | None, latitude: float | None) -> None:
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        raise Invalid({"longitude": _("Longitude and latitude belong together.")})
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Invalid({"longitude": _("This is no position on earth.")})
