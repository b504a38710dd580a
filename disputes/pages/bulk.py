"""Several disputes at once (``pingan.web.pages_bulk``): what needs no judgement of the single case.

Not among them: closing and rejecting, which ask of each what statistics and the parties must know. A restricted dispute is
never taken together with others, and one with a sign that nobody reviewed yet is neither accepted nor handed on so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.machine import DISPUTES
from disputes.machine.inputs import Mediate
from disputes.models import Dispute, Mediator
from disputes.pages.listing import PLACE, listed
from disputes.queries.disputes import disputes_visible
from disputes.queries.mediators import first_choice, name_with_committee
from disputes.queries.waiting import with_waiting_sign
from grids.queries.inboxes import Tab
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.pages_bulk import BulkAction, BulkConfirmPage, BulkDoor, BulkRunPage, offered_in_bulk

DUTY = "dispute.bulk"
_HANDED = "mediate"
#: Steps that a sign of escalation must not slip through unread; reminders and remarks may well be about it.
_AFTER_REVIEW = frozenset({"accept", _HANDED})


def _first(actor: Actor, dispute: Dispute, handed: Mapping[int, int]) -> Mediator:
    found = first_choice(actor, dispute, handed)
    if found is None:
        raise Invalid(
            {"mediator": _("No mediator of this area is free to take it; open mediation by itself.")}
        )
    return found


def _to_first_choice(actor: Actor, dispute: Dispute, note: str) -> Mediate:
    return Mediate(mediator=_first(actor, dispute, {}).pk, basis="handed", note=note)


def _alike(name: str, duty: str) -> BulkAction:
    return BulkAction(name, duty, DISPUTES.actions[name].label)


BULK = (
    _alike("accept", "dispute.accept"),
    BulkAction(
        _HANDED,
        "dispute.mediate",
        gettext_lazy("Hand to the suggested mediator"),
        _to_first_choice,
        gettext_lazy("Each goes to the mediator who is suggested first: by type, area and cases in hand."),
    ),
    _alike("remind", "dispute.remind"),
    _alike("comment", "dispute.edit"),
)


class _Disputes(BulkDoor):
    duty = DUTY
    kind = "dispute"
    place = PLACE
    offers = BULK
    run_url = "disputes:dispute_bulk_run"

    def visible(self) -> QuerySet[Any]:
        return with_waiting_sign(disputes_visible(self.actor))

    def listed(self, query: QueryDict) -> QuerySet[Any]:
        return with_waiting_sign(listed(self.actor, query).rows)

    def check(self, offer: BulkAction, row: Any) -> None:
        if row.matter.is_restricted:
            raise Invalid({"": _("A restricted dispute is only taken up by itself.")})
        if offer.name in _AFTER_REVIEW and row.has_waiting_sign:
            raise Invalid({"": _("A sign of escalation waits for its review: open this dispute by itself.")})
        if offer.name == _HANDED and row.matter.state == "registered":
            raise Invalid({"": _("It waits for acceptance still: accept it first.")})

    def said(self, offer: BulkAction, row: Any, data: Any) -> str:
        return name_with_committee(self.actor, data.mediator) if offer.name == _HANDED else ""


class BulkConfirm(_Disputes, BulkConfirmPage):
    """Which disputes are meant, and who would take each: counting those that go to the same mediator before it."""

    def foresee(self, offer: BulkAction, row: Any) -> str:
        if offer.name != _HANDED:
            return ""
        handed: Counter[int] = self.__dict__.setdefault("handed", Counter())
        mediator = _first(self.actor, row, handed)
        handed[mediator.pk] += 1
        return name_with_committee(self.actor, mediator.pk)


class BulkRun(_Disputes, BulkRunPage):
    """What became of each, and who took it."""


def offered_on(tab: Tab, actor: Actor) -> list[BulkAction]:
    """Return what a part of the list offers for several rows: nobody mediates what waits for acceptance."""
    offers = offered_in_bulk(actor, DUTY, BULK)
    return [offer for offer in offers if not (tab.key == "accept" and offer.name == _HANDED)]


urlpatterns = [
    path("disputes/bulk/", BulkConfirm.as_view(), name="dispute_bulk"),
    path("disputes/bulk/run/", BulkRun.as_view(), name="dispute_bulk_run"),
]
