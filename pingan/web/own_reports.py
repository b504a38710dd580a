"""What somebody reported and what became of it: each app tells it of its own records through the slot ``own_reports``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from pingan.access.rules import Actor

#: The parts of one's own reports.
SHOWS: Final = {"open": _("Under way"), "closed": _("Done"), "rejected": _("Not accepted"), "all": _("All")}
#: Letters of an account that stand in a row, as in the lists of the home page.
GIST: Final = 60


@dataclass(frozen=True)
class OwnReport:
    """One own record. ``news`` is the sentence that says what became of it; ``said``: what was answered, how it was judged.

    ``gist`` is how its account begins, by which its writer tells it from others of its class and grid.
    ``light`` blank: no term runs. ``badges``: label and tone, what stands out first.
    """

    title: str
    number: str
    url: str
    at: datetime
    news: str
    badges: tuple[tuple[Any, str], ...] = ()
    said: tuple[str, ...] = ()
    light: str = ""
    due_at: datetime | None = None
    gist: str = ""


def gist_of(matter: Any) -> str:
    """Return how the account of a matter begins; of a restricted one nothing, as on maps and in ledgers."""
    return "" if matter.is_restricted else Truncator(matter.text).chars(GIST)


@dataclass(frozen=True)
class OwnReports:
    """One kind of record. ``rows`` returns one's own in a part of ``SHOWS``; ``order`` ends with the key.

    ``lines`` shows some of them, in as many queries for all as for one. ``is_for`` says whose business they are.
    ``is_kept_offline``: what is told of it may lie on a phone: nobody's name, contact or masked value is among it.
    ``shows``: the parts of ``SHOWS`` that a record can be in.
    """

    label: Any
    rows: Callable[[Actor, str], QuerySet[Any]]
    order: tuple[str, ...]
    lines: Callable[[Actor, Iterable[Any]], list[OwnReport]]
    is_for: Callable[[Actor], bool]
    shows: tuple[str, ...] = tuple(SHOWS)
    is_kept_offline: bool = False
    empty: Any = field(default=_("What you report, and what becomes of it, stands here."))
