"""Red flags: which of them mean the police at once (domain.md §4.7; 人民调解法 §25). Pure."""

from __future__ import annotations

from collections.abc import Iterable

#: A security or criminal case is possible: the duty to tell the police needs no one's decision.
POLICE_AT_ONCE = frozenset({"violence", "threat", "weapon", "self_harm", "minor_exposed"})
#: Make the matter major.
VIOLENT = frozenset({"violence", "threat", "weapon"})


def means_police(codes: Iterable[str]) -> bool:
    """Say whether one of these signs obliges to tell the police at once."""
    return bool(POLICE_AT_ONCE & set(codes))


def shows_red(*, open_flags: Iterable[str], all_flags: Iterable[str], has_police_notice: bool) -> bool:
    """Say whether the case shows red (invariant 10): a sign without review, or the police not told though due."""
    return bool(set(open_flags)) or (means_police(all_flags) and not has_police_notice)
