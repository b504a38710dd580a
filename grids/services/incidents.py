"""Verbs on incidents that are no change of state: report, amend, reveal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from grids.machine.oversight import emergency_start
from grids.machine.terms import start
from grids.models import CategoryKind, IncidentCategory, Severity, Urgency
from grids.models.incidents import Incident, Source
from grids.queries import recipients
from grids.queries.categories import category_by_code
from grids.queries.incidents import NewPlace, place_of, spoken_text
from grids.queries.reporting import recordings_among
from grids.rules.incidents import ReportFacts, moment_problems, report_problems, title_of
from pingan.access.policy import allows
from pingan.access.rules import PUBLIC_ROLE, Actor
from pingan.common.errors import Forbidden, Invalid, Stale
from pingan.common.text import in_plain_text, joined_once
from pingan.matters.machine import ClockOperation, Notification
from pingan.matters.models import Matter
from pingan.matters.services import (
    Event,
    MatterData,
    append_entry,
    attach_files,
    keywords_of,
    open_matter,
)
from pingan.matters.services.performing import lock

#: Which sources a role may state; the first one is taken when none is given.
SOURCES: dict[str, tuple[str, ...]] = {
    "grid_worker": (Source.GRID_WORKER,),
    "community_staff": (Source.VILLAGE, Source.WALK_IN, Source.PHONE),
    "township_desk": (Source.WALK_IN, Source.PHONE, Source.HOTLINE, Source.VILLAGE),
    "county_dispatcher": (Source.HOTLINE, Source.PHONE, Source.WALK_IN),
    "unit_handler": (Source.MEMBER_UNIT,),
    PUBLIC_ROLE: (Source.PUBLIC,),
}
NEW_REPORT = gettext_noop("%(number)s was reported: %(title)s")
NEW_EMERGENCY = gettext_noop("%(number)s is an emergency: %(title)s")


@dataclass(frozen=True)
class Reporter:
    """Who told, as far as they wish; both parts are stored encrypted."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class ReportInput:
    """What one report says. Coordinates are WGS-84 degrees; ``attachments`` are keys of own stored files.

    ``resolution`` makes it a report of something resolved on the spot. ``region`` is a division code for
    desks that have neither a point nor a grid.
    """

    category: str
    description: str = ""
    severity: str = ""
    urgency: str = ""
    longitude: float | None = None
    latitude: float | None = None
    accuracy_m: float | None = None
    grid: int | None = None
    region: str = ""
    place_text: str = ""
    occurred_at: datetime | None = None
    reporter: Reporter | None = None
    wants_no_reply: bool = False
    attachments: tuple[int, ...] = ()
    source: str = ""
    external_number: str = ""
    people_involved: int | None = None
    resolution: str = ""
    clue_receipt: str = ""


