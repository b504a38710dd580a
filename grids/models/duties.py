"""The county's lists: what grid workers do, and which matters a grid handles (Article 15)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingan.common.versions import VersionedQuerySet, VersionedRow, no_overlap, runs_forward


class WorkType(models.TextChoices):
    """The five kinds of work of a grid worker that Article 15 names."""

    INFORMATION = "information", _("information gathering")
    PATROL = "patrol", _("public-order patrol")
    DISPUTE = "dispute", _("screening and settling of disputes")
    EMERGENCY = "emergency", _("reporting of emergencies")
    HAZARD = "hazard", _("screening for hazards")


class DutyList(VersionedRow):
    """A county's list of duties and matters, from one effective date to the next; cites its document."""

    region = models.ForeignKey(
        "org.Region", on_delete=models.PROTECT, related_name="duty_lists", verbose_name=_("county")
    )
    title = models.CharField(_("title"), max_length=120)
    document = models.CharField(_("decision document"), max_length=200)

    objects = VersionedQuerySet.as_manager()

    class Meta:
        ordering = ("region__code", "-effective_from", "-version")
        constraints = (
            no_overlap("duty_list_once_in_force", "region"),
            runs_forward("duty_list_runs_forward"),
            models.CheckConstraint(condition=~models.Q(document=""), name="duty_list_cites_document"),
            models.UniqueConstraint(fields=["region", "version"], name="duty_list_version_once"),
        )

    def __str__(self) -> str:
        """Show title and day."""
        return f"{self.title} ({self.effective_from})"


class DutyItem(models.Model):
    """One duty of a grid worker, of one of the five kinds of work."""

    duty_list = models.ForeignKey(DutyList, on_delete=models.PROTECT, related_name="duties")
    work_type = models.CharField(_("kind of work"), max_length=12, choices=WorkType.choices)
    text = models.CharField(_("duty"), max_length=300)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("duty_list", "order", "id")

    def __str__(self) -> str:
        """Show the duty."""
        return self.text


class MatterListItem(models.Model):
    """One entry of 网格事项清单: a matter that a grid handles, by class of incident.

    ``may_self_resolve``: minor matters that the worker settles and records in one form.
    """

    duty_list = models.ForeignKey(DutyList, on_delete=models.PROTECT, related_name="matters")
    category_code = models.CharField(_("class of incident"), max_length=40)
    text = models.CharField(_("matter"), max_length=300)
    may_self_resolve = models.BooleanField(_("may be resolved on the spot"), default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("duty_list", "order", "id")

    def __str__(self) -> str:
        """Show the matter."""
        return self.text
