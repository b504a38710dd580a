"""Reads over stored files."""

from __future__ import annotations

from django.db.models import Q

from pingan.common.slots import file_in_use


def in_use_q() -> Q:
    """Return the condition on ``StoredFile``: some row of an app above refers to it."""
    condition = Q(pk__in=[])
    for refers in file_in_use.entries():
        condition |= refers()
    return condition
