"""What the record of a service asks for: which paper, to whom, how, when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from disputes.machine.inputs.choices import of_choices
from disputes.models import DisputePaper
from disputes.models.choices import ServiceMethod
from pingan.access.rules import Actor
from pingan.matters.machine import input_field
from pingan.matters.models import TimelineEntry

#: Addressed to the parties, to one party, to a unit.
RIGHTS = ("mediation_end", "rights_notice")
_TO_PARTIES = frozenset({"mediation_rights", *RIGHTS})
_TO_ONE = "session_invitation"
_TO_UNIT = frozenset({"police_notice", "referral_letter"})
SERVED = frozenset({*_TO_PARTIES, _TO_ONE, *_TO_UNIT})
UNIT = "收件单位"


def recipients(dispute: Any) -> dict[str, tuple[DisputePaper, str]]:
    """Return what is not recorded as served yet: key to paper and role of the recipient."""
    parties = list(dispute.parties.filter(left_at=None, represents=None))
    everybody = {party.label for party in dispute.parties.all()}
    found: dict[str, tuple[DisputePaper, str]] = {}
    papers = dispute.papers.filter(document__voided_at=None, kind__in=SERVED).select_related("document")
    for paper in papers:
        if paper.kind in _TO_PARTIES:
            labels = [party.label for party in parties]
        elif paper.kind == _TO_ONE:
            label = paper.document.data.get("parties", "").partition("：")[0]
            labels = [label] if label in everybody else []
        else:
            labels = [UNIT]
        found |= {f"{paper.pk}:{label}": (paper, label) for label in labels}
    done = TimelineEntry.objects.filter(matter_id=dispute.pk, action="serve_paper")
    for data in done.values_list("data", flat=True):
        found.pop(data.get("service", ""), None)
    return found


def untold(dispute: Any) -> list[str] | None:
    """Return the roles on whom the last notice of rights is not served by the records; None: there is no such paper."""
    last = dispute.papers.filter(document__voided_at=None, kind__in=RIGHTS).order_by("pk").last()
    if last is None:
        return None
    return [label for paper, label in recipients(dispute).values() if paper.pk == last.pk]


def services(actor: Actor, dispute: Any) -> Iterable[tuple[str, Any]]:
    """Return the papers that wait to be served, with the role of who gets them; never a name."""
    return [
        (key, f"{paper.document.title} {paper.document.number} → {label}")
        for key, (paper, label) in recipients(dispute).items()
    ]


@dataclass(frozen=True, kw_only=True)
class ServePaper:
    """How a paper reached one of those whom it is for."""

    service: str = input_field(_("Paper and recipient"), "select", choices=services)
    method: str = input_field(
        _("How it was served"), "radio", choices=of_choices(ServiceMethod), default="in_person"
    )
    served_at: datetime | None = input_field(_("When it was served"), "datetime", default=None)
    received_by: str = input_field(_("Who signed for it"), max_length=60, default="")
    note: str = input_field(_("Remark"), "textarea", default="")
