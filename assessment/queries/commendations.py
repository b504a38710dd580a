"""Reads of commendations: what stands against one, and who is told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from assessment.models import AccountabilityCase, Commendation, Restriction
from assessment.queries.cases import open_cases_of, restrictions_on
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.matters.models import Clock, Matter, TimelineEntry
from pingan.org.queries import user_ids_holding


def commendations_visible(actor: Actor | None) -> QuerySet[Commendation]:
    """Return the commendations in the actor's scope with what every list shows, newest first."""
    rows = visible_to(Commendation, actor).select_related(
        "matter", "matter__region", "matter__grid", "matter__organ", "organ", "division"
    )
    return rows.defer("matter__search", "matter__region__boundary", "division__boundary").order_by(
        "-matter__opened_at", "-pk"
    )


@dataclass(frozen=True)
class Obstacles:
    """What stands against a nominee on a day: honours forbidden, cases that run."""

    restrictions: tuple[Restriction, ...]
    cases: tuple[AccountabilityCase, ...]

    def __bool__(self) -> bool:
        """Say whether anything does."""
        return bool(self.restrictions or self.cases)

    @property
    def numbers(self) -> list[str]:
        """Return the file numbers of the cases behind it."""
        found = [row.case.matter.number for row in self.restrictions]
        return list(dict.fromkeys([*found, *(case.matter.number for case in self.cases)]))


def obstacles_of(commendation: Commendation, day: date) -> Obstacles:
    """Return what stands against a commendation on a day: of the unit, of an individual's unit, of the division.

    An individual is asked about by the unit alone: whether the measure means that person is for two people to judge.
    """
    organ, region = commendation.organ_id, commendation.division_id
    held = restrictions_on(organ_id=organ, region_id=region, day=day).filter(forbids="no_honours")
    cases = open_cases_of(organ_id=organ, region_id=region)
    return Obstacles(
        tuple(held.select_related("case__matter").order_by("pk")),
        tuple(cases.select_related("matter").order_by("pk")),
    )


def kept_inside(actor: Actor, matter: Matter) -> frozenset[str]:
    """Return the actions whose entries stay with who checks and decides: they name cases that others may not see."""
    is_theirs = actor.region_id == matter.region_id and (
        actor.has("commendation.check") or actor.has("commendation.decide")
    )
    return frozenset() if is_theirs else frozenset({"ask_override", "allow_override"})


def let_pass(commendation: Commendation) -> tuple[frozenset[str], frozenset[int]]:
    """Return what two persons have let pass: numbers of cases and keys of restrictions; nothing else is covered by it."""
    entries = TimelineEntry.objects.filter(matter_id=commendation.pk, action="allow_override").order_by(
        "-seq"
    )
    data = entries.values_list("data", flat=True).first() or {}
    return frozenset(data.get("cases", ())), frozenset(data.get("restrictions", ()))


def told_obstacles(actor: Actor, commendation: Commendation, day: date) -> list[str]:
    """Return the file numbers of the cases behind what stands against it, those alone that the actor may see.

    A nominator, often the assessed unit itself, learns of no case before it is heard.
    """
    numbers = obstacles_of(commendation, day).numbers
    if not numbers:
        return []
    seen = visible_to(AccountabilityCase, actor).filter(matter__number__in=numbers)
    known = set(seen.values_list("matter__number", flat=True))
    return [number for number in numbers if number in known]


def of_commending_office(commendation: Commendation) -> tuple[int, ...]:
    """Return the accounts of the office that checks a nomination."""
    return user_ids_holding(Q(region_id=commendation.matter.region_id, role="body_office"))


def of_commending_leader(commendation: Commendation) -> tuple[int, ...]:
    """Return the accounts of those who decide."""
    return user_ids_holding(Q(region_id=commendation.matter.region_id, role="leader"))


def of_nominator(commendation: Commendation) -> tuple[int, ...]:
    """Return the account that nominated."""
    return (commendation.nominated_by_id,) if commendation.nominated_by_id is not None else ()


def of_commendation_clock(clock: Clock) -> tuple[int, ...]:
    """Return who is reminded of a clock of a commendation: the office."""
    row = Commendation.objects.select_related("matter").get(pk=clock.matter_id)
    return of_commending_office(row)
