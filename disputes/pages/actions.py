"""One action on one dispute."""

from __future__ import annotations

from typing import Any

from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from disputes.machine import DISPUTES
from disputes.machine.ending import left_open
from disputes.models import Dispute
from disputes.pages.details import dispute_at
from disputes.pages.lists import DisputePage
from disputes.pages.timelines import WORDS
from pingan.matters.machine import Action
from pingan.web.pages_actions import ActionPage

#: Moments that are usually the present one: the form proposes it.
_NOW = {"tell_police": "told_at", "perform_clause": "performed_at"}


class DisputeAction(ActionPage, DisputePage):
    machine = DISPUTES
    words = WORDS

    def detail_at(self, pk: int) -> Dispute:
        """Return the dispute of the address."""
        return dispute_at(self.actor, pk)

    def detail_url(self, pk: int) -> str:
        """Return the page of the dispute."""
        return reverse("disputes:dispute_detail", args=[pk])

    def list_url(self) -> str:
        """Return the list."""
        return reverse("disputes:dispute_list")

    def proposed(self, action: Action, detail: Dispute) -> dict[str, Any]:
        """Return what the dispute is now, the present moment, a number from the address."""
        found: dict[str, Any] = {}
        if action.name == "reclassify":
            found |= {
                "type": detail.type.code,
                "amount": "" if detail.amount is None else f"{detail.amount:f}",
                "people_involved": detail.people_involved,
                "is_cross_region": detail.is_cross_region,
            }
        if action.name == "set_level":
            found["level"] = detail.level
        if action.name == "plan_session":
            found["is_joint"] = detail.restriction != "domestic_violence"
        if action.name in _NOW:
            found[_NOW[action.name]] = timezone.localtime()
        if "target" in self.request.GET:
            found["target"] = self.request.GET["target"][:32]
        return found

    def hint(self, action: Action, detail: Dispute) -> str:
        """Return what must be known before anything is typed."""
        if action.name in {"plan_session", "hold_session"} and detail.restriction == "domestic_violence":
            return _(
                "Domestic violence: no joint session. Invite one side alone; nothing is sent to the other."
            )
        if action.name == "flag":
            return _("If somebody is in danger now, call 110 first. Then record the signs here.")
        amiss = left_open(detail) if action.name == "close" else []
        if amiss:
            found = _("The last visit found: %(found)s.") % {"found": _(", ").join(amiss)}
            asked = _("Say why it is closed all the same and what happens next, or make another visit.")
            return f"{found} {asked}"
        return _("Names, phones and numbers of parties are replaced by their roles before the text is kept.")


urlpatterns = [
    path("disputes/<int:pk>/actions/<slug:name>/", DisputeAction.as_view(), name="dispute_action"),
]
