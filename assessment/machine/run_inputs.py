"""What each action on a run asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.matters.machine import input_field


@dataclass(frozen=True, kw_only=True)
class Days:
    """Another period, or another last day for reports."""

    since: datetime = input_field(pgettext_lazy("run", "Period from"), "date")
    until: datetime = input_field(pgettext_lazy("run", "Period until"), "date")
    report_until: datetime = input_field(_("Reports until"), "date")


@dataclass(frozen=True, kw_only=True)
class Extend:
    """More days for reports, and why."""

    report_until: datetime = input_field(_("Reports until"), "date")
    note: str = input_field(_("Reason"), "textarea")
