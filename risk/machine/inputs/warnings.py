"""What each action on a warning asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from grids.queries.units import units_for
from pingan.access.rules import Actor
from pingan.matters.machine import input_field
from risk.models import WarningReceipt
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS
from risk.queries.warnings import addressable_regions, open_receipts

Pairs = Iterable[tuple[str, Any]]


def _of(table: Any) -> Any:
    return lambda actor, warning: list(table.items())


def _regions(actor: Actor, warning: Any) -> Pairs:
    return [(str(row.pk), row.name) for row in addressable_regions(warning.matter.region_code)]


def _units(actor: Actor, warning: Any) -> Pairs:
    return [(str(organ.pk), str(organ)) for organ in units_for(warning.matter.region_code)]


def _own_receipts(actor: Actor, warning: Any) -> Pairs:
    return [
        (str(row.pk), str(row)) for row in open_receipts(warning).filter(WarningReceipt.answered_by(actor))
    ]


@dataclass(frozen=True, kw_only=True)
class Edit:
    """All that a warning holds (突发事件应对法 §64), while it is a draft."""

    title: str = input_field(_("Title"), max_length=120)
    category: str = input_field(pgettext_lazy("warning", "Category"), "select", choices=_of(CATEGORIES))
    level: str = input_field(_("Level"), "select", choices=_of(LEVELS))
    channel: str = input_field(_("Channel"), "radio", choices=_of(CHANNELS))
    starts_at: datetime = input_field(_("Begins"), "datetime")
    regions: tuple[str, ...] = input_field(
        _("Divisions it goes to"), "checkboxes", choices=_regions, default=()
    )
    organs: tuple[int, ...] = input_field(_("Units it goes to"), "organs", choices=_units, default=())
    scope_text: str = input_field(_("Reach, in words"), max_length=200, default="")
    watch: str = input_field(_("What to watch for"), "textarea")
    measures: str = input_field(pgettext_lazy("warning", "What is to be done"), "textarea")
    basis: str = input_field(_("What it rests on"), "textarea")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Release:
    """By which document a government authorised the release."""

    authority: str = input_field(_("Document that authorises the release"), max_length=120)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Read:
    """For which division or unit it was read."""

    receipt: int = input_field(_("Read for"), "matter", choices=_own_receipts)
    note: str = input_field(_("Remark"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was done on it."""

    receipt: int = input_field(_("Reported for"), "matter", choices=_own_receipts)
    measures: str = input_field(_("What was done, and with what result"), "textarea")
    files: tuple[int, ...] = input_field(_("Photos and files"), "files", default=())


@dataclass(frozen=True, kw_only=True)
class Adjust:
    """A new issue of it (§70)."""

    level: str = input_field(_("Level"), "select", choices=_of(LEVELS))
    starts_at: datetime = input_field(_("Begins"), "datetime")
    watch: str = input_field(_("What to watch for"), "textarea")
    measures: str = input_field(pgettext_lazy("warning", "What is to be done"), "textarea")
    note: str = input_field(_("Why it is adjusted"), "textarea")


@dataclass(frozen=True, kw_only=True)
class Escalate:
    """Which issue is unread (system only)."""

    issue: int = 0
