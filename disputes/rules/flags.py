"""Red flags: which of them mean the police at once (domain.md §4.7; 人民调解法 §25). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

#: A security or criminal case is possible: the duty to tell the police needs no one's decision.
POLICE_AT_ONCE = frozenset({"violence", "threat", "weapon", "self_harm", "minor_exposed"})
#: Make the matter major.
VIOLENT = frozenset({"violence", "threat", "weapon"})
UNFOUNDED = "unfounded"


class Sign(Protocol):
    """A sign as it was raised. ``review`` blank: it waits; ``notice_id`` None: no notice to the police tells of it."""

    @property
    def code(self) -> str:
        """Return which sign."""

    @property
    def review(self) -> str:
        """Return what the review came to."""

    @property
    def notice_id(self) -> int | None:
        """Return the key of the notice that tells of it."""


def means_police(codes: Iterable[str]) -> bool:
    """Say whether one of these signs obliges to tell the police at once."""
    return bool(POLICE_AT_ONCE & set(codes))


def owes_police(sign: Sign) -> bool:
    """Say whether the police are still to be told of a sign: each one that obliges to it needs a notice of its own."""
    return sign.code in POLICE_AT_ONCE and sign.review != UNFOUNDED and sign.notice_id is None


def shows_red(signs: Iterable[Sign]) -> bool:
    """Say whether the case shows red (invariant 10): a sign without review, or the police not told of one though due."""
    return any(not sign.review or owes_police(sign) for sign in signs)
