"""Checking a one-time code: each code once, whatever host it arrives at."""

from __future__ import annotations

import time
from enum import Enum

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.db import transaction

from pingan.accounts.models import User
from pingan.accounts.rules.totp import PERIOD, TOLERANCE, matching_step


class SecondFactor(Enum):
    """What became of a code."""

    ACCEPTED = "accepted"
    REPLAYED = "replayed"
    WRONG = "wrong"
    MISSING = "missing"


@transaction.atomic
def check_second_factor(*, user: User, code: str) -> tuple[SecondFactor, Authenticator | None]:
    """Check a code of the authenticator app, or a recovery code, and use it up.

    Rows are locked, so the same code sent twice at once is accepted once. REPLAYED: the right code of a time
    step that was used already; MISSING: no app is set up.
    """
    held = {row.type: row for row in Authenticator.objects.select_for_update().filter(user=user)}
    totp = held.get(Authenticator.Type.TOTP)
    if totp is None:
        return SecondFactor.MISSING, None
    step = matching_step(decrypt(totp.data["secret"]), code, now=time.time())
    if step is not None:
        if step <= totp.data.get("last_step", 0):
            return SecondFactor.REPLAYED, totp
        totp.data["last_step"] = step
        totp.save(update_fields=["data"])
        return SecondFactor.ACCEPTED, totp
    recovery = held.get(Authenticator.Type.RECOVERY_CODES)
    if recovery is not None and recovery.wrap().validate_code(code):
        return SecondFactor.ACCEPTED, recovery
    return SecondFactor.WRONG, totp


@transaction.atomic
def remove_second_factor(*, user: User) -> bool:
    """Forget app and recovery codes, for somebody who lost both; False where none was set up."""
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    return bool(removed > 0)


def use_up_present_code(*, authenticator: Authenticator) -> None:
    """Make the code just used to set up the app worthless; the next one comes within half a minute."""
    authenticator.data["last_step"] = int(time.time()) // PERIOD + TOLERANCE
    authenticator.save(update_fields=["data"])
