"""What the actions on a hazard ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.matters.machine import input_field
from risk.models.choices import Domain, Grade, YesNo
from risk.queries.places import places_near

Pairs = Iterable[tuple[str, Any]]


def _of(choices: Any) -> Callable[[Actor, Any], Pairs]:
    return lambda actor, detail: choices.choices


def units(actor: Actor, detail: Any) -> Pairs:
    """Return the units that may be ordered to put a hazard right: those of its place."""
    return [(str(organ.pk), str(organ)) for organ in units_for(detail.matter.region_code)]


def places(actor: Actor, detail: Any) -> Pairs:
    """Return the key places of the hazard's township."""
    return [(str(place.pk), f"{place} · {place.get_kind_display()}") for place in places_near(detail.matter)]


def yes_no(label: Any, **options: Any) -> Any:
    """Declare a question that must be answered with yes or no."""
    return input_field(label, "radio", choices=_of(YesNo), **options)


@dataclass(frozen=True, kw_only=True)
class GradeHazard:
    """The facts from which the rules make the grade; what nobody knows stays empty and does not count."""

    needs_stop: str = yes_no(
        _("Must work stop, wholly or in part, until it is removed?"),
        help=_("Provisions on hidden dangers (order 16), Article 3."),
    )
    is_beyond_unit: str = yes_no(_("Is the unit unable to remove it by itself?"))
    exposed: int | None = input_field(
        _("People exposed"), "number", minimum=0, maximum=1_000_000, default=None
    )
    days_needed: int | None = input_field(
        _("Days needed to put it right"), "number", minimum=0, maximum=3650, default=None
    )
    cost: str = input_field(_("Cost of putting it right (yuan)"), "amount", max_length=20, default="")
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class SetGrade:
    """Another grade than the rules compute."""

    grade: str = input_field(pgettext_lazy("hazard", "Grade"), "radio", choices=_of(Grade))
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Order:
    """The five settled points (五落实): measures, who, money, day, plan; and which unit."""

    organ: int = input_field(_("Unit"), "organ", choices=units)
    measures: str = input_field(_("Measures"), "textarea")
    owner: str = input_field(
        _("Office in charge"),
        max_length=80,
        help=_("The office or function, as in the unit's list of responsibilities."),
    )
    money: str = input_field(_("Money (yuan)"), "amount", max_length=20, help=_("0 where none is needed."))
    due_on: datetime = input_field(_("To be done by"), "date")
    plan: str = input_field(
        _("Plan until it is removed"), "textarea", help=_("What keeps people safe meanwhile.")
    )


@dataclass(frozen=True, kw_only=True)
class Extend:
    """Another day for the order that runs, and why."""

    due_on: datetime = input_field(_("To be done by"), "date")
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class ReportDone:
    """What was done, with photos."""

    result: str = input_field(pgettext_lazy("hazard", "What was done"), "textarea")
    files: tuple[int, ...] = input_field(
        _("Photos of the result"), "files", reads_moment=True, help=_("At least one photo.")
    )


@dataclass(frozen=True, kw_only=True)
class Reinspect:
    """Whether it holds, seen on the spot, with a photo that is newer than the report."""

    is_passed: str = yes_no(_("Is the hazard removed?"))
    note: str = input_field(_("What was seen"), "textarea")
    files: tuple[int, ...] = input_field(
        _("Photos of today"),
        "files",
        reads_moment=True,
        help=_("At least one, taken after it was reported as done."),
    )
    taken_at: datetime | None = input_field(
        _("Taken on the spot at"),
        "datetime",
        default=None,
        help=_("Only where the photo does not say so itself. It is kept and shown as your statement."),
    )
    due_on: datetime | None = input_field(
        _("If not: to be done by"), "date", default=None, help=_("The other points of the order stay.")
    )


@dataclass(frozen=True, kw_only=True)
class LookBack:
    """Whether the hazard stays away (回头看)."""

    holds: str = yes_no(_("Is it still removed?"))
    note: str = input_field(_("What was seen"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", reads_moment=True, default=())


@dataclass(frozen=True, kw_only=True)
class ListForSupervision:
    """挂牌督办: under which number, and what is demanded."""

    number: str = input_field(_("Number of the listing"), max_length=60)
    note: str = input_field(_("What is demanded"), "textarea")


@dataclass(frozen=True, kw_only=True)
class HandOver:
    """To the body of the same level, which orders the unit to rectify (Article 62)."""

    order_number: str = input_field(
        _("Number of the rectification order"), max_length=60, default="", help=_("If it is issued already.")
    )
    note: str = input_field(_("What the unit failed to do"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Correct:
    """Another domain or place; empty leaves it as it is."""

    domain: str = input_field(_("Domain"), "select", choices=_of(Domain), default="")
    place: int | None = input_field(_("Key place"), "matter", choices=places, default=None)
    place_text: str = input_field(_("Place in words"), max_length=200, default="")
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Reject:
    """Not accepted: why."""

    reason: str = input_field(_("Reason"), "textarea", max_length=200)
