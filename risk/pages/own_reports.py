"""One's own hazards and what became of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from pingan.web.own_matters import OwnMatters
from risk.pages.hazards import TONES
from risk.queries.hazards import hazards_visible
from risk.rules.hazards import STATES

HAZARD_REPORTS = OwnMatters(
    kind="hazard",
    label=gettext_lazy("Hazards"),
    empty=gettext_lazy("Hazards that you register, and what becomes of them, stand here."),
    permit="hazard.register",
    page="risk:hazard_detail",
    states=STATES,
    tones=TONES,
    visible=hazards_visible,
    is_kept_offline=True,
).reports()
