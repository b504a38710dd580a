"""The columns of the exports of orders and instruments: those of their lists, then what these have no room for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import Instrument, RectificationOrder
from assessment.models.instrument_choices import KINDS
from assessment.pages import instrument_list, order_list
from pingan.web.export_values import word_of, yes_no_of
from pingan.web.exports import ExportColumn
from pingan.web.matter_exports import (
    CLOSED,
    DIVISION,
    DUE,
    LIGHT,
    NUMBER,
    TEXT,
    TITLE,
    UPDATED,
    export_address,
    opened_column,
    register_matter_export,
    state_of,
)

ORDERS = (
    NUMBER,
    TITLE,
    ExportColumn("unit", _("Unit"), ("organ__name",), width=24),
    state_of("order"),
    ExportColumn("due_on", _("To be rectified by"), ("due_on",)),
    DUE,
    LIGHT,
    opened_column(_("Drawn up")),
    ExportColumn("body", pgettext_lazy("rectification order", "Ordered by"), ("body__name",), width=24),
    ExportColumn("failed", _("Reviews not passed"), ("failed_reviews",)),
    UPDATED,
    CLOSED,
    DIVISION,
    ExportColumn("document", _("Document number"), ("document__number",), width=24),
    ExportColumn("issued", _("Issued"), ("issued_at",)),
    ExportColumn("first", _("Passed at the first review"), ("first_passed",), yes_no_of("first_passed")),
    ExportColumn("basis", _("Duty that was not met"), ("basis",), width=36),
    TEXT,
)
INSTRUMENTS = (
    NUMBER,
    TITLE,
    ExportColumn("issuer", _("Sent by"), ("issuer",), width=24),
    ExportColumn("unit", _("Unit"), ("organ__name",), width=24),
    state_of("instrument"),
    DUE,
    LIGHT,
    ExportColumn("received", _("Received on"), ("received_on",)),
    ExportColumn("document", _("Document number"), ("document_number",), width=24),
    opened_column(_("Registered")),
    UPDATED,
    CLOSED,
    DIVISION,
    ExportColumn("kind", pgettext_lazy("instrument", "Kind"), ("kind",), word_of("kind", KINDS)),
    ExportColumn("reply_by", _("To be answered by"), ("reply_by",)),
    ExportColumn("on_time", _("Answered in time"), ("is_on_time",), yes_no_of("is_on_time")),
    TEXT,
)


def register_exports() -> None:
    """Make both exports known; called from ``ready()``."""
    register_matter_export(order_list.LIST, RectificationOrder, ORDERS)
    register_matter_export(instrument_list.LIST, Instrument, INSTRUMENTS)


urlpatterns = [
    export_address("assessment/orders/", order_list.LIST),
    export_address("assessment/instruments/", instrument_list.LIST),
]
