"""Scopes that assessment adds to the common ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pingan.access.policy import NOTHING, value_at
from pingan.access.rules import Actor

_WIDTHS = (2, 4, 6, 9, 12)


def _line(area: str) -> list[str]:
    """Return the 12-digit codes of the divisions that hold an area, itself included."""
    return [area[:width].ljust(12, "0") for width in _WIDTHS if width <= len(area)]


@dataclass(frozen=True)
class OnTheLine:
    """Rows of a body in the post's area or above it. ``path`` leads to the 12-digit code of its division."""

    path: str = "region__code"

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Prefix downward, equality upward."""
        near = NOTHING
        for area in actor.areas:
            near |= Q(**{f"{at}{self.path}__startswith": area}) | Q(**{f"{at}{self.path}__in": _line(area)})
        return near

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        code = value_at(obj, self.path)
        return code is not None and any(code.startswith(area) or code in _line(area) for area in actor.areas)
