"""What every change of a brief shares: the lock, the cleaned texts, the entry in the log, the notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from pingan.access.policy import fetch
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Invalid, Stale
from pingan.common.kept_words import kept_words
from pingan.common.text import plain_text
from pingan.notify.services import notify
from pingan.office.models import Brief, BriefChange
from pingan.office.rules.brief_periods import period_words

SECTIONS: Final = tuple(BriefChange.Section.values)
LONGEST: Final = 6_000
LONGEST_REASON: Final = 300


def signature_of(actor: Actor) -> str:
    """Return name and post of who acts, as the books keep them."""
    return (actor.signature or actor.name)[:200]


def cleaned(given: Mapping[str, str]) -> dict[str, str]:
    """Return texts of sections as they are kept: a brief asks for no numbers of people, and keeps none (domain.md §6).

    Raises:
        Invalid: at the field of each that is too long, or no section.

    """
    kept, problems = {}, {}
    for name, text in given.items():
        said = kept_words(plain_text(text).replace("\r\n", "\n").strip())
        if name not in SECTIONS:
            problems[name] = _("There is no such section.")
        elif len(said) > LONGEST:
            problems[name] = _("At most %(count)s characters.") % {"count": LONGEST}
        kept[name] = said
    if problems:
        raise Invalid(problems)
    return kept


def reason_of(text: str) -> str:
    """Return a reason as it is kept.

    Raises:
        Invalid: blank or too long.

    """
    said = plain_text(text).strip()
    if not said:
        raise Invalid({"reason": _("Say why.")})
    if len(said) > LONGEST_REASON:
        raise Invalid({"reason": _("At most %(count)s characters.") % {"count": LONGEST_REASON}})
    return said


def locked(actor: Actor, pk: int, verb: str, seen: int | None) -> Brief:
    """Return a brief for a change, locked.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Stale: somebody changed it since it was seen.

    """
    row = fetch(
        Brief, actor, pk, verb, refine=lambda rows: rows.select_related("region").select_for_update(of=("self",))
    )  # fmt: skip
    if seen is not None and row.edition != seen:
        raise Stale()
    return row


def logged(actor: Actor, act: str, brief: Brief, **data: Any) -> None:
    """Write an act on a brief into the security log."""
    log(
        actor=actor, action=f"brief.{act}", object_type="office.brief", object_id=brief.pk,
        reason=str(data.pop("reason", ""))[:300], region_code=brief.region.code, data=data or None,
    )  # fmt: skip


def changed(actor: Actor, row: Brief, act: str, **data: Any) -> Brief:
    """Keep what was set on a locked brief, as a further edition, with its entry in the log."""
    row.edition = F("edition") + 1
    row.save()
    row.refresh_from_db(fields=["edition"])
    logged(actor, act, row, **data)
    return row


def way_to(row: Brief) -> dict[str, Any]:
    """Return what a refusal says of the brief that stands in the way: its key, its page, its address for programs."""
    return {
        "brief": row.pk,
        "location": reverse("office:brief_detail", args=[row.pk]),
        "address": reverse("api:brief-detail", kwargs={"pk": row.pk}),
    }


def tell(row: Brief, people: Iterable[int], title: str, occasion: str, **params: Any) -> None:
    """Tell people of a brief; once per occasion."""
    notify(
        recipients=people,
        key=f"brief:{row.pk}:{occasion}",
        title=title,
        params={"place": row.region.name, "period": period_words(row.cadence, row.since), **params},
        url=f"/office/briefs/{row.pk}/",
        kind="brief",
    )
