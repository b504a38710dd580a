"""What a line of the register says (矛盾纠纷登记台账), on the page and in the file: parties as roles, never by name."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from disputes.machine import DISPUTES
from disputes.models.choices import ChannelKind, DisputeSource, Level, Outcome
from disputes.models.parties import label_of, shown_label
from pingan.web.exports import ExportColumn, Row


def _word(path: str, words: Any) -> Any:
    table = {str(key): label for key, label in (words.items() if hasattr(words, "items") else words)}
    return lambda row: str(table.get(row[path], row[path] or ""))


def _type(row: Row) -> Any:
    return row["type__name"] if (get_language() or "zh").startswith("zh") else row["type__name_en"]


def _place(row: Row) -> str:
    place = row["matter__grid__name"] or row["matter__region__name"]
    return f"{place} · {row['place_text']}" if row["place_text"] else str(place)


def _roles(row: Row) -> str:
    """Return the parties as their roles, in the reader's language: 申请人甲、被申请人甲."""
    between = "、" if (get_language() or "zh").startswith("zh") else ", "
    return between.join(
        shown_label(label_of(one["side"], one["position"], is_representative=one["represents"] is not None))
        for one in row["roles"]
    )


def _result(row: Row) -> str:
    words = dict(Outcome.choices)
    return str(words[row["outcome"]]) if row["outcome"] else ""


COLUMNS = (
    ExportColumn("number", gettext_lazy("Number"), ("matter__number",), width=20),
    ExportColumn("case", gettext_lazy("Case number"), ("case_number",), width=24),
    ExportColumn("opened", gettext_lazy("Registered on"), ("matter__opened_at",)),
    ExportColumn("type", gettext_lazy("Type"), ("type__name", "type__name_en"), _type),
    ExportColumn("source", gettext_lazy("Source"), ("source",), _word("source", DisputeSource.choices)),
    ExportColumn(
        "level", pgettext_lazy("dispute", "Level"), ("level",), _word("level", Level.choices), width=8
    ),
    ExportColumn(
        "place",
        gettext_lazy("Place"),
        ("matter__grid__name", "matter__region__name", "place_text"),
        _place,
        28,
    ),
    ExportColumn("parties", gettext_lazy("Parties"), ("roles",), _roles, 24),
    ExportColumn("committee", gettext_lazy("Committee"), ("committee_name",), width=24),
    ExportColumn("mediator", gettext_lazy("Mediator"), ("mediator_name",)),
    ExportColumn(
        "channel", gettext_lazy("Channel"), ("last_channel",), _word("last_channel", ChannelKind.choices)
    ),
    ExportColumn("state", gettext_lazy("State"), ("matter__state",), _word("matter__state", DISPUTES.states)),
    ExportColumn("result", gettext_lazy("Result"), ("outcome",), _result, 20),
    ExportColumn("amount", gettext_lazy("Amount in yuan"), ("amount",)),
    ExportColumn("agreed", gettext_lazy("Amount agreed in yuan"), ("agreed_amount",)),
    ExportColumn("closed", gettext_lazy("Closed on"), ("matter__closed_at",)),
)
