"""Tables of exchange: partners and what they may, what they ask and send, events and what became of them."""

from pingan.exchange.models.calls import Call, Credential, WorkOrder
from pingan.exchange.models.events import Delivery, Event, Subscription
from pingan.exchange.models.hand_overs import HandOver
from pingan.exchange.models.partners import CatalogueEntry, Partner

__all__ = [
    "Call",
    "CatalogueEntry",
    "Credential",
    "Delivery",
    "Event",
    "HandOver",
    "Partner",
    "Subscription",
    "WorkOrder",
]