def report_incident(*, actor: Actor, data: ReportInput, sent_at: datetime | None = None) -> Incident:
    """Open an incident (Article 15: report in time), with its clocks and the notice to its desk.

    ``sent_at``: it had been sent earlier and waited at a public door; terms count from then.

    Raises:
        Forbidden: the post does not report.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("incident.report"):
        raise Forbidden()
    data = in_plain_text(data)
    category = category_by_code(data.category)
    facts = _facts(actor, data, category)
    problems = report_problems(facts)
    if problems or category is None:
        raise Invalid({name: _(text) for name, text in problems.items()} or {"category": _("Unknown class.")})
    place = place_of(
        actor=actor,
        longitude=data.longitude,
        latitude=data.latitude,
        grid_id=data.grid,
        region_code=data.region,
        may_be_unknown=facts.is_emergency or not category.needs_place,
    )
    try:
        with transaction.atomic():
            return _open(actor, data, category, place, facts, sent_at)
    except IntegrityError as error:
        if "incident_external_number_once" in str(error):
            raise Invalid(
                {"external_number": _("A work order with this number is already recorded.")}
            ) from error
        raise


def _facts(actor: Actor, data: ReportInput, category: IncidentCategory | None) -> ReportFacts:
    return ReportFacts(
        is_known_category=category is not None,
        is_reportable=bool(
            category and category.reportable and actor.region_code.startswith(category.region_code)
        ),
        is_emergency=bool(category and category.kind == CategoryKind.EMERGENCY),
        is_clue=bool(category and category.is_clue),
        description=data.description,
        severity=data.severity,
        severities=frozenset(Severity.values),
        urgency=data.urgency,
        urgencies=frozenset(Urgency.values),
        longitude=data.longitude,
        latitude=data.latitude,
        occurred_in=(data.occurred_at - timezone.now()) if data.occurred_at else timedelta(0),
        source=data.source,
        sources=frozenset(SOURCES.get(actor.role, ())),
        external_number=data.external_number,
        is_self_resolved=bool(data.resolution),
        clue_receipt=data.clue_receipt,
        phone=data.reporter.phone if data.reporter else "",
        has_recording=not data.description.strip() and bool(recordings_among(actor, data.attachments)),
    )


def _open(
    actor: Actor,
    data: ReportInput,
    category: IncidentCategory,
    place: NewPlace,
    facts: ReportFacts,
    sent_at: datetime | None,
) -> Incident:
    made: list[Incident] = []
    text = "" if category.is_clue else spoken_text() if facts.has_recording else data.description
    urgency = data.urgency or (Urgency.CRITICAL if facts.is_emergency else Urgency.NORMAL)

    def make_detail(matter: Matter) -> Incident:
        incident = Incident(
            matter=matter,
            category=category,
            source=data.source or SOURCES[actor.role][0],
            external_number=data.external_number,
            # Without a word about it, it happened when it was reported, and not a blink later.
            occurred_at=data.occurred_at or matter.opened_at,
            place_text=data.place_text,
            accuracy_m=data.accuracy_m,
            people_involved=data.people_involved,
            is_emergency=facts.is_emergency,
            is_self_resolved=bool(data.resolution),
            clue_receipt=data.clue_receipt,
            reporter_name=(data.reporter.name or None) if data.reporter else None,
            reporter_phone=(data.reporter.phone or None) if data.reporter else None,
            wants_no_reply=data.wants_no_reply,
            desk_level=4 if place.region.level >= 4 else 3,
        )
        incident.save(force_insert=True)
        attach_files(matter, actor, data.attachments, "report", field="attachments")
        made.append(incident)
        return incident

    def clocks(matter: Matter) -> list[ClockOperation]:
        incident = made[0]
        first = start(incident, "verify" if incident.is_self_resolved else "accept")
        return [*first, *emergency_start(incident)] if incident.is_emergency else first

    def notices(matter: Matter) -> list[Notification]:
        return _opening_notices(actor, made[0])

    open_matter(
        actor=actor,
        data=MatterData(
            kind="incident",
            title=title_of(category.name, place.place_name),
            text=text,
            keywords=joined_once(data.place_text, place.place_name, place.region.name, data.external_number),
            region=place.region,
            class_code=category.code,
            severity=data.severity or category.default_severity,
            urgency=urgency,
            grid_id=place.grid_id,
            longitude=data.longitude,
            latitude=data.latitude,
            state="handled" if data.resolution else "reported",
        ),
        event=Event(
            "report",
            note=data.resolution,
            data={"source": data.source or SOURCES[actor.role][0]},
            at=sent_at,
        ),
        make_detail=make_detail,
        clocks=clocks,
        notices=notices,
    )
    return made[0]


def _opening_notices(actor: Actor, incident: Incident) -> list[Notification]:
    people = set(recipients.desk_of(incident))
    if incident.is_emergency:
        people |= set(recipients.county_roles(incident, "county_dispatcher", "body_office"))
    people -= {actor.user_id}
    title = NEW_EMERGENCY if incident.is_emergency else NEW_REPORT
    return [Notification(tuple(sorted(people)), title, is_urgent=incident.is_emergency)] if people else []


@dataclass(frozen=True)
class Amendment:
    """Corrections to a report that is still open; None leaves a field as it is."""

    description: str | None = None
    place_text: str | None = None
    people_involved: int | None = None
    occurred_at: datetime | None = None


@transaction.atomic
def amend_incident(*, actor: Actor, incident_id: int, data: Amendment, seen_version: int | None) -> Incident:
    """Correct what a report says; the former words stay in the timeline, encrypted.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Stale: somebody else changed it since it was read.
        Invalid: it is closed, or the text is empty.

    """
    data = in_plain_text(data)
    incident: Incident = lock(actor, "incident", incident_id)
    matter = incident.matter
    if seen_version is not None and seen_version != matter.version:
        raise Stale(version=matter.version, seen=seen_version)
    if not allows(actor, "amend", incident):
        raise Forbidden()
    if matter.closed_at is not None:
        raise Invalid({"": _("It is closed and can no longer be changed.")})
    _check_words_and_moment(data)
    before = matter.text
    changed = _apply(incident, data)
    if not changed:
        return incident
    append_entry(
        matter, actor, Event("amend", matter.state, matter.state, note=before, data={"fields": changed})
    )
    matter.version += 1
    matter.save()
    incident.save()
    return incident


def _check_words_and_moment(data: Amendment) -> None:
    if data.description is not None and not data.description.strip():
        raise Invalid({"description": _("Say what happened.")})
    if data.occurred_at is not None:
        problems = moment_problems(data.occurred_at - timezone.now())
        if problems:
            raise Invalid({name: _(text) for name, text in problems.items()})


def _apply(incident: Incident, data: Amendment) -> list[str]:
    changed: list[str] = []
    for name in ("place_text", "people_involved", "occurred_at"):
        value = getattr(data, name)
        if value is not None and value != getattr(incident, name):
            setattr(incident, name, value)
            changed.append(name)
    is_new = data.description is not None and data.description != incident.matter.text
    if is_new and data.description is not None and not incident.category.is_clue:
        incident.matter.text = data.description
        changed.append("description")
    if "place_text" in changed:
        matter = incident.matter
        grid = matter.grid.name if matter.grid else ""
        matter.keywords = keywords_of(
            matter.number, incident.place_text, grid, matter.region.name, incident.external_number
        )
    return changed
