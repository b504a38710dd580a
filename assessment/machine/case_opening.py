"""Opening a case: in the division of the body that runs it, closed to all but the few of Article 58."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from assessment.models import AccountabilityCase
from assessment.queries.cases import of_office
from pingan.access.rules import Actor
from pingan.matters.machine import Notification
from pingan.matters.models import Matter, MatterLink
from pingan.matters.services import Event, MatterData, attach_files, open_matter
from pingan.org.models import Organ, Region
from risk.queries.terms import start

NEW = gettext_noop("%(number)s: a candidate for accountability waits for verification")


@dataclass(frozen=True)
class CaseData:
    """What a case begins with; ``region`` or ``organ`` is the subject, ``body`` the division of who runs it."""

    body: Region
    circumstances: tuple[int, ...]
    event_on: date
    facts: str
    region: Region | None = None
    organ: Organ | None = None
    rule: str = ""
    threshold: str = ""
    source_id: int | None = None
    previous_id: int | None = None
    files: tuple[int, ...] = ()


def body_for(*, region: Region | None, organ: Organ | None) -> Region:
    """Return the division whose body holds a subject to account: of a unit its own, of a division that above it.

    The province has none above it: its own body is named.
    """
    if organ is not None:
        return organ.region
    if region is None:
        raise AssertionError("a case is about a division or a unit")
    return region.parent or region


def open_case_matter(*, actor: Actor, data: CaseData, action: str) -> AccountabilityCase:
    """Create the candidate with its first entry and clock, and tell the office. The caller has checked the input."""
    made: list[AccountabilityCase] = []
    subject = data.region.name if data.region is not None else str(data.organ)

    def make_detail(matter: Matter) -> AccountabilityCase:
        matter.is_restricted = True
        case = AccountabilityCase(
            matter=matter,
            region=data.region,
            organ=data.organ,
            circumstances=sorted(set(data.circumstances)),
            event_on=data.event_on,
            facts=data.facts,
            rule=data.rule,
            threshold=data.threshold,
            source_id=data.source_id,
            origin=data.body,
            previous_id=data.previous_id,
        )
        case.save(force_insert=True)
        attach_files(matter, actor, data.files, "report", field="files")
        if data.source_id is not None:
            # Both pages show it, each to those alone who see the other.
            MatterLink.objects.create(
                source_id=data.source_id,
                target=matter,
                kind=MatterLink.Kind.REFERRED,
                created_by_id=actor.user_id,
            )
        made.append(case)
        return case

    def notices(matter: Matter) -> Iterable[Notification]:
        people = tuple(person for person in of_office(made[0]) if person != actor.user_id)
        return [Notification(people, NEW)] if people else []

    open_matter(
        actor=actor,
        data=MatterData(
            kind="case",
            title=f"{subject}平安建设责任督导追究",
            text=data.facts,
            region=data.body,
            class_code=str(min(data.circumstances)),
            organ_id=data.organ.pk if data.organ is not None else None,
        ),
        event=Event(action, data={"circumstances": sorted(set(data.circumstances)), "rule": data.rule}),
        make_detail=make_detail,
        clocks=lambda matter: start(matter, "case_review"),
        notices=notices,
    )
    return made[0]
