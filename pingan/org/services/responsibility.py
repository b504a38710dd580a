"""Who answers for a unit in a year (Article 7)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from pingan.common.errors import Conflict, Forbidden, Invalid
from pingan.org.models import LeaderResponsibility, Organ
from pingan.org.services.edits import demand_version, edit, locked, require, write_down

if TYPE_CHECKING:
    from pingan.access.rules import Actor

DUTY = "responsibility.edit"


@transaction.atomic
def record_responsibility(
    *,
    actor: Actor,
    organ_id: int,
    kind: str,
    name: str,
    title: str,
    valid_from: date,
    portfolio: str = "",
) -> LeaderResponsibility:
    """Enter a responsible person of a unit from a day to the end of that year.

    Raises:
        NotFound: no such unit.
        Forbidden: the unit lies outside the post's area.
        Invalid: an unknown kind, no name or title, or direct leadership without a portfolio.

    """
    organ = locked(Organ, organ_id, "region")
    _demand(actor, organ)
    require(name=name, title=title)
    if kind not in LeaderResponsibility.Kind.values:
        raise Invalid({"kind": _("Unknown kind of responsibility.")})
    if kind == LeaderResponsibility.Kind.DIRECT_LEADERSHIP and not portfolio.strip():
        raise Invalid({"portfolio": _("Direct leadership is for a portfolio: say which.")})
    row = LeaderResponsibility.objects.create(
        organ=organ,
        year=valid_from.year,
        kind=kind,
        name=name,
        title=title,
        portfolio=portfolio,
        valid_from=valid_from,
    )
    write_down(actor, "responsibility.recorded", row, kind=kind)
    return row


@transaction.atomic
def end_responsibility(
    *, actor: Actor, responsibility_id: int, valid_to: date, seen_version: int | None = None
) -> LeaderResponsibility:
    """End a person's responsibility within its year; ``valid_to`` is the first day without it.

    Raises:
        NotFound, Forbidden, Stale: as everywhere.
        Invalid: a day outside the year or before the beginning.
        Conflict: it has ended already.

    """
    row = locked(LeaderResponsibility, responsibility_id, "organ__region")
    _demand(actor, row.organ)
    demand_version(row, seen_version)
    if row.valid_to is not None:
        raise Conflict(_("This has ended already."))
    if not row.valid_from <= valid_to <= date(row.year + 1, 1, 1):
        raise Invalid({"valid_to": _("The end lies outside the year or before the beginning.")})
    edit(row, {"valid_to": valid_to})
    write_down(actor, "responsibility.ended", row)
    return row


def _demand(actor: Actor, organ: Organ) -> None:
    if not (actor.has(DUTY) and actor.covers(organ.region.code)):
        raise Forbidden()
