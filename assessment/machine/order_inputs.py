"""What the actions on a rectification order ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.queries.orders import items_of, units_of_level
from assessment.rules.orders import LONGEST_TEXT
from pingan.access.rules import Actor
from pingan.documents.models import ServiceReceipt
from pingan.matters.machine import input_field

Pairs = Iterable[tuple[str, Any]]
_EACH_LINE = _("One point on each line.")


def units(actor: Actor, order: Any) -> Pairs:
    """Return the units that the order's body may order."""
    rows = units_of_level(order.body.region_id, without=order.issuer_id)
    return [(str(organ.pk), str(organ)) for organ in rows]


def points(actor: Actor, order: Any) -> Pairs:
    """Return the points of the order."""
    return [(str(item.position), str(item)) for item in items_of(order)]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason that must be given."""

    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Edit:
    """Another wording of a draft."""

    organ: int = input_field(_("Unit"), "organ", choices=units)
    facts: str = input_field(pgettext_lazy("official document", "facts"), "textarea", max_length=LONGEST_TEXT)
    basis: str = input_field(
        _("Duty that was not met"), "textarea", help=_("Which duty, by which article or document.")
    )
    demands: str = input_field(
        pgettext_lazy("rectification order", "What is demanded"), "textarea", max_length=6000, help=_EACH_LINE
    )
    due_on: datetime = input_field(_("To be rectified by"), "date")


@dataclass(frozen=True, kw_only=True)
class Issue:
    """How the order is served on the unit."""

    method: str = input_field(
        _("Service"),
        "radio",
        choices=lambda actor, order: ServiceReceipt.Method.choices,
        default="electronic",
    )
    received_by: str = input_field(
        _("Signed for by"), max_length=60, default="", help=_("Handed over: who signed, in their office.")
    )


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What was done, with evidence."""

    text: str = input_field(_("What was done"), "textarea", max_length=LONGEST_TEXT)
    files: tuple[int, ...] = input_field(_("Evidence"), "files", help=_("At least one file."))


@dataclass(frozen=True, kw_only=True)
class Review:
    """What was found; every point not met is named, and none named means that it passed."""

    unmet: tuple[str, ...] = input_field(
        _("Points that are not met"), "checkboxes", choices=points, default=(), help=_("None: it passed.")
    )
    note: str = input_field(_("What was found"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class AnotherDay:
    """Another day, and why."""

    due_on: datetime = input_field(_("To be rectified by"), "date")
    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class Suggest:
    """To which authority, and why; of persons nothing is written here."""

    authority: str = input_field(_("Competent authority"), max_length=120)
    reason: str = input_field(
        _("Reason"), "textarea", max_length=LONGEST_TEXT, help=_("Facts about the unit; no names of persons.")
    )


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the authority answered."""

    answered_on: datetime = input_field(_("Answered on"), "date")
    number: str = input_field(_("Number of the answer"), max_length=60, default="")
    answer: str = input_field(_("Answer"), "textarea", max_length=LONGEST_TEXT)
