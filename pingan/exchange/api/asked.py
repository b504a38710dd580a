"""What a partner asks for: fields, a span of days, and the place where it goes on."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Final

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from pingan.exchange.queries.records import Asked, Place

PARAMETERS: Final = frozenset({"fields", "cursor", "limit", "opened_from", "opened_before"})
_LARGEST = 2**63 - 1


def asked_of(request: Request, approved: list[str]) -> Asked:
    """Read the question.

    Raises:
        ValidationError: a part cannot be read, or a field was not approved.

    """
    named = request.query_params.get("fields", "")
    only = tuple(part.strip() for part in named.split(",") if part.strip()) or None
    strange = [name for name in only or () if name not in approved and name != "number"]
    if strange:
        raise ValidationError({"fields": _("Not approved: %(names)s") % {"names": ", ".join(strange)[:200]}})
    cursor = request.query_params.get("cursor", "")
    return Asked(
        only,
        place_of(cursor) if cursor else None,
        _moment(request, "opened_from"),
        _moment(request, "opened_before"),
    )


def size_of(request: Request, usual: int, most: int) -> int:
    """Return how many rows are wanted.

    Raises:
        ValidationError: not a number from 1 to the most.

    """
    text = request.query_params.get("limit", str(usual))
    if not (text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most):
        raise ValidationError({"limit": _("A number from 1 to %(most)d.") % {"most": most}})
    return int(text)


def cursor_of(place: Place | None) -> str:
    """Return a place as a partner keeps it; blank: there is none yet."""
    if place is None:
        return ""
    return base64.urlsafe_b64encode(f"{place[0].isoformat()}|{place[1]}".encode()).decode()


def place_of(cursor: str) -> Place:
    """Read a cursor that was given out. It only says where to go on: what may be seen is asked anew.

    Raises:
        ValidationError: nobody gave this one.

    """
    try:
        at, _bar, pk = base64.urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").partition("|")
        moment, key = datetime.fromisoformat(at), int(pk)
    except (ValueError, binascii.Error) as error:
        raise ValidationError({"cursor": _("Nobody gave this cursor.")}) from error
    if not is_aware(moment) or not 0 < key <= _LARGEST:
        raise ValidationError({"cursor": _("Nobody gave this cursor.")})
    return moment, key


def _moment(request: Request, name: str) -> datetime | None:
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or not is_aware(found) or not 1900 < found.year < 9999:
        raise ValidationError({name: _("A moment with its offset, like 2026-09-01T00:00:00+08:00.")})
    return found
