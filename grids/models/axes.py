"""The two independent axes of an incident (domain.md §2.7): how grave, how pressing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Severity(models.TextChoices):
    """事件级别 of GB/T 31000: "01" is the gravest."""

    EXCEPTIONAL = "01", _("exceptionally grave (I)")
    MAJOR = "02", _("major (II)")
    CONSIDERABLE = "03", _("considerable (III)")
    ORDINARY = "04", pgettext_lazy("severity", "ordinary (IV)")


class Urgency(models.TextChoices):
    """特急, 紧急, 一般: drives the time limits."""

    CRITICAL = "critical", _("extremely urgent")
    URGENT = "urgent", _("urgent")
    NORMAL = "normal", pgettext_lazy("urgency", "normal")
