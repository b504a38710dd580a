"""One's own matters and what became of them: the same for every kind whose particulars stand one to one beside a matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pingan.access.policy import NOTHING
from pingan.access.rules import Actor
from pingan.web.matter_panels import light_of
from pingan.web.own_reports import OwnReport, OwnReports, gist_of

_PARTS: Final = {
    "open": Q(matter__closed_at=None),
    "closed": Q(matter__state="closed"),
    "rejected": Q(matter__state="rejected"),
    "all": Q(),
}


def created_by_q(actor: Actor) -> Q:
    """Return the condition: the actor entered it."""
    return Q(matter__created_by_id=actor.user_id) if actor.user_id is not None else NOTHING


@dataclass(frozen=True)
class OwnMatters:
    """One kind of matter. ``visible`` and ``own`` say which rows are one's own, ``page`` names the page of one.

    ``ended`` says how one ended that was taken up; blank: it has no words of its own for that.
    """

    kind: str
    label: Any
    empty: Any
    permit: str
    page: str
    states: Mapping[str, Any]
    tones: Mapping[str, str]
    visible: Callable[[Actor], QuerySet[Any]]
    own: Callable[[Actor], Q] = created_by_q
    ended: Callable[[Any], str] = lambda _row: ""
    is_kept_offline: bool = False

    def reports(self) -> OwnReports:
        """Return what the slot ``own_reports`` takes."""
        return OwnReports(
            label=self.label,
            rows=self._rows,
            order=("-matter__opened_at", "-pk"),
            lines=self._lines,
            is_for=lambda actor: actor.has(self.permit),
            empty=self.empty,
            is_kept_offline=self.is_kept_offline,
        )

    def _rows(self, actor: Actor, show: str) -> QuerySet[Any]:
        return self.visible(actor).filter(self.own(actor), _PARTS[show], matter__kind=self.kind)

    def _news(self, row: Any) -> str:
        """Return what became of it in a sentence: how it ended, else where it is and with whom."""
        matter = row.matter
        state = self.states[matter.state]
        if matter.state == "rejected" and row.reject_reason:
            return _("Not accepted: %(reason)s") % {"reason": row.reject_reason}
        if ended := self.ended(row):
            return _("Ended: %(outcome)s.") % {"outcome": ended}
        if matter.organ is not None and matter.closed_at is None:
            return _("%(unit)s has it: %(state)s.") % {"unit": matter.organ.name, "state": state}
        return _("Now: %(state)s.") % {"state": state}

    def _lines(self, actor: Actor, rows: Iterable[Any]) -> list[OwnReport]:
        now = timezone.now()
        return [
            OwnReport(
                title=row.matter.title,
                number=row.matter.number,
                url=reverse(self.page, args=[row.pk]),
                at=row.matter.opened_at,
                news=self._news(row),
                badges=((self.states[row.matter.state], self.tones.get(row.matter.state, "grey")),),
                light=light_of(row.matter, now) if row.matter.next_due_at is not None else "",
                due_at=row.matter.next_due_at,
                gist=gist_of(row.matter),
            )
            for row in rows
        ]
