"""Tables of exchange: partners and what they may, events and what became of them."""

from pingan.exchange.models.events import Delivery, Event, Subscription
from pingan.exchange.models.partners import CatalogueEntry, Partner

__all__ = ["CatalogueEntry", "Delivery", "Event", "Partner", "Subscription"]
