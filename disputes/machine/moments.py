"""Which moments an act may state: what happened lies between what it follows and now, what is set lies ahead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.common.errors import Invalid
from pingan.matters.machine import Move

#: The clock of a phone and that of the server, and a meeting that begins before its time.
TOLERANCE = timedelta(minutes=5)


def demand_all(*demands: Callable[[], object]) -> None:
    """Say all that is wrong at once: who corrects one field should not learn of the next only then.

    Raises:
        Invalid: what the demands refused, together.

    """
    problems: dict[str, Sequence[Any]] = {}
    for demand in demands:
        try:
            demand()
        except Invalid as refusal:
            problems = {**refusal.fields, **problems}
    if problems:
        raise Invalid(problems)


def demand_happened(move: Move, field: str, since: date, too_early: str) -> None:
    """Refuse at its field a moment before the day ``since`` of what it follows, or one that has not come.

    ``too_early``: the sentence for the first. A moment that was left out is now.

    Raises:
        Invalid: at ``field``.

    """
    moment = getattr(move.data, field)
    if moment is None:
        return
    if moment > move.now + TOLERANCE:
        raise Invalid({field: _("This lies in the future.")})
    if timezone.localdate(moment) < since:
        raise Invalid({field: too_early})


def demand_ahead(move: Move, field: str, *, days: int = 0) -> None:
    """Refuse at its field a day less than ``days`` from today; what was left out is no day.

    Raises:
        Invalid: at ``field``.

    """
    moment = getattr(move.data, field)
    first = timezone.localdate(move.now) + timedelta(days=days)
    if moment is not None and timezone.localdate(moment) < first:
        raise Invalid({field: _("This lies in the past.") if days == 0 else _("Choose a later day.")})
