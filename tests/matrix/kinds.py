"""The kinds of addresses that the matrix knows: what each promises to whom.

``Open``      anybody, signed in or not.
``Account``   the sign-in library's own pages: no row of the product is behind them.
``Program``   what partners' programs call: whoever is a person is told 401, signed in or not.
``Personal``  everybody who holds a post, about nobody but themselves.
``Duty``      who carries one of the duties; everybody else is told 403. Behind it there is no area.
``Rows``      lists: the rows shown are exactly those that the post may see.
``One``       one row, inside the area or 404.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

#: What the page of an export is sent.
EXPORT: Mapping[str, str] = {"format": "csv", "columns": "all", "purpose": "核对"}


@dataclass(frozen=True)
class Open:
    """Anybody. ``kwargs`` fill the address."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Account:
    """Pages of the sign-in library. ``is_public``: reachable without a session."""

    is_public: bool = False


@dataclass(frozen=True)
class Program:
    """Nobody who signs in. ``kwargs`` fill the address."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Personal:
    """Everybody with a post. ``kwargs`` fill the address."""

    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Duty:
    """Who carries one of ``duties`` (none named: the one that the door's class demands)."""

    duties: tuple[str, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """One way to ask for a list: query or form, and how its answer is read (see ``readers``)."""

    read: str
    query: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] | None = None
    of: str = "all"
    """Which of the rows that may be seen: all, placed, of the named ``dispute``, in an export …"""


@dataclass(frozen=True)
class Rows:
    """A list of rows of a model, in all the ways it may be asked for. ``kwargs`` fill the address."""

    model: type[Model]
    asked: tuple[Asked, ...]
    duties: tuple[str, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class One:
    """One row of a model. ``extras``: further parts of the address, each tried. ``duties`` like ``Duty``.

    ``key``: the column that the address names, where it is not the primary key; ``keys``: columns by part of the
    address, where there are several. ``may_lack``: 404 inside the
    area is right as well (an unknown action, a file that is not made yet). ``every``: outside the area each
    person tries every n-th of the extras, in turn, so that together they try each one in each area.
    """

    model: type[Model]
    extras: tuple[Mapping[str, Any], ...] = ({},)
    duties: tuple[str, ...] = ()
    key: str = "pk"
    keys: Mapping[str, str] = field(default_factory=dict)
    may_lack: bool = False
    every: int = 1


Kind = Open | Account | Program | Personal | Duty | Rows | One
