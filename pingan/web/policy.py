"""Who may fetch an export, and which files the toolbox uses."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from pingan.access.policy import AllOf, Equals, Own, Permit, register
from pingan.common.slots import file_in_use
from pingan.web.models import ExportJob, ExportPart


def files_in_use() -> Q:
    """Return the condition on ``StoredFile``: a piece of an export."""
    return Q(Exists(ExportPart.objects.filter(file_id=OuterRef("pk"))))


def register_policy() -> None:
    """Register the permits: an export belongs to one account in one post. Every post carries ``inbox.read``."""
    own = AllOf((Own("user_id"), Equals("post_id", "post_id")))
    register(ExportJob, {"view": [Permit("inbox.read", own)]})
    file_in_use.fill("exports", files_in_use)
