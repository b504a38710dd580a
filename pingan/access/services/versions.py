"""The one way in which a dated rule changes: close the version in force, open the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pingan.common.text import plain_text
from pingan.common.versions import VersionedRow

V = TypeVar("V", bound=VersionedRow)
#: Columns that say who and when, not what the rule is.
_KEEPING = frozenset(
    {
        "id", "version", "effective_from", "effective_to", "reason", "created_by", "created_at",
        "closed_by", "closed_at", "closed_reason",
    }
)  # fmt: skip


def content_of(row: VersionedRow) -> dict[str, Any]:
    """Return what a version says, without who said it when."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in _KEEPING
    }


def demand_edit(actor: Actor, row: VersionedRow) -> None:
    """Refuse an actor who may not edit this row.

    Raises:
        Forbidden: the post carries no such duty, or the row's area is not inside the post's.

    """
    if not allows(actor, "edit", row):
        raise Forbidden(_("Your post may not change this rule, or not for this area."))


def _check_day(actor: Actor, day: date, last: VersionedRow | None) -> None:
    if not actor.is_system and day < timezone.localdate():
        raise Invalid({"effective_from": _("A rule cannot begin in the past: what began under it stays.")})
    if last is not None and day < (last.effective_to or last.effective_from):
        raise Invalid({"effective_from": _("A later version is already recorded. Choose a later day.")})


def _current(model: type[V], key: Mapping[str, Any]) -> V | None:
    rows = model._default_manager.select_for_update(of=("self",)).filter(**key)
    return rows.order_by("-version").first()


def open_version(
    *,
    actor: Actor,
    row: V,
    key: Sequence[str],
    reason: str,
    seen_version: int | None = None,
) -> V:
    """Record ``row`` as the next version of its key and close the one before, in one transaction.

    A row that says the same as the version in force changes nothing and that version is returned.
    ``seen_version`` is the version that the caller read (0: none); None: the caller does not say.

    Raises:
        Forbidden: not this actor's rule to change.
        Invalid: no reason, a day in the past or before the last version.
        Stale: somebody made a newer version in the meantime.
        Conflict: two people made the first version at once.

    """
    demand_edit(actor, row)
    reason = plain_text(reason)
    if not reason.strip():
        raise Invalid({"reason": _("Say why the rule changes.")})
    values = {name: getattr(row, name) for name in key}
    try:
        with transaction.atomic():
            last = _current(type(row), values)
            if seen_version is not None and seen_version != (last.version if last else 0):
                raise Stale(current=last.version if last else 0)
            if last is not None and last.effective_to is None and content_of(last) == content_of(row):
                return last
            _check_day(actor, row.effective_from, last)
            if last is not None and last.effective_to is None:
                close(actor=actor, row=last, on=row.effective_from, reason=reason)
            row.version = last.version + 1 if last else 1
            row.reason = reason.strip()[:300]
            row.created_by_id = actor.user_id
            row.save(force_insert=True)
            _write_down(actor, row, "saved", reason)
    except IntegrityError as error:
        raise Conflict(_("Someone recorded this rule at the same moment.")) from error
    return row


def close(*, actor: Actor, row: VersionedRow, on: date, reason: str) -> None:
    """End a version on a day, inside the caller's transaction. What it says stays as it was."""
    row.effective_to = on
    row.closed_by_id = actor.user_id
    row.closed_at = timezone.now()
    row.closed_reason = reason.strip()[:300]
    row.save(update_fields=["effective_to", "closed_by", "closed_at", "closed_reason"])


def retire_version(*, actor: Actor, model: type[V], pk: int, on: date, reason: str) -> V:
    """End the version in force without a successor.

    Raises:
        NotFound: no such row.
        Forbidden: not this actor's rule.
        Invalid: no reason, already ended, or a day before it began or in the past.

    """
    with transaction.atomic():
        row = model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()
        if row is None:
            raise NotFound()
        demand_edit(actor, row)
        reason = plain_text(reason)
        if not reason.strip():
            raise Invalid({"reason": _("Say why the rule ends.")})
        if row.effective_to is not None:
            raise Invalid({"": _("This version has already ended.")})
        if on < row.effective_from or (not actor.is_system and on < timezone.localdate()):
            raise Invalid({"on": _("A rule can end today or later, and not before it began.")})
        close(actor=actor, row=row, on=on, reason=reason)
        _write_down(actor, row, "retired", reason)
    return row


def _write_down(actor: Actor, row: VersionedRow, verb: str, reason: str) -> None:
    if actor.is_system and actor.user_id is None:
        return  # the loader's rows name their source; a row of the book for each would bury what people do
    log(
        actor=actor,
        action=f"catalogue.{verb}",
        object_type=row._meta.label_lower,
        object_id=row.pk,
        reason=reason,
        data={"version": row.version},
        region_code=getattr(row, "region_code", ""),
    )
