"""Guards and effects of putting right: the order with its five points, more time, done."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from grids.queries.units import units_for
from pingan.common.amounts import amount_in
from pingan.common.errors import Invalid
from pingan.matters.machine import ClockOperation, ExtendClock, Limit, Move, StartClock, StopClock
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files
from risk.machine import hazard_inputs as inputs
from risk.models import Hazard, Rectification
from risk.queries.evidence import new_photos, photos_among
from risk.queries.terms import start

#: Where the day of an order comes from, as every clock shows it; in the product's first language, like all sources.
SOURCE = "整改交办时确定的期限（五落实之一）"
STAGE = "hazard_rectify"
#: Nobody orders anything for later than ten years ahead; a slip of the year is what this catches.
MOST_DAYS = 3650


def current(hazard: Hazard) -> Rectification:
    """Return the latest order to put a hazard right; there is one in every state after it was given."""
    return hazard.rectifications.select_related("organ").latest("round")


def day_problem(wanted: datetime, now: datetime) -> str:
    """Return what is wrong with a day until which something is to be done; blank: nothing."""
    days = (timezone.localdate(wanted) - timezone.localdate(now)).days
    if days < 0:
        return _("This day is past.")
    return _("This lies too far in the future.") if days > MOST_DAYS else ""


def order_guard(move: Move) -> None:
    """Guard: a unit of this place, a day that is not past, an amount; the five points are whole."""
    data: inputs.Order = move.data
    problems: dict[str, str] = {}
    if not units_for(move.matter.region_code).filter(pk=data.organ).exists():
        problems["organ"] = _("Choose a unit of this area.")
    for name in ("measures", "owner", "plan"):
        if not getattr(data, name).strip():
            problems[name] = _("This is needed.")
    problem = day_problem(data.due_on, move.now)
    if problem:
        problems["due_on"] = problem
    if problems:
        raise Invalid(problems)
    if amount_in(data.money, "money") is None:
        raise Invalid({"money": _("This is needed.")})


def order_effect(move: Move) -> None:
    """Effect: the order stands, and the unit has the hazard in hand."""
    data: inputs.Order = move.data
    hazard: Hazard = move.detail
    done = Rectification.objects.create(
        hazard=hazard,
        round=hazard.rectifications.count() + 1,
        organ_id=data.organ,
        measures=data.measures.strip(),
        owner=data.owner.strip(),
        money_yuan=amount_in(data.money, "money") or 0,
        due_on=timezone.localdate(data.due_on),
        plan=data.plan.strip(),
        ordered_by_id=move.actor.person,
        ordered_at=move.now,
    )
    move.matter.organ_id = data.organ
    move.public.update(unit=str(done.organ), due_on=done.due_on.isoformat(), round=done.round)
    move.note = data.measures


def next_round(move: Move, last: Rectification, due_on: datetime) -> None:
    """Order the same once more until another day, after it did not pass."""
    again = Rectification.objects.create(
        hazard=move.detail,
        round=last.round + 1,
        organ_id=last.organ_id,
        measures=last.measures,
        owner=last.owner,
        money_yuan=last.money_yuan,
        due_on=timezone.localdate(due_on),
        plan=last.plan,
        ordered_by_id=move.actor.person,
        ordered_at=move.now,
    )
    move.public.update(due_on=again.due_on.isoformat(), round=again.round)


def rectify_start(move: Move) -> ClockOperation:
    """Return the operation that starts the unit's clock: until the day of the order, by the rules of natural days.

    A last day that is off moves on to the next working day (民法典 §203).
    """
    order = current(move.detail)
    days = (order.due_on - timezone.localdate(move.now)).days
    unit = "natural_days" if days else "same_day"
    limit = Limit(max(days, 1), unit, f"{move.matter.pk}.{order.round}", SOURCE)
    return StartClock(STAGE, limit, order.organ_id)


def order_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: ordered; the unit's time runs."""
    return [StopClock("hazard_order"), rectify_start(move)]


def _days_more(move: Move, order: Rectification) -> int:
    return (timezone.localdate(move.data.due_on) - order.due_on).days


def extend_guard(move: Move) -> None:
    """Guard: a later day, not too far away."""
    problem = day_problem(move.data.due_on, move.now)
    if not problem and _days_more(move, current(move.detail)) < 1:
        problem = _("Choose a later day than that of the order.")
    if problem:
        raise Invalid({"due_on": problem})


def extend_effect(move: Move) -> None:
    """Effect: the order has another day; the timeline keeps both."""
    order = current(move.detail)
    move.public.update(due_on=timezone.localdate(move.data.due_on).isoformat(), days=_days_more(move, order))
    order.due_on = timezone.localdate(move.data.due_on)
    order.save(update_fields=["due_on"])
    move.note = move.data.note


def extend_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's runs so many days longer; one of the same day becomes one of natural days."""
    order, days = current(move.detail), int(move.public["days"])
    if _ordered_for_its_own_day(order, days):
        return [StopClock(STAGE, every_organ=True, has_verdict=False), rectify_start(move)]
    return [ExtendClock(STAGE, days, None, move.data.note, order.organ_id)]


def _ordered_for_its_own_day(order: Rectification, days: int) -> bool:
    ordered: date = timezone.localdate(order.ordered_at)
    return (order.due_on - ordered).days == days


def done_guard(move: Move) -> None:
    """Guard: a photo of the result, not the one by which the hazard was reported."""
    if not photos_among(move.data.files):
        raise Invalid({"files": _("Add at least one photo.")})
    if not new_photos(move.data.files, move.matter.pk):
        raise Invalid({"files": _("This photo lies on the hazard already: add one of the result.")})


def done_effect(move: Move) -> None:
    """Effect: reported as done; who says so does not inspect it."""
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    order = current(move.detail)
    order.state = Rectification.State.DONE
    order.done_by_id, order.done_at, order.result = move.actor.person, move.now, move.data.result
    order.save(update_fields=["state", "done_by", "done_at", "result"])
    move.public.update(round=order.round, files=len(move.data.files))
    move.note = move.data.result


def done_clocks(move: Move) -> list[ClockOperation]:
    """Clocks: the unit's ends with its verdict; the re-inspection is due."""
    return [StopClock(STAGE, every_organ=True), *start(move.matter, "hazard_reinspect")]
