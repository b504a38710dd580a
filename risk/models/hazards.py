"""A hazard, each order to put it right with the five settled points, and each look at whether it was (domain.md §6)."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from pingan.files.models import StoredFile
from pingan.matters.models import Matter
from pingan.org.models import Organ
from risk.models.choices import Domain, Grade, HazardSource
from risk.models.places import KeyPlace


def _refuse(message: str, constraint: str) -> str:
    """Return the plpgsql statement that Django turns into an IntegrityError of this name."""
    return (
        f"raise exception '{message}' using errcode = 'check_violation', "
        f"constraint = '{constraint}', table = TG_TABLE_NAME;"
    )


class Hazard(models.Model):
    """The particulars of a hazard; what lists filter and sort by stands on its matter.

    ``matter.class_code`` is the domain, ``matter.organ`` the unit that puts it right. ``grade`` is the one in force,
    ``grade_computed`` what the rules say; both blank: not graded yet, and they differ only with a reason. Facts of the
    grade are NULL where nobody told them. ``recurs_from`` is the latest hazard of the kind that was cleared here within
    the window, ``recurrences`` how many there were. ``listed_at`` NULL: not listed for supervision (挂牌督办).
    """

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="hazard")
    domain = models.CharField(_("domain"), max_length=16, choices=Domain.choices)
    source = models.CharField(_("source"), max_length=12, choices=HazardSource.choices)
    place = models.ForeignKey(
        KeyPlace, on_delete=models.PROTECT, null=True, related_name="hazards", verbose_name=_("key place")
    )
    place_text = models.CharField(_("place"), max_length=200, blank=True)
    reporting_unit = models.ForeignKey(Organ, on_delete=models.PROTECT, null=True, related_name="+")

    exposed = models.PositiveIntegerField(_("people exposed"), null=True)
    days_needed = models.PositiveIntegerField(_("days needed"), null=True)
    cost_yuan = models.DecimalField(_("cost (yuan)"), max_digits=14, decimal_places=2, null=True)
    needs_stop = models.BooleanField(_("work must stop, wholly or in part"), null=True)
    is_beyond_unit = models.BooleanField(_("the unit cannot remove it by itself"), null=True)
    grade = models.CharField(_("grade"), max_length=8, choices=Grade.choices, blank=True)
    grade_computed = models.CharField(max_length=8, choices=Grade.choices, blank=True)
    grade_reasons: models.JSONField[list[Any], list[Any]] = models.JSONField(
        default=list, help_text="Criterion, value, threshold, version and source, for each that counted."
    )
    grade_override_reason = models.CharField(max_length=200, blank=True)

    listed_at = models.DateTimeField(null=True)
    listing_number = models.CharField(_("number of the listing"), max_length=60, blank=True)
    order_number = models.CharField(_("number of the rectification order"), max_length=60, blank=True)
    handed_over_at = models.DateTimeField(null=True, help_text="Article 62; NULL: no order was asked for.")
    failed_inspections = models.PositiveSmallIntegerField(default=0)
    cleared_at = models.DateTimeField(null=True, help_text="NULL: not cleared, or it came back.")
    reject_reason = models.CharField(max_length=200, blank=True)
    recurs_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recurred_as")
    recurrences = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(grade=F("grade_computed")) | ~Q(grade_override_reason=""),
                name="hazard_other_grade_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(listed_at=None) | ~Q(listing_number=""), name="hazard_listing_has_a_number"
            ),
            models.CheckConstraint(
                condition=Q(cost_yuan=None) | Q(cost_yuan__gte=0), name="hazard_cost_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(recurs_from=None, recurrences=0)
                | Q(recurs_from__isnull=False, recurrences__gt=0),
                name="hazard_recurrence_is_whole",
            ),
        )
        indexes = (
            models.Index(fields=["domain", "cleared_at"], name="hazard_cleared"),
            models.Index(fields=["place", "domain"], name="hazard_at_place"),
            models.Index(fields=["listed_at"], name="hazard_listed", condition=Q(listed_at__isnull=False)),
        )

    def __str__(self) -> str:
        """Show the number."""
        return str(self.matter)


class Rectification(models.Model):
    """One order to put a hazard right. Its five points (五落实) are always whole: measures, owner, money, day, plan.

    ``owner`` is an office of the unit, never a private person; ``money_yuan`` 0: none is needed. A hazard that fails its
    re-inspection gets another row, so what was ordered before stands.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DONE = "done", _("reported as done")
        PASSED = "passed", _("passed")
        FAILED = "failed", _("not passed")

    hazard = models.ForeignKey(Hazard, on_delete=models.CASCADE, related_name="rectifications")
    round = models.PositiveSmallIntegerField()
    organ = models.ForeignKey(Organ, on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    measures = models.TextField(_("measures"))
    owner = models.CharField(_("office in charge"), max_length=80)
    money_yuan = models.DecimalField(_("money (yuan)"), max_digits=14, decimal_places=2)
    due_on = models.DateField(_("to be done by"))
    plan = models.TextField(_("plan until it is removed"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.OPEN)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True, help_text="NULL: not reported as done yet.")
    result = models.TextField(_("what was done"), blank=True)

    class Meta:
        ordering = ("round",)
        constraints = (
            models.UniqueConstraint(fields=["hazard", "round"], name="rectification_round_once"),
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(state__in=["open", "done"]), name="rectification_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(measures="") & ~Q(owner="") & ~Q(plan="") & Q(money_yuan__gte=0),
                name="rectification_five_points_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="open", done_at=None, done_by=None, result="")
                | (~Q(state="open") & Q(done_at__isnull=False, done_by__isnull=False) & ~Q(result="")),
                name="rectification_done_is_whole",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="rectification_done_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__done_at__isnull=False),
                func=f"""
                if NEW.done_by_id is distinct from OLD.done_by_id or NEW.done_at is distinct from OLD.done_at then
                  {_refuse("who reported a rectification as done, and when, stays", "rectification_done_stays")}
                end if;
                return NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        """Show the round."""
        return f"{self.round}"


class Reinspection(models.Model):
    """One look at whether a rectification holds: by another person, with a photo taken after it was reported as done.

    ``photo_at`` is when the photo was taken, as it says itself; ``is_by_statement``: as the inspector states it, of a photo
    that says nothing (``risk.queries.evidence``).
    """

    rectification = models.OneToOneField(Rectification, on_delete=models.CASCADE, related_name="reinspection")
    is_passed = models.BooleanField(_("passed"))
    note = models.TextField(_("what was seen"))
    photo = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    photo_at = models.DateTimeField()
    is_by_statement = models.BooleanField(default=False, db_default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "id")
        constraints = (models.CheckConstraint(condition=~Q(note=""), name="reinspection_says_what"),)
        triggers = (
            pgtrigger.Trigger(
                name="reinspection_by_another",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                declare=[("done", "risk_rectification%ROWTYPE")],
                func=f"""
                select * into done from risk_rectification where id = NEW.rectification_id;
                if done.done_at is null or done.done_by_id = NEW.made_by_id then
                  {_refuse("who reported it as done does not inspect it", "reinspection_by_another")}
                end if;
                if NEW.photo_at <= done.done_at then
                  {_refuse("the photo is older than the rectification", "reinspection_photo_is_newer")}
                end if;
                return NEW;
                """,  # noqa: S608 - the only names in it are our own
            ),
        )

    def __str__(self) -> str:
        """Show the moment."""
        return f"{self.made_at:%Y-%m-%d %H:%M}"
