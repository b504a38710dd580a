"""Who drafts, decides and reads what other systems may: offices, leaders and auditors, each for the own area."""

from __future__ import annotations

from typing import Final

from pingan.access.policy import Area, Permit, register
from pingan.access.rules import extend_duties
from pingan.exchange.models import Call, CatalogueEntry, Delivery, Partner, Subscription

VIEW: Final = "exchange.view"
EDIT: Final = "exchange.edit"
DECIDE: Final = "exchange.decide"


def register_exchange() -> None:
    """Hand out the duties and register the permits."""
    extend_duties({"body_office": {VIEW, EDIT}, "leader": {VIEW, DECIDE}, "auditor": {VIEW}})
    for model, path in (
        (Partner, "region__code"),
        (CatalogueEntry, "region__code"),
        (Subscription, "entry__region__code"),
        (Call, "partner__region__code"),
        (Delivery, "subscription__entry__region__code"),
    ):
        area = Area(path)
        register(
            model,
            {"view": [Permit(VIEW, area)], "edit": [Permit(EDIT, area)], "decide": [Permit(DECIDE, area)]},
        )
