"""What closes a matter to all but those named as soon as it is known (domain.md §4.8). Pure."""

from __future__ import annotations

from collections.abc import Collection

DOMESTIC_VIOLENCE, MINOR = "domestic_violence", "minor"
#: The line of the statistics under which types of family matters are counted.
_FAMILY = "MARRIAGE_FAMILY"


def closed_by_signs(*, statistic_code: str, signs: Collection[str]) -> str:
    """Return why signs close a matter of a type; blank: they do not. Violence within a family is domestic (反家暴法 §2)."""
    if statistic_code == _FAMILY and "violence" in signs:
        return DOMESTIC_VIOLENCE
    return MINOR if "minor_exposed" in signs else ""


def graver(one: str, other: str) -> str:
    """Return the reason with the stricter rules: with domestic violence nobody is brought together besides."""
    if DOMESTIC_VIOLENCE in {one, other}:
        return DOMESTIC_VIOLENCE
    return one or other
