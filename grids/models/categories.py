"""Classes of incidents (domain.md §2.7): level 1 follows Article 15, level 2 maps to articles."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grids.models.axes import Severity
from pingan.common.versions import VersionedQuerySet, VersionedRow, area_code, no_overlap, runs_forward


def name_in_language(name: str, name_en: str) -> str:
    """Return the name in the reader's language."""
    return name if (get_language() or "zh").startswith("zh") else name_en


class CategoryKind(models.TextChoices):
    """The seven classes of level 1."""

    APPEAL = "APPEAL", _("public appeal")
    DISPUTE = "DISPUTE", _("dispute")
    HAZARD = "HAZARD", _("hazard")
    ORDER = "ORDER", _("public-order patrol")
    EMERGENCY = "EMERGENCY", _("emergency")
    INFO = "INFO", _("information gathering")
    CLUE = "CLUE", _("transfer of a clue")


class IncidentCategory(VersionedRow):
    """One version of one class. ``code`` is stable; a parent is named by its code, so that a new version of
    the parent does not touch its children.

    ``parent_code`` blank: level 1. ``region_code`` is the area that owns the class: the province's own
    classes ("36") hold everywhere, a county may add its own. ``default_severity`` "01" (gravest) to "04".
    ``is_clue``: category and receipt only, the content is never stored (Articles 27, 33, 34, 36).
    """

    code = models.CharField(_("code"), max_length=40, db_collation="C")
    parent_code = models.CharField(_("parent"), max_length=40, blank=True, db_collation="C")
    kind = models.CharField(_("class of level 1"), max_length=10, choices=CategoryKind.choices)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    article = models.CharField(_("articles"), max_length=60, blank=True)
    reportable = models.BooleanField(_("can be reported"), default=True)
    default_severity = models.CharField(
        _("usual severity"), max_length=2, choices=Severity.choices, default=Severity.ORDINARY
    )
    needs_place = models.BooleanField(_("needs a place"), default=True)
    is_clue = models.BooleanField(_("receipt only, content not stored"), default=False)
    icon = models.CharField(max_length=30, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    region_code = models.CharField(_("area"), max_length=12, default="36", db_collation="C")

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code", "-version")
        constraints = (
            no_overlap("incident_category_once_in_force", "code"),
            runs_forward("incident_category_runs_forward"),
            area_code("incident_category_area"),
            models.UniqueConstraint(fields=["code", "version"], name="incident_category_version_once"),
            models.CheckConstraint(
                condition=~Q(code=models.F("parent_code")), name="incident_category_not_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(default_severity__in=Severity.values), name="incident_category_severity"
            ),
            models.CheckConstraint(
                condition=Q(parent_code="", code=models.F("kind")) | ~Q(parent_code=""),
                name="incident_category_level_one_is_a_kind",
            ),
        )

    def __str__(self) -> str:
        """Show the name in the reader's language."""
        return name_in_language(self.name, self.name_en)
