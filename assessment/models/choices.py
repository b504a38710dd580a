"""What rows of assessment may be, with their names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Audience(models.TextChoices):
    """Whom a scheme assesses."""

    DIVISIONS = "divisions", _("divisions")
    UNITS = "units", _("member units")


class Source(models.TextChoices):
    """Where the value of an indicator comes from."""

    COMPUTED = "computed", _("computed from the system's own records")
    REPORTED = "reported", _("reported with evidence")
    SURVEY = "survey", _("public survey (Article 59)")
    DEDUCTION = "deduction", pgettext_lazy("indicator", "deduction")
    BONUS = "bonus", pgettext_lazy("indicator", "bonus")
    VETO = "veto", pgettext_lazy("indicator", "veto")
    MANUAL = "manual", _("panel on the spot")


class MethodCode(models.TextChoices):
    """How an indicator gives points; what each does stands in ``assessment.rules.methods``."""

    RATIO = "ratio", _("Between floor and target")
    RATE = "rate_per_10k", _("Rate per 10,000 people")
    PER_CASE = "deduct_per_case", _("So much less for each case")
    THRESHOLD = "threshold_step", _("So much less for each point below a line")
    CHECKLIST = "checklist", _("So much less for each missing item")
    RANK = "rank", _("By place among its peers")
    BONUS = "bonus", _("More for recognition")
    VETO = "veto", pgettext_lazy("assessment", "Veto")
    MANUAL = "manual", _("Points of a panel")
