"""Who may open a file: its sender until it is linked, afterwards whoever may see what it is linked to."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from pingan.access.policy import Own, Permit, register
from pingan.access.rules import Actor
from pingan.common.slots import file_in_use, file_scopes
from pingan.files.models import StoredFile, Upload


def in_use_q() -> Q:
    """Return the condition on ``StoredFile``: some row of an app above refers to it."""
    condition = Q(pk__in=[])
    for refers in file_in_use.entries():
        condition |= refers()
    return condition


class FileReach:
    """Own files that nothing refers to yet, and what the apps above open through the slot ``file_scopes``."""

    def _q(self, actor: Actor) -> Q:
        condition = Q(pk__in=[])
        if actor.user_id is not None:
            condition |= Q(uploaded_by_id=actor.user_id) & ~in_use_q()
        for reach in file_scopes.entries():
            condition |= reach(actor)
        return condition & Q(deleted_at=None)

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Return the condition; from another model through a subquery, because the slots speak of files."""
        if not at:
            return self._q(actor)
        return Q(**{f"{at}pk__in": StoredFile.objects.filter(self._q(actor)).values("pk")})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Ask the same condition for one row."""
        return StoredFile.objects.filter(self._q(actor), pk=obj.pk).exists()


def register_policy() -> None:
    """Register the permits; called once from ``AppConfig.ready()``. Every post carries ``inbox.read``."""
    register(StoredFile, {"view": [Permit("inbox.read", FileReach())]})
    # What is on its way is its sender's alone, however far it got.
    register(Upload, {"view": [Permit("inbox.read", Own("owner_id"))]})
