"""Registering a hazard: on a phone in the field, at a desk, by the unit itself, from an incident or a screening."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grids.queries.incidents import NewPlace, place_of
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text, joined_once
from pingan.matters.machine import Notification
from pingan.matters.models import Matter
from pingan.matters.services import Event, MatterData, attach_files, open_matter
from risk.machine.hazard_grading import note_recurrence
from risk.machine.hazard_words import composed_title, without_numbers
from risk.models import Hazard, KeyPlace
from risk.models.choices import Domain, HazardSource
from risk.queries import hazard_recipients as recipients
from risk.queries.places import places_to_report_on
from risk.queries.terms import start
from risk.rules.hazards import LONGEST_PLACE, LONGEST_TEXT, IntakeFacts, intake_problems

#: Which sources a role may state; the first one is taken when none is given.
SOURCES: dict[str, tuple[str, ...]] = {
    "grid_worker": (HazardSource.PATROL, HazardSource.INSPECTION, HazardSource.HINT),
    "community_staff": (HazardSource.PATROL, HazardSource.INSPECTION, HazardSource.HINT),
    "township_desk": (HazardSource.INSPECTION, HazardSource.PATROL, HazardSource.HINT),
    "county_dispatcher": (HazardSource.INSPECTION, HazardSource.HINT),
    "unit_handler": (HazardSource.OWN_REPORT,),
}
#: Sources that only the product's own ways lead to: an incident, a finding of a round.
_INNER = frozenset({HazardSource.INCIDENT, HazardSource.CAMPAIGN})
NEW = gettext_noop("%(number)s: a hazard was registered: %(title)s")
AGAIN = gettext_noop("%(number)s: a hazard that was cleared is back: %(title)s")


@dataclass(frozen=True)
class NewHazard:
    """What one registration says. ``place`` is the key of a key place; coordinates are WGS-84 degrees.

    ``attachments`` are keys of own stored files.
    """

    domain: str
    description: str
    source: str = ""
    place: int | None = None
    place_text: str = ""
    longitude: float | None = None
    latitude: float | None = None
    grid: int | None = None
    region: str = ""
    attachments: tuple[int, ...] = ()


def register_hazard(*, actor: Actor, data: NewHazard, came_from: str = "") -> Hazard:
    """Register a hazard (Articles 15, 25, 50), recognise whether it came back, start its clock, tell its desk.

    ``came_from`` is the source where it is the product's own way (an incident, a finding of a round): nobody states it.

    Raises:
        Forbidden: the post registers none.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("hazard.register"):
        raise Forbidden()
    data = in_plain_text(data)
    data = replace(
        data,
        source=came_from or data.source or SOURCES[actor.role][0],
        description=without_numbers(data.description),
        place_text=without_numbers(data.place_text),
    )
    watched = _watched(actor, data.place)
    problems = _problems(actor, data, came_from)
    if data.place is not None and watched is None:
        problems["place"] = _("Choose a key place of your area.")
    if problems:
        raise Invalid(problems)
    with transaction.atomic():
        return _open(actor, data, _where(actor, data, watched), watched)


def _problems(actor: Actor, data: NewHazard, came_from: str) -> dict[str, Any]:
    facts = IntakeFacts(
        is_known_domain=data.domain in Domain.values,
        is_known_source=bool(came_from) or data.source in SOURCES.get(actor.role, ()),
        description=data.description,
        longitude=data.longitude,
        latitude=data.latitude,
    )
    problems: dict[str, Any] = {name: _(text) for name, text in intake_problems(facts).items()}
    if len(data.place_text) > LONGEST_PLACE:
        problems["place_text"] = _("At most %(length)s characters.") % {"length": LONGEST_PLACE}
    return problems


def _watched(actor: Actor, key: int | None) -> KeyPlace | None:
    if key is None:
        return None
    rows = places_to_report_on(actor).select_related("region", "grid")
    return rows.filter(pk=key).first()


def _where(actor: Actor, data: NewHazard, watched: KeyPlace | None) -> NewPlace:
    """Return where it belongs: what was told, else where the key place lies."""
    is_told = data.grid is not None or data.region or data.longitude is not None
    if watched is not None and not is_told:
        name = watched.grid.name if watched.grid else watched.region.name
        return NewPlace(watched.region, watched.grid_id, name)
    return place_of(
        actor=actor,
        longitude=data.longitude,
        latitude=data.latitude,
        grid_id=data.grid,
        region_code=data.region,
        # A unit reports on its own premises, whose grid it need not know.
        may_be_unknown=data.longitude is None or data.source in _INNER,
    )


def _open(actor: Actor, data: NewHazard, where: NewPlace, watched: KeyPlace | None) -> Hazard:
    made: list[Hazard] = []
    longitude, latitude = data.longitude, data.latitude
    if longitude is None and watched is not None:
        longitude, latitude = watched.longitude, watched.latitude

    def make_detail(matter: Matter) -> Hazard:
        hazard = Hazard(
            matter=matter,
            domain=data.domain,
            source=data.source,
            place=watched,
            place_text=data.place_text,
            reporting_unit_id=actor.organ_id if data.source == HazardSource.OWN_REPORT else None,
        )
        note_recurrence(hazard)
        hazard.save(force_insert=True)
        attach_files(matter, actor, data.attachments, "report", field="attachments")
        made.append(hazard)
        return hazard

    named = watched.name if watched else data.place_text or where.place_name
    open_matter(
        actor=actor,
        data=MatterData(
            kind="hazard",
            title=composed_title(data.domain, named),
            text=data.description[:LONGEST_TEXT],
            keywords=joined_once(data.place_text, where.place_name, where.region.name),
            region=where.region,
            class_code=data.domain,
            severity="04",
            grid_id=where.grid_id,
            longitude=longitude,
            latitude=latitude,
            state="registered",
        ),
        event=Event("register", data={"source": data.source}),
        make_detail=make_detail,
        clocks=lambda matter: start(matter, "hazard_grade"),
        notices=lambda matter: _first_notices(actor, made[0]),
    )
    return made[0]


def _first_notices(actor: Actor, hazard: Hazard) -> list[Notification]:
    people = set(recipients.desk_of(hazard))
    if hazard.recurrences:
        people |= set(recipients.county_of(hazard))
    people -= {actor.user_id} if actor.user_id else set()
    return [Notification(tuple(sorted(people)), AGAIN if hazard.recurrences else NEW)] if people else []
