"""Hours of volunteers (Article 54): noted at an activity of the register, and corrected beside what was noted first.

Whoever may note hours may correct them. What was noted stays; sums and later certificates follow the correction, and a
certificate that was issued stays the paper that it is.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from grids.models import HoursCorrection, VolunteerService
from grids.queries.volunteers import activities_for
from grids.services.volunteers import locked, write_down
from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid, NotFound
from pingan.common.kept_words import kept_words
from pingan.common.text import plain_text
from pingan.registers.models import RegisterFinding

MOST_HOURS: Final = 24 * 7
LONGEST_REASON: Final = 200


@transaction.atomic
def note_hours(*, actor: Actor, pk: int, activity: int, hours: int) -> VolunteerService:
    """Note the hours that a volunteer gave at an activity of the register, once.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``volunteers.locked``.
        Invalid: no such activity of this place or noted already; more hours or people than the activity had.

    """
    row = locked(actor, pk)
    found = {entry.pk: entry for entry in activities_for(actor, row)}.get(activity)
    if found is None:
        raise Invalid({"activity": _("Choose an activity of this place whose hours are not noted yet.")})
    if hours < 1:
        raise Invalid({"hours": _("The activity had fewer hours in all. Correct the register first.")})
    _demand_room(found, hours, besides=None)
    values = found.values
    return VolunteerService.objects.create(
        volunteer=row,
        activity=found,
        held_on=date.fromisoformat(str(values["held_on"])),
        kind=str(values["kind"]),
        title=str(values["activity"])[:300],
        hours=hours,
        noted_at=timezone.now(),
        noted_by_id=actor.person,
    )


@transaction.atomic
def correct_hours(
    *, actor: Actor, pk: int, service: int, hours: int, reason: str, seen: int | None = None
) -> HoursCorrection:
    """Correct a figure of hours, with the reason. 0: they were not given, or not by this person.

    ``seen`` is the figure that whoever corrects it saw; None: not said.

    Raises:
        NotFound, Forbidden, IllegalAction: as ``volunteers.locked``; or no hours of this volunteer.
        Conflict: somebody corrected it meanwhile.
        Invalid: at "hours" (the same figure, or more than the activity had) or "reason".

    """
    row = locked(actor, pk)
    given = VolunteerService.objects.with_hours_now().filter(volunteer=row, pk=service).first()
    if given is None:
        raise NotFound()
    before = int(given.hours_now)
    if seen is not None and seen != before:
        raise Conflict(_("These hours were corrected meanwhile: %(hours)d now.") % {"hours": before})
    words = kept_words(plain_text(reason)).strip()
    if not 2 <= len(words) <= LONGEST_REASON:
        raise Invalid({"reason": _("Say why, in 2 to %(most)d characters.") % {"most": LONGEST_REASON}})
    if not 0 <= hours <= MOST_HOURS:
        raise Invalid({"hours": _("Between 0 and %(most)d hours.") % {"most": MOST_HOURS}})
    if hours == before:
        raise Invalid({"hours": _("This is the figure that stands already.")})
    if given.activity is not None and hours > before:
        _demand_room(given.activity, hours, besides=given.pk)
    made = HoursCorrection.objects.create(
        service=given,
        hours_before=before,
        hours=hours,
        reason=words,
        corrected_at=timezone.now(),
        corrected_by_id=actor.person,
    )
    # Figures and reason go when consent ends; the log is for ever, so it says that hours were corrected and no more.
    write_down(actor, row, "volunteer.hours_corrected")
    return made


def _demand_room(activity: RegisterFinding, hours: int, *, besides: int | None) -> None:
    """Hold hours to what the activity had in all; ``besides``: the row that they replace.

    Raises:
        Invalid: more hours, or more people, than it had.

    """
    # Two desks at one activity: the second counts what the first wrote.
    held = RegisterFinding.objects.select_for_update(of=("self",)).get(pk=activity.pk).values
    noted = VolunteerService.objects.with_hours_now().filter(activity=activity, hours_now__gte=1)
    noted = noted.exclude(pk=besides) if besides is not None else noted
    so_far = noted.aggregate(hours=Sum("hours_now"))["hours"] or 0
    if hours > MOST_HOURS or so_far + hours > int(held.get("hours") or 0):
        raise Invalid({"hours": _("The activity had fewer hours in all. Correct the register first.")})
    if noted.count() >= int(held.get("volunteers") or 0):
        at = "activity" if besides is None else "hours"
        raise Invalid({at: _("The activity had fewer volunteers. Correct the register first.")})
