"""Types of dispute: the statistics list of people's mediation and the types that Jiangxi names besides."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class DisputeType(models.Model):
    """One type. Reference data, loaded from ``disputes/reference/dispute_types.csv``; never deleted.

    ``statistic_code`` is the line of the statistical table that it is counted in (its own code, or that of a
    wider type). ``pre_check`` names why judicial confirmation usually fails (民诉解释 §355); blank: nothing.
    """

    class PreCheck(models.TextChoices):
        STATUS_RELATION = "status_relation", _("concerns marriage, parentage or adoption")
        TITLE = "title", _("concerns title to property")
        INTELLECTUAL_PROPERTY = "intellectual_property", _("concerns title to intellectual property")

    code = models.CharField(_("code"), max_length=40, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(max_length=60)
    statistic_code = models.CharField(max_length=40, db_collation="C")
    pre_check = models.CharField(max_length=24, choices=PreCheck.choices, blank=True)
    position = models.PositiveSmallIntegerField()
    is_active = models.BooleanField(default=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ("position",)
        constraints = (models.CheckConstraint(condition=~Q(source=""), name="dispute_type_cites_source"),)

    def __str__(self) -> str:
        """Show the name in the reader's language."""
        return self.name_en if (get_language() or "").startswith("en") else self.name
