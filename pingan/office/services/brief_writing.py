"""A draft is written on by the office, reviewed by another person, or given back to be written on."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pingan.access.rules import Actor
from pingan.common.errors import Conflict, Invalid
from pingan.office.models import Brief, BriefChange
from pingan.office.queries.briefs import issuers_of, writers_of
from pingan.office.services.brief_rows import (
    SECTIONS,
    changed,
    cleaned,
    locked,
    reason_of,
    signature_of,
    tell,
)

_REVIEWED = gettext_noop("%(place)s: the brief of %(period)s is reviewed and waits to be issued")
_RETURNED = gettext_noop("%(place)s: the brief of %(period)s is given back: %(reason)s")


@transaction.atomic
def write_brief(
    *, actor: Actor, pk: int, sections: Mapping[str, str], seen_edition: int | None = None
) -> Brief:
    """Write sections of a draft anew; what was changed, and by whom, stays with it.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: it is no draft any more.
        Invalid: no such section, or a text too long.

    """
    row = locked(actor, pk, "edit", seen_edition)
    if row.state != Brief.State.DRAFTED:
        raise Conflict(_("Only a draft is written on; a reviewed one is given back first."))
    texts = cleaned(sections)
    differing = {name: text for name, text in texts.items() if getattr(row, name) != text}
    if not differing:
        return row
    now = timezone.now()
    BriefChange.objects.bulk_create(
        BriefChange(
            brief=row, edition=row.edition + 1, section=name, before=getattr(row, name), after=text,
            made_by_id=actor.person, signature=signature_of(actor), made_at=now,
        )
        for name, text in differing.items()
    )  # fmt: skip
    for name, text in differing.items():
        setattr(row, name, text)
    return changed(actor, row, "written", sections=sorted(differing))


def _demand_whole(row: Brief) -> None:
    missing = {name: _("This is needed.") for name in SECTIONS if not getattr(row, name).strip()}
    if missing:
        labels = _(", ").join(str(BriefChange.Section(name).label) for name in missing)
        raise Invalid({**missing, "": _("Sections without words: %(names)s") % {"names": labels}})


@transaction.atomic
def review_brief(*, actor: Actor, pk: int, seen_edition: int | None = None) -> Brief:
    """Review a draft: another person than those who wrote it (held by the database as well).

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: it is no draft.
        Invalid: a section has no words, or the actor wrote some of them.

    """
    row = locked(actor, pk, "review", seen_edition)
    if row.state != Brief.State.DRAFTED:
        raise Conflict(_("Only a draft is reviewed."))
    _demand_whole(row)
    if row.created_by_id == actor.person or row.changes.filter(made_by_id=actor.person).exists():
        raise Invalid({"": _("Who wrote a brief does not review it.")})
    row.state = Brief.State.REVIEWED
    row.reviewed_at = timezone.now()
    row.reviewed_by_id = actor.person
    row.review_signature = signature_of(actor)
    row.return_note = ""
    row = changed(actor, row, "reviewed")
    tell(row, set(issuers_of(row.region_id)) - {actor.user_id}, _REVIEWED, f"reviewed:{row.edition}")
    return row


@transaction.atomic
def return_brief(*, actor: Actor, pk: int, reason: str, seen_edition: int | None = None) -> Brief:
    """Give a draft or a reviewed brief back to be written on, with a reason.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Conflict: it is issued.
        Invalid: no reason.

    """
    row = locked(actor, pk, "review", seen_edition)
    if row.state not in {Brief.State.DRAFTED, Brief.State.REVIEWED}:
        raise Conflict(_("An issued brief is never changed; correct it by a further version."))
    row.return_note = reason_of(reason)
    row.state = Brief.State.DRAFTED
    row.reviewed_at = None
    row.reviewed_by_id = None
    row.review_signature = ""
    row = changed(actor, row, "returned", reason=row.return_note)
    people = set(writers_of(row.region_id)) - {actor.user_id}
    tell(row, people, _RETURNED, f"returned:{row.edition}", reason=row.return_note)
    return row
