"""What every change of a target letter shares: the lock, the cleaned texts, the entry in the log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessment.models import TargetLetter
from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Conflict, Invalid, Stale
from pingan.common.text import plain_text

#: Of a text without a bound of its own.
LONGEST_TEXT = 4_000


def lengths(model: type[Any], given: Mapping[str, str]) -> dict[str, str]:
    """Return the texts cleaned.

    Raises:
        Invalid: at the field of each that is blank or too long.

    """
    kept, problems = {}, {}
    for name, text in given.items():
        kept[name] = plain_text(text).strip()
        longest = getattr(model._meta.get_field(name), "max_length", None) or LONGEST_TEXT
        if not kept[name]:
            problems[name] = _("This is needed.")
        elif len(kept[name]) > longest:
            problems[name] = _("At most %(count)s characters.") % {"count": longest}
    if problems:
        raise Invalid(problems)
    return kept


def logged(actor: Actor, act: str, letter: TargetLetter, **data: Any) -> None:
    """Write an act on a letter into the security log."""
    log(
        actor=actor, action=f"target_letter.{act}", object_type="target_letter", object_id=letter.pk,
        reason=str(data.pop("reason", ""))[:300], region_code=letter.region.code, data=data or None,
    )  # fmt: skip


def locked(actor: Actor, pk: int, verb: str, seen: int | None) -> TargetLetter:
    """Return a letter for a change, locked.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Stale: somebody changed it since it was seen.

    """
    row = fetch(
        TargetLetter, actor, pk, verb,
        refine=lambda rows: rows.select_related("region", "organ").select_for_update(of=("self",)),
    )  # fmt: skip
    if seen is not None and row.edition != seen:
        raise Stale()
    return row


def demand_open(letter: TargetLetter) -> None:
    """Refuse to change a word that somebody signed.

    Raises:
        Conflict: one side has signed, or both.

    """
    if letter.state != TargetLetter.State.DRAFT:
        raise Conflict(_("Both sides have signed this letter; revise it by a further version."))
    if letter.body_signed_at is not None or letter.unit_signed_at is not None:
        raise Conflict(_("One side has signed; its signature is taken back before a word changes."))


def changed(actor: Actor, row: TargetLetter, act: str, **data: Any) -> TargetLetter:
    """Keep what was set on a locked letter, as a further edition, with its entry in the log."""
    row.edition += 1
    row.save()
    logged(actor, act, row, **data)
    return row
