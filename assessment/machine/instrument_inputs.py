"""What the actions on an instrument of Article 60 ask for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessment.queries.instruments import measures_of
from assessment.rules.instruments import LONGEST_TEXT
from pingan.access.rules import Actor
from pingan.matters.machine import input_field

Pairs = Iterable[tuple[str, Any]]


def open_measures(actor: Actor, instrument: Any) -> Pairs:
    """Return the measures that are not done."""
    return [(str(one.pk), str(one)) for one in measures_of(instrument) if one.state == one.State.OPEN]


@dataclass(frozen=True, kw_only=True)
class Reason:
    """A reason that must be given."""

    note: str = input_field(_("Reason"), "textarea", max_length=200)


@dataclass(frozen=True, kw_only=True)
class AddMeasure:
    """One thing that the unit does about it."""

    title: str = input_field(_("Measure"), max_length=200)
    owner: str = input_field(
        _("Office in charge"), max_length=80, help=_("The office or function, never a person.")
    )
    due_on: datetime = input_field(_("To be done by"), "date")


@dataclass(frozen=True, kw_only=True)
class FinishMeasure:
    """Which measure is done, and what was done."""

    measure: int = input_field(_("Measure"), "select", choices=open_measures)
    result: str = input_field(_("What was done"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The reply as it was sent, with its document."""

    document_number: str = input_field(_("Number of the reply"), max_length=60)
    replied_on: datetime = input_field(_("Replied on"), "date")
    text: str = input_field(_("What was answered"), "textarea", max_length=LONGEST_TEXT)
    files: tuple[int, ...] = input_field(_("Document of the reply"), "files", help=_("At least one file."))
