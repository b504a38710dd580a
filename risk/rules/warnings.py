"""Closed lists of warnings, and what each of them asks for. Pure.

Sources: 突发事件应对法 (2024) §63 (four levels), §64 (what a warning holds), §70 (adjusting and lifting); domain.md §6. The
colours of the law bind warnings of natural disasters, accidents and public health that a government releases. For
matters of social stability they are an internal level alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from risk.models.warning_choices import LEVELS, OPEN_TO_PUBLIC

STATES: Mapping[str, object] = {
    "drafted": pgettext_lazy("warning state", "drafted"),
    "approved": pgettext_lazy("warning state", "approved"),
    "issued": pgettext_lazy("warning state", "in force"),
    "lifted": pgettext_lazy("warning state", "lifted"),
    "withdrawn": pgettext_lazy("warning state", "withdrawn"),
}
FINAL = frozenset({"lifted", "withdrawn"})
#: What the matter keeps as its severity, so that lists sort by it.
SEVERITIES = {level: str(position) for position, level in enumerate(LEVELS, start=1)}


def may_be_public(category: str) -> bool:
    """Say whether the law knows a public warning of this category."""
    return category in OPEN_TO_PUBLIC
