"""Several disputes at once (``pingan.web.pages_bulk``): what needs no judgement of the single case.

Not among them: closing and rejecting, which ask of each what statistics and the parties must know. A restricted dispute is
never taken together with others.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from disputes.machine import DISPUTES
from disputes.machine.inputs import Mediate
from disputes.models import Dispute
from disputes.pages.listing import PLACE, listed
from disputes.queries.disputes import disputes_visible
from disputes.queries.mediators import first_choice
from pingan.access.rules import Actor
from pingan.common.errors import Invalid
from pingan.web.pages_bulk import BulkAction, BulkConfirmPage, BulkDoor, BulkRunPage

DUTY = "dispute.bulk"


def _to_first_choice(actor: Actor, dispute: Dispute, note: str) -> Mediate:
    found = first_choice(actor, dispute)
    if found is None:
        raise Invalid(
            {"mediator": _("No mediator of this area is free to take it; open mediation by itself.")}
        )
    return Mediate(mediator=found.pk, basis="handed", note=note)


def _alike(name: str, duty: str) -> BulkAction:
    return BulkAction(name, duty, DISPUTES.actions[name].label)


BULK = (
    _alike("accept", "dispute.accept"),
    BulkAction(
        "mediate",
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
        return disputes_visible(self.actor)

    def listed(self, query: QueryDict) -> QuerySet[Any]:
        return listed(self.actor, query).rows

    def check(self, row: Dispute) -> None:
        if row.matter.is_restricted:
            raise Invalid({"": _("A restricted dispute is only taken up by itself.")})


class BulkConfirm(_Disputes, BulkConfirmPage):
    """How many disputes are meant."""


class BulkRun(_Disputes, BulkRunPage):
    """What became of each."""


urlpatterns = [
    path("disputes/bulk/", BulkConfirm.as_view(), name="dispute_bulk"),
    path("disputes/bulk/run/", BulkRun.as_view(), name="dispute_bulk_run"),
]
