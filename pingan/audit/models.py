"""The security log and the seals that make it tamper-evident."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that somebody did, tried to do, or was refused. Never changed, never deleted.

    The names of the person and the role are those of that moment; there is no foreign key, so that closing an
    account or ending a post leaves the book as it was. ``data`` holds no personal data, only keys and counts.
    """

    class Result(models.TextChoices):
        OK = "ok", _("done")
        REFUSED = "refused", _("refused")
        FAILED = "failed", _("failed")

    at = models.DateTimeField(_("at"), help_text="When it was written, by the application's clock.")
    actor_id = models.BigIntegerField(
        null=True, help_text="Key of the user; NULL: the system, or nobody known."
    )
    actor_name = models.CharField(_("who"), max_length=60, blank=True)
    actor_role = models.CharField(_("role"), max_length=20, blank=True)
    post_id = models.BigIntegerField(
        null=True, help_text="Key of the post acted in; NULL: before one was chosen."
    )
    action = models.CharField(_("action"), max_length=60)
    object_type = models.CharField(_("object"), max_length=60, blank=True)
    object_id = models.BigIntegerField(null=True, help_text="NULL: the act concerns no single row.")
    region_code = models.CharField(
        max_length=12, blank=True, db_collation="C", help_text="Blank: of no area."
    )
    result = models.CharField(_("result"), max_length=8, choices=Result.choices, default=Result.OK)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    data: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    ip = models.GenericIPAddressField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, help_text="Keyed digest of everything above.")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=~models.Q(action=""), name="audit_entry_says_what"),
            models.CheckConstraint(
                condition=models.Q(result__in=["ok", "refused", "failed"]), name="audit_entry_result_known"
            ),
        )
        indexes = (
            models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
            models.Index(fields=["action", "-id"], name="audit_by_action"),
            models.Index(fields=["object_type", "object_id", "-id"], name="audit_by_object"),
            models.Index(fields=["region_code", "-id"], name="audit_by_region"),
            models.Index(fields=["at"], name="audit_by_time"),
        )
        # TRUNCATE and ALTER are kept from the application by the rights of its database role.
        triggers = (
            pgtrigger.Protect(name="audit_entry_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Show who did what."""
        return f"{self.actor_name} {self.action}"


class AuditSeal(models.Model):
    """One batch of entries, closed: their number, their gaps and a hash chained to the batch before.

    A batch covers every id after the last batch's ``last_id`` up to its own. ``gaps`` lists the ids in
    between that were never committed (rolled-back transactions), as ``[from, to]`` pairs, so that a row
    missing later can be named.
    """

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    gaps: models.JSONField[list[list[int]], list[list[int]]] = models.JSONField(default=list)
    previous_hash = models.CharField(max_length=64, blank=True, help_text="Blank: the first batch.")
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["previous_hash"], name="audit_seals_form_one_chain"),
            models.CheckConstraint(
                condition=models.Q(first_id__lte=models.F("last_id"), count__gt=0),
                name="audit_seal_holds_rows",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="audit_seal_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        )

    def __str__(self) -> str:
        """Show the range."""
        return f"{self.first_id}–{self.last_id}"


class SealCandidate(models.Model):
    """How far the next batch may reach once every transaction that was writing then has ended. One row.

    An id is given out before its transaction commits, so the highest visible id says nothing about lower ones
    that are still on their way. ``waiting_for`` names the transactions that held the table for writing when
    ``last_id`` was the newest; when none of them is running any more, no id up to it can appear.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    last_id = models.BigIntegerField()
    waiting_for: models.JSONField[list[str], list[str]] = models.JSONField(default=list)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="seal_candidate_is_one"),)

    def __str__(self) -> str:
        """Show how far it reaches."""
        return f"≤ {self.last_id}"
