"""Time limits and the other numbers of the workflow. The regulation holds none; each row names its source."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from grids.models.axes import Severity, Urgency
from pingan.common.slots import term_stages
from pingan.common.versions import (
    Confidence,
    VersionedQuerySet,
    VersionedRow,
    area_code,
    no_overlap,
    runs_forward,
)


class Stage(models.TextChoices):
    """What a time limit of an incident counts; docs/incident-categories.md says from when each one runs.

    Other apps name theirs through the slot ``term_stages``.
    """

    ACCEPT = "accept", _("acceptance")
    DISPATCH = "dispatch", _("dispatch")
    SIGN = "sign", _("signing for receipt")
    RETURN = "return", _("return to the sender")
    HANDLE = "handle", _("handling")
    HANDLE_COMPLEX = "handle_complex", _("handling of a complex matter")
    VERIFY = "verify", _("verification")
    ANSWER = "answer", _("answer to the reporter")
    ARRIVE = "arrive", _("arrival after a call for help")
    FIRST_REPORT = "first_report", _("first report by phone")
    WRITTEN_REPORT = "written_report", _("written report")
    UNIT_REPORT = "unit_report", _("report of the accident unit's head")
    UPWARD_REPORT = "upward_report", _("report to the next level")
    COUNTY_REPORT = "county_report", _("report from county to city")
    CITY_REPORT = "city_report", _("report from city to province")


def stage_labels() -> dict[str, Any]:
    """Return the names of all stages by code: those of incidents first, then those of other apps."""
    return {**dict(Stage.choices), **term_stages.items()}


def stage_label(code: str) -> str:
    """Return the name of a stage in the reader's language; a code that no app names stands as it is."""
    return str(stage_labels().get(code, code))


class TermUnit(models.TextChoices):
    """How a term is counted: see ``pingan.calendars``."""

    WORKING_DAYS = "working_days", _("working days")
    NATURAL_DAYS = "natural_days", _("natural days")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")
    SAME_DAY = "same_day", _("the same day")
    HOURS = "hours", _("hours")
    MINUTES = "minutes", _("minutes")


def term_in_words(amount: int, unit: str) -> str:
    """Return a term with its unit, "1 working day" or "2 working days"; an unknown unit stands as it is."""
    words = {
        "working_days": ngettext("%(count)d working day", "%(count)d working days", amount),
        "natural_days": ngettext("%(count)d natural day", "%(count)d natural days", amount),
        "months": ngettext("%(count)d month", "%(count)d months", amount),
        "years": ngettext("%(count)d year", "%(count)d years", amount),
        "same_day": gettext("the same day"),
        "hours": ngettext("%(count)d hour", "%(count)d hours", amount),
        "minutes": ngettext("%(count)d minute", "%(count)d minutes", amount),
    }
    return words.get(unit, f"%(count)d {unit}") % {"count": amount}


LIMIT_KEY = ("stage", "category_code", "urgency", "severity", "region_code")


class TimeLimit(VersionedRow):
    """One version of one time limit.

    ``stage`` is one of ``stage_labels()``; higher apps add theirs, so the column lists no choices. Blank
    ``category_code``, ``urgency``, ``severity``: any. ``region_code`` is the area it holds in, as a prefix;
    "36" is the whole province.
    """

    stage = models.CharField(_("stage"), max_length=30)
    category_code = models.CharField(_("class of incident"), max_length=40, blank=True, db_collation="C")
    urgency = models.CharField(_("urgency"), max_length=12, choices=Urgency.choices, blank=True)
    severity = models.CharField(_("severity"), max_length=2, choices=Severity.choices, blank=True)
    region_code = models.CharField(_("area"), max_length=12, default="36", db_collation="C")
    amount = models.PositiveIntegerField(_("amount"))
    unit = models.CharField(_("unit"), max_length=12, choices=TermUnit.choices)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=12, choices=Confidence.choices)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("stage", "category_code", "urgency", "severity", "region_code", "-version")
        constraints = (
            no_overlap("time_limit_once_in_force", *LIMIT_KEY),
            runs_forward("time_limit_runs_forward"),
            area_code("time_limit_area"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="time_limit_positive"),
            models.CheckConstraint(
                condition=~Q(unit="same_day") | Q(amount=1), name="time_limit_same_day_is_one"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="time_limit_cites_source"),
            models.UniqueConstraint(
                fields=[*LIMIT_KEY, "version"],
                name="time_limit_version_once",
            ),
        )

    def __str__(self) -> str:
        """Show stage and term."""
        return f"{self.stage_label} {self.term}"

    @property
    def stage_label(self) -> str:
        """Return the name of the stage."""
        return stage_label(self.stage)

    @property
    def term(self) -> str:
        """Return amount and unit in words."""
        return term_in_words(self.amount, self.unit)


class WorkflowNumber(VersionedRow):
    """One version of one other number: ladder steps, windows, sizes, the pattern of grid codes.

    ``text`` is used by settings that are no number (then ``value`` is NULL). ``unit`` says what is counted.
    """

    code = models.CharField(_("code"), max_length=60, db_collation="C")
    region_code = models.CharField(_("area"), max_length=12, default="36", db_collation="C")
    value = models.DecimalField(_("value"), max_digits=14, decimal_places=4, null=True, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    unit = models.CharField(_("unit"), max_length=30)
    note = models.CharField(_("meaning"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=12, choices=Confidence.choices)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("code", "region_code", "-version")
        constraints = (
            no_overlap("workflow_number_once_in_force", "code", "region_code"),
            runs_forward("workflow_number_runs_forward"),
            area_code("workflow_number_area"),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(text=""), name="workflow_number_says_something"
            ),
            models.CheckConstraint(condition=~Q(source=""), name="workflow_number_cites_source"),
            models.UniqueConstraint(
                fields=["code", "region_code", "version"], name="workflow_number_version_once"
            ),
        )

    def __str__(self) -> str:
        """Show code and value."""
        return f"{self.code} = {self.text if self.value is None else self.value.normalize():f}"
