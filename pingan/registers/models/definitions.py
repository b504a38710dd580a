"""What is asked, of whom, by whom, and on which ground: one row per version, never changed."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from pingan.common.versions import (
    Confidence,
    VersionedQuerySet,
    VersionedRow,
    area_code,
    no_overlap,
    runs_forward,
)

#: What makes two rows versions of one definition.
DEFINITION_KEY = ("code", "region_code")


class DefinitionKind(models.TextChoices):
    """台账, 排查, 定期报告."""

    REGISTER = "register", _("standing register")
    ROUND = "round", _("screening round")
    PERIODIC_REPORT = "periodic_report", _("periodic report")


class Period(models.TextChoices):
    """How often it is usually ordered; blank: as ordered."""

    WEEK = "week", _("weekly")
    TWO_WEEKS = "two_weeks", _("every two weeks")
    MONTH = "month", _("monthly")
    QUARTER = "quarter", _("quarterly")
    HALF_YEAR = "half_year", _("half-yearly")
    YEAR = "year", _("yearly")


class RegisterDefinition(VersionedRow):
    """One version of one definition.

    ``region_code`` is the area whose office made it, as a prefix; "36" is the product's own. ``unit_kind`` is a
    key of the slot ``reporting_units``. ``order_levels`` are levels of division (1 province to 4 township),
    ``order_roles`` roles of posts. ``fields`` and ``finding_fields`` are lists of field documents (see
    ``registers.rules.fields``); without ``finding_fields`` a report has no findings. ``targets`` are keys of the
    slot ``register_findings``. ``endings`` are the ways in which an entry of a register ends (see
    ``registers.rules.endings``); none: it is closed, and may say why. ``period`` is how often it is usually ordered,
    and ``days_before_holidays`` how many working days before the statutory holidays it is ordered besides (NULL: it
    is not); both as ``source`` says.
    ``due_working_days`` NULL: the order names the day. ``warn_hours`` before the due
    moment those who have not reported are reminded.
    """

    code = models.CharField(pgettext_lazy("register", "code"), max_length=40, db_collation="C")
    region_code = models.CharField(_("area"), max_length=12, default="36", db_collation="C")
    kind = models.CharField(_("kind"), max_length=16, choices=DefinitionKind.choices)
    period = models.CharField(_("usual period"), max_length=10, choices=Period.choices, blank=True)
    days_before_holidays = models.PositiveSmallIntegerField(
        _("working days before statutory holidays"), null=True, blank=True
    )
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    purpose = models.CharField(_("purpose"), max_length=300)
    purpose_en = models.CharField(_("purpose in English"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=12, choices=Confidence.choices)
    unit_kind = models.CharField(_("reporting units"), max_length=30, db_collation="C")
    order_levels: models.JSONField[Any, Any] = models.JSONField(_("levels that may order it"), default=list)
    order_roles: models.JSONField[Any, Any] = models.JSONField(_("posts that may order it"), default=list)
    needs_review = models.BooleanField(_("reports are reviewed"), default=True)
    due_working_days = models.PositiveSmallIntegerField(_("working days to report"), null=True, blank=True)
    warn_hours = models.PositiveSmallIntegerField(_("hours of warning before the due time"), default=24)
    retention_years = models.PositiveSmallIntegerField(_("kept for years"), default=10)
    retention_source = models.CharField(_("source of the time of keeping"), max_length=300)
    fields: models.JSONField[Any, Any] = models.JSONField(_("fields"), default=list)
    finding_fields: models.JSONField[Any, Any] = models.JSONField(_("fields of a finding"), default=list)
    targets: models.JSONField[Any, Any] = models.JSONField(_("what a finding may become"), default=list)
    endings: models.JSONField[Any, Any] = models.JSONField(_("how an entry ends"), default=list)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("code", "region_code", "-version")
        constraints = (
            no_overlap("register_definition_once_in_force", *DEFINITION_KEY),
            runs_forward("register_definition_runs_forward"),
            area_code("register_definition_area"),
            models.UniqueConstraint(
                fields=[*DEFINITION_KEY, "version"], name="register_definition_version_once"
            ),
            models.CheckConstraint(
                condition=~Q(source="") & ~Q(retention_source=""), name="register_definition_cites_source"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DefinitionKind.values), name="register_definition_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(due_working_days=None) | Q(due_working_days__gt=0),
                name="register_definition_term_positive",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="definition_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="definition_version_is_fixed",
                exclude=["effective_to", "closed_by", "closed_at", "closed_reason"],
            ),
        )

    def __str__(self) -> str:
        """Show the name in the reader's language."""
        is_chinese = (get_language() or "zh").startswith("zh")
        return self.name if is_chinese else self.name_en

    @property
    def is_standing(self) -> bool:
        """Say whether it is a register: it has no due moment, and its reports stay open."""
        return self.kind == DefinitionKind.REGISTER

    @property
    def purpose_shown(self) -> str:
        """Return the purpose in the reader's language, in Chinese where nobody translated it."""
        is_chinese = (get_language() or "zh").startswith("zh")
        return self.purpose if is_chinese else self.purpose_en or self.purpose
