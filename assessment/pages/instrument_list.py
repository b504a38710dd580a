"""The list of the instruments of Article 60, and the words of their timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.machine.instruments import INSTRUMENTS
from assessment.models import Instrument
from assessment.queries.instrument_filters import InstrumentFilterSet, tabs_of
from assessment.queries.instruments import instruments_visible
from assessment.rules.instruments import STATES
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("issuer", gettext_lazy("Sent by")),
    Column("unit", gettext_lazy("Unit")),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("received", gettext_lazy("Received on")),
    Column("document", gettext_lazy("Document number"), is_usual=False),
    Column("opened", gettext_lazy("Registered"), "opened_at", is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="instruments",
    columns=COLUMNS,
    filters=(*InstrumentFilterSet.base_filters, "tab"),
    title=gettext_lazy("Instruments of Article 60"),
    list="assessment:instrument_list",
    filter_fold="assessment:instrument_filters",
    view_save="assessment:instrument_view_save",
    view_delete="assessment:instrument_view_delete",
    setting="assessment:instrument_list_setting",
    export="assessment:instrument_export",
)
TONES = {
    "registered": "yellow", "assigned": "blue", "replied": "yellow", "accepted": "green", "acknowledged": "green",
    "withdrawn": "grey",
}  # fmt: skip


def badges(instrument: Instrument) -> Iterable[Badge]:
    """Return what stands out: sealed, late, nothing done."""
    if instrument.matter.is_restricted:
        yield _("Sealed"), "outline", "lock"
    if instrument.is_on_time is False:
        yield _("answered late"), "yellow", "clock"
    if instrument.inaction_at is not None:
        yield _("nothing done in time"), "red", "warning"


def cells(instrument: Instrument) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = instrument.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "issuer": instrument.issuer,
        "unit": str(instrument.organ),
        "state": None,
        "due": matter.next_due_at,
        "received": instrument.received_on,
        "document": instrument.document_number,
        "opened": matter.opened_at,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = MatterList(
    kind="instrument",
    place=PLACE,
    duty="instrument.see",
    detail="assessment:instrument_detail",
    visible=instruments_visible,
    filterset=InstrumentFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones=TONES,
    texts={
        "nothing_fits": gettext_lazy("No instrument fits this search and these filters."),
        "none_yet": gettext_lazy("No instruments yet"),
        "none_yet_text": gettext_lazy("Proposals, suggestions and reminders that were received appear here."),
        "total": gettext_lazy("%(total)s instruments"),
        "none_open": gettext_lazy("No instrument is open"),
    },
    search_hint=gettext_lazy("Number, sender, words"),
    selects=("state", "sort", "light"),
    toggles=("on_time", "overdue", "closed", "todo"),
    badges=badges,
    red_tabs=frozenset({"overdue"}),
    new_url="assessment:instrument_new",
    new_label=gettext_lazy("Register an instrument"),
    new_duty="instrument.register",
)
_OTHER_ENTRIES = {"register": pgettext_lazy("timeline", "Registered")}
_ICONS = {
    "register": "report", "assign": "dispatch", "acknowledge": "sign", "add_measure": "plus", "finish_measure": "check",
    "reply": "document", "accept": "check-circle", "send_back": "return", "state_inaction": "flag", "remind": "bell",
    "withdraw": "x", "comment": "message",
}  # fmt: skip
_TONES = {
    "accept": "green",
    "send_back": "yellow",
    "state_inaction": "red",
    "remind": "yellow",
    "withdraw": "grey",
}


def _label(name: str) -> str:
    action = INSTRUMENTS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    parts = [str(data.get(name, "")) for name in ("measure", "number", "replied_on", "due_on", "received_on")]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)
