"""Changing the working calendar in somebody's name: who may, and a row in the security log for each change.

Days off hold for the whole province and come from one national notice, so the provincial office enters them;
office hours are set by the office of the area.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.calendars import services as calendars
from pingan.calendars.models import CalendarYear, Holiday, OfficeHours
from pingan.calendars.services import OfficeHoursInput
from pingan.common.errors import Forbidden, Invalid
from pingan.common.ids import UserId

EDIT = "calendar.edit"
PROVINCE = 1


def may_edit_days(actor: Actor) -> bool:
    """Say whether this post enters days off, make-up workdays and the state of a year."""
    return actor.has(EDIT) and actor.level == PROVINCE


def _editor(actor: Actor) -> UserId:
    if not may_edit_days(actor) or actor.user_id is None:
        raise Forbidden(_("Days off are entered by the provincial office; they hold for the whole province."))
    return actor.user_id


def _write_down(actor: Actor, verb: str, source: str, data: Mapping[str, Any]) -> None:
    log(actor=actor, action=f"calendar.{verb}", object_type="calendars", reason=source, data=data)


@transaction.atomic
def set_day(
    *, actor: Actor, day_on: date, kind: str, name: str, source: str, in_lieu: bool = False
) -> Holiday:
    """Enter what the calendar says of a day.

    Raises:
        Forbidden: not the provincial office.
        Invalid: see ``calendars.services.set_day``.

    """
    user_id = _editor(actor)
    day = calendars.set_day(
        user_id=user_id, day_on=day_on, kind=kind, name=name, source=source, in_lieu=in_lieu
    )
    _write_down(actor, "day_set", source, {"day": day_on.isoformat(), "kind": kind})
    return day


@transaction.atomic
def remove_day(*, actor: Actor, day_on: date, source: str) -> None:
    """Make a day again what its weekday makes it.

    Raises:
        Forbidden: not the provincial office.
        NotFound, Invalid: see ``calendars.services.remove_day``.

    """
    calendars.remove_day(user_id=_editor(actor), day_on=day_on, source=source)
    _write_down(actor, "day_removed", source, {"day": day_on.isoformat()})


@transaction.atomic
def set_year(*, actor: Actor, year: int, is_final: bool, source: str) -> CalendarYear:
    """State that a year's notice has been entered in full, or take the word back.

    Raises:
        Forbidden: not the provincial office.
        Invalid: no source, or a final year without a day off.

    """
    mark = calendars.mark_year_final if is_final else calendars.mark_year_provisional
    row = mark(user_id=_editor(actor), year=year, source=source)
    _write_down(actor, "year_marked", source, {"year": year, "status": row.status})
    return row


@transaction.atomic
def set_hours(*, actor: Actor, data: OfficeHoursInput) -> OfficeHours:
    """Let office hours hold in an area from a day on.

    Raises:
        Forbidden: the post does not edit the calendar of that area.
        Invalid: see ``calendars.services.set_office_hours``; a day in the past.

    """
    if not actor.has(EDIT) or not actor.covers(data.region_code) or actor.user_id is None:
        raise Forbidden(_("Your post does not set office hours for that area."))
    if data.effective_from < date(2000, 1, 1):
        raise Invalid({"effective_from": _("The year must lie between 2000 and 2100.")})
    row = calendars.set_office_hours(user_id=actor.user_id, data=data)
    log(
        actor=actor,
        action="calendar.hours_set",
        object_type="calendars.officehours",
        object_id=row.pk,
        reason=data.source,
        data={"area": data.region_code, "from": data.effective_from.isoformat()},
        region_code=data.region_code,
    )
    return row
