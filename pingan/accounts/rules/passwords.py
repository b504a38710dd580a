"""What a password must be, and how long it lasts.

GB/T 22239-2019 §8.1.4.1 demands complexity and regular change without naming numbers; the numbers are our own
choice in the range of common practice (domain.md §9.3, marked L).
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Version 1.
MIN_LENGTH = 12
#: Version 1. How many of the four classes (upper case, lower case, digit, other) must occur.
MIN_CLASSES = 3
#: Version 1. This many of the latest passwords, the present one among them, may not be chosen again.
REMEMBERED = 5
#: Version 1. A password must be changed after this time.
MAX_AGE = timedelta(days=90)

# Without 0 O 1 l I, which are mistaken for one another on paper.
_LETTERS = "abcdefghijkmnpqrstuvwxyz"
_CAPITALS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_DIGITS = "23456789"
_SIGNS = "-+=@#%"


def character_classes(password: str) -> int:
    """Count which of the four classes occur. Hanzi have no case and count as "other"."""
    return sum(
        (
            any(char.isupper() for char in password),
            any(char.islower() for char in password),
            any(char.isdigit() for char in password),
            any(not (char.isupper() or char.islower() or char.isdigit()) for char in password),
        )
    )


class CharacterClassValidator:
    """Refuses a password with fewer than three of the four classes of characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise where too few classes occur."""
        if character_classes(password) < MIN_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_uniform")

    def get_help_text(self) -> str:
        """Say what is asked for."""
        return _("Use at least three of: capital letters, small letters, digits, other characters.")


def is_expired(*, changed_at: datetime, must_change: bool, is_demo: bool, now: datetime) -> bool:
    """Say whether the password must be changed before anything else. Demo accounts are never asked to."""
    return not is_demo and (must_change or now - changed_at >= MAX_AGE)


def temporary_password() -> str:
    """Make a random password that satisfies every rule, for one sign-in; about 100 bits."""
    alphabet = _LETTERS + _CAPITALS + _DIGITS
    chars = [secrets.choice(alphabet) for _n in range(15)]
    chars += [secrets.choice(kind) for kind in (_LETTERS, _CAPITALS, _DIGITS, _SIGNS)]
    secrets.SystemRandom().shuffle(chars)
    return "".join(chars)
