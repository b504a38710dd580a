"""How long a sheet took, without a script: the page writes a signed moment into the form, and nothing else keeps it."""

from __future__ import annotations

from datetime import datetime

from django.core import signing

_SALT = "survey.began"


def began_now(now: datetime) -> str:
    """Return the moment a form was shown, signed: it cannot be made earlier to look unhurried."""
    return signing.dumps(int(now.timestamp()), salt=_SALT)


def seconds_since(began: str, now: datetime) -> int:
    """Return how many seconds a form was open; 0 where it carries no moment of ours, since nobody read our page then."""
    try:
        moment = signing.loads(began, salt=_SALT)
    except signing.BadSignature:
        return 0
    return max(0, int(now.timestamp()) - int(moment))
