"""What every change of the organisation shares: the right, the lock, the version and the book."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from pingan.common.errors import Forbidden, Invalid, NotFound, Stale
from pingan.common.slots import organisation_changes
from pingan.org.models import Region, Versioned

if TYPE_CHECKING:
    from pingan.access.rules import Actor

M = TypeVar("M", bound=Model)
V = TypeVar("V", bound=Versioned)
EDIT = "organisation.edit"


def demand_edit(actor: Actor, region: Region) -> None:
    """Refuse an actor who may not edit the organisation of ``region``.

    Raises:
        Forbidden: no such duty, or the region lies outside the post's area.

    """
    if not (actor.has(EDIT) and actor.covers(region.code)):
        raise Forbidden()


def locked(model: type[M], pk: int, *related: str) -> M:
    """Return a row locked until the transaction ends, with ``related`` rows read beside it.

    Raises:
        NotFound: no such row.

    """
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    row = (rows.select_related(*related) if related else rows).filter(pk=pk).first()
    if row is None:
        raise NotFound()
    return row


def demand_version(row: Versioned, seen_version: int | None) -> None:
    """Refuse an edit that rests on an older reading. None: the caller did not say what it read.

    Raises:
        Stale: somebody edited the row in the meantime.

    """
    if seen_version is not None and row.version != seen_version:
        raise Stale(current=row.version)


def edit(row: V, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Set the given columns, raise the version and save. Returns the former values of what changed."""
    before = {name: getattr(row, name) for name, value in changes.items() if getattr(row, name) != value}
    if before:
        for name in before:
            setattr(row, name, changes[name])
        row.version += 1
        row.save()
    return before


def require(**texts: str) -> None:
    """Refuse missing texts, each at its field.

    Raises:
        Invalid: one of them is empty.

    """
    missing = {name: _("This is needed.") for name, text in texts.items() if not text.strip()}
    if missing:
        raise Invalid(missing)


def write_down(actor: Actor, action: str, row: Model, *, reason: str = "", **data: Any) -> None:
    """Write the change into whatever book fills the slot ``organisation_changes``, in this transaction.

    ``data`` holds keys, codes and names of columns, never personal data.
    """
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in data.items()}
    for write in organisation_changes.entries():
        write(
            actor=actor,
            action=action,
            object_type=row._meta.model_name,
            object_id=row.pk,
            reason=reason,
            data=plain,
        )
