"""Orders that repeat, as pages and programs show them."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.calendars.queries import working_time
from pingan.registers.models import RegisterDefinition, RegisterRound, RoundSchedule
from pingan.registers.queries.rounds import definition_for
from pingan.registers.rules import Occasion, Recurrence

#: Occasions that are shown ahead.
AHEAD = 6


def recurrence_of(row: RoundSchedule, definition: RegisterDefinition | None) -> Recurrence:
    """Return how often an order repeats as it stands; where the definition ended, it does not."""
    if definition is None:
        return Recurrence("", 0, row.starts_on, row.ends_on)
    days = row.days_before_holidays
    return Recurrence(
        row.period or definition.period,
        (definition.days_before_holidays or 0) if days is None else days,
        row.starts_on,
        row.ends_on,
    )


def schedules_visible(actor: Actor) -> QuerySet[RoundSchedule]:
    """Return the repeating orders that the actor may see, those that run first."""
    return visible_to(RoundSchedule, actor).select_related("region", "organ")


def occasions_ahead(
    row: RoundSchedule, definition: RegisterDefinition | None, today: date, most: int = AHEAD
) -> list[Occasion]:
    """Return the next occasions of an order; none where it was stopped."""
    if row.ended_at is not None:
        return []
    return recurrence_of(row, definition).upcoming(today, working_time(row.region_code), most)


def definition_of(row: RoundSchedule, today: date) -> RegisterDefinition | None:
    """Return the version by which the next round would open; None: the definition has ended."""
    return definition_for(row.definition_code, row.region_code, today)


def rounds_of(actor: Actor, row: RoundSchedule, most: int = 12) -> list[RegisterRound]:
    """Return the latest rounds that an order opened."""
    rows = visible_to(RegisterRound, actor).filter(schedule=row).select_related("definition", "region")
    return list(rows.order_by("-pk")[:most])


def definition_names(rows: list[RoundSchedule], today: date) -> dict[str, RegisterDefinition]:
    """Return the definitions of some orders by code, in force or not; one query."""
    codes = {row.definition_code for row in rows}
    found = RegisterDefinition.objects.filter(code__in=codes).order_by("version")
    return {row.code: row for row in found}
