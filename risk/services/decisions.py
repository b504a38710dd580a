"""Putting a major decision into its catalogue (Article 24: 应评尽评)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from disputes.services.screening import without_numbers
from grids.queries.units import units_for
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, Invalid
from pingan.common.outbox import enqueue
from pingan.common.text import in_plain_text, joined_once
from pingan.matters.machine import Notification
from pingan.matters.models import Matter, MatterFile
from pingan.matters.services import Event, MatterData, attach_files, open_matter
from pingan.org.models import Organ, Region
from risk.models import DecisionCatalogue, MajorDecision
from risk.models.decision_choices import Field
from risk.queries.decision_people import unit_of
from risk.queries.project_areas import is_area

LONGEST_TEXT = 5000
NEW = gettext_noop("%(number)s: your unit is responsible for a major decision: %(title)s")
_FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class NewDecision:
    """What is put into the catalogue. ``region`` blank: the catalogue's own; ``organ`` None: the actor's own unit."""

    catalogue: int
    title: str
    text: str
    field: str
    organ: int | None = None
    region: str = ""
    planned_on: date | None = None
    attachments: tuple[int, ...] = ()


def register_decision(*, actor: Actor, data: NewDecision) -> MajorDecision:
    """Put a decision into a catalogue, with its responsible unit and area.

    Raises:
        Forbidden: the post registers none.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("decision.register"):
        raise Forbidden()
    data = in_plain_text(data)
    catalogue = (
        visible_to(DecisionCatalogue, actor).select_related("region").filter(pk=data.catalogue).first()
    )
    region = _region(catalogue, data.region)
    organ = _organ(actor, data.organ, region)
    problems = _problems(data)
    if catalogue is None:
        problems["catalogue"] = _("Choose a catalogue.")
    elif region is None or not _reaches(actor, catalogue, region):
        problems["region"] = _("Choose a division of your area, inside that of the catalogue.")
    if actor.role == "unit_handler" and data.organ not in (None, actor.organ_id):
        problems["organ"] = _("A unit registers what it is responsible for itself: leave this empty.")
    elif organ is None and "region" not in problems:
        problems["organ"] = _("Choose the responsible unit of this area.")
    if problems or catalogue is None or region is None or organ is None:
        raise Invalid(problems)
    return _open(actor, data, catalogue, region, organ)


def _problems(data: NewDecision) -> dict[str, str]:
    problems: dict[str, str] = {}
    if not data.title.strip():
        problems["title"] = _("Give the decision a title.")
    elif len(data.title) > 200:
        problems["title"] = _("At most 200 characters.")
    if not data.text.strip():
        problems["text"] = _("Say what is to be decided.")
    elif len(data.text) > LONGEST_TEXT:
        problems["text"] = _("At most 5,000 characters.")
    if data.field not in Field.values:
        problems["field"] = _("Choose a field.")
    today = timezone.localdate()
    if data.planned_on is not None and not today - _FURTHEST < data.planned_on < today + _FURTHEST:
        problems["planned_on"] = _("This day lies too far away.")
    return problems


def _region(catalogue: DecisionCatalogue | None, code: str) -> Region | None:
    if catalogue is None:
        return None
    return Region.objects.in_force().filter(code=code).first() if code else catalogue.region


def _organ(actor: Actor, organ_id: int | None, region: Region | None) -> Organ | None:
    """The unit named, of the division and those above it; a unit itself registers what it is responsible for."""
    if actor.role == "unit_handler" or organ_id is None:
        organ_id = actor.organ_id
        return Organ.objects.filter(pk=organ_id).first() if organ_id is not None else None
    return None if region is None else units_for(region.code).filter(pk=organ_id).first()


def _reaches(actor: Actor, catalogue: DecisionCatalogue, region: Region) -> bool:
    """Inside the division of the catalogue; of whoever has an area, inside that as well."""
    width = {1: 2, 2: 4, 3: 6, 4: 9, 5: 12}[catalogue.region.level]
    is_inside = region.code[:width] == catalogue.region.code[:width]
    return is_inside and (actor.role == "unit_handler" or actor.covers(region.code))


def _open(
    actor: Actor, data: NewDecision, catalogue: DecisionCatalogue, region: Region, organ: Organ
) -> MajorDecision:
    made: list[MajorDecision] = []

    def make_detail(matter: Matter) -> MajorDecision:
        decision = MajorDecision(
            matter=matter, catalogue=catalogue, field=data.field, planned_on=data.planned_on
        )
        decision.save(force_insert=True)
        attach_files(matter, actor, data.attachments, MatterFile.Purpose.REPORT, field="attachments")
        made.append(decision)
        return decision

    def notices(matter: Matter) -> list[Notification]:
        people = set(unit_of(made[0])) - {actor.user_id}
        return [Notification(tuple(sorted(one for one in people if one)), NEW)] if people else []

    open_matter(
        actor=actor,
        data=MatterData(
            kind="decision",
            title=data.title.strip(),
            text=without_numbers(data.text),
            keywords=joined_once(region.name, str(catalogue.organ), str(organ)),
            region=region,
            class_code=data.field,
            organ_id=organ.pk,
            state="listed",
        ),
        event=Event("register", data={"field": data.field}),
        make_detail=make_detail,
        notices=notices,
    )
    if is_area(made[0]):
        enqueue("risk.link_area", decision_id=made[0].pk)
    return made[0]
