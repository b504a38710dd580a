"""One's own disputes and what became of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from disputes.pages.listing import TONES
from disputes.queries.disputes import disputes_visible
from disputes.queries.waiting import registered_by_q
from disputes.rules.states import STATES
from pingan.web.own_matters import OwnMatters

DISPUTE_REPORTS = OwnMatters(
    kind="dispute",
    label=gettext_lazy("Disputes"),
    empty=gettext_lazy("Disputes that you register, and what becomes of them, stand here."),
    permit="dispute.register",
    page="disputes:dispute_detail",
    states=STATES,
    tones=TONES,
    visible=disputes_visible,
    own=registered_by_q,
    ended=lambda dispute: dispute.get_outcome_display() if dispute.outcome else "",
).reports()
