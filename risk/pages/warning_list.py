"""The list of warnings and their timeline in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note
from risk.machine.warnings import WARNINGS
from risk.models import RiskWarning
from risk.models.warning_choices import CHANNELS, LEVELS
from risk.queries.warning_filters import WarningFilterSet, tabs_of
from risk.queries.warnings import warnings_visible
from risk.rules.warnings import STATES

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("category", pgettext_lazy("warning", "Category")),
    Column("level", gettext_lazy("Level"), "severity"),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("issuer", gettext_lazy("Issuer")),
    Column("starts", gettext_lazy("Begins")),
    Column("opened", gettext_lazy("Drawn up"), "opened_at"),
    Column("channel", gettext_lazy("Channel"), is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="warnings",
    columns=COLUMNS,
    filters=(*WarningFilterSet.base_filters, "tab"),
    title=gettext_lazy("Warnings"),
    list="risk:warning_list",
    filter_fold="risk:warning_filters",
    view_save="risk:warning_view_save",
    view_delete="risk:warning_view_delete",
    setting="risk:warning_list_setting",
    export="risk:warning_export",
)
#: The badge of a level; orange has no tone of its own, so its word says which it is.
LEVEL_TONES = {"red": "red", "orange": "yellow", "yellow": "yellow", "blue": "blue"}


def level_badge(warning: RiskWarning) -> list[Badge]:
    """Return the level as a badge, and that it is for the public."""
    found: list[Badge] = [(warning.get_level_display(), LEVEL_TONES[warning.level], "warning")]
    if warning.channel == "public_release":
        found.append((warning.get_channel_display(), "outline", ""))
    return found


def cells(warning: RiskWarning) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = warning.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "category": warning.get_category_display(),
        "level": warning.get_level_display(),
        "state": None,
        "due": matter.next_due_at,
        "issuer": str(warning.issuer),
        "starts": warning.starts_at,
        "opened": matter.opened_at,
        "channel": warning.get_channel_display(),
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = MatterList(
    kind="warning",
    place=PLACE,
    duty="warning.see",
    detail="risk:warning_detail",
    visible=warnings_visible,
    filterset=WarningFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones={"drafted": "grey", "approved": "blue", "issued": "yellow", "lifted": "green", "withdrawn": "grey"},
    texts={
        "nothing_fits": gettext_lazy("No warning fits this search and these filters."),
        "none_yet": gettext_lazy("No warnings yet"),
        "none_yet_text": gettext_lazy("What is issued to your division or unit appears here."),
        "total": gettext_lazy("%(total)s warnings"),
        "none_open": gettext_lazy("No warning is open"),
    },
    search_hint=gettext_lazy("Number, title, words"),
    selects=("state", "category", "level", "channel", "light"),
    toggles=("unread", "todo", "overdue", "closed"),
    badges=level_badge,
    red_tabs=frozenset({"unread"}),
    new_url="risk:warning_new",
    new_label=gettext_lazy("Draw up a warning"),
    new_duty="warning.draft",
)
_OTHER_ENTRIES = {"draft": pgettext_lazy("timeline", "Drawn up")}
_ICONS = {
    "draft": "report", "edit": "edit", "approve": "check", "send_back": "return", "issue": "dispatch",
    "release": "dispatch", "read": "eye", "report": "document", "adjust": "refresh", "adjust_public": "refresh",
    "remind": "bell", "lift": "check-circle", "withdraw": "x", "escalate": "escalate", "comment": "message",
    "add_task": "plus", "finish_task": "check", "drop_task": "minus",
}  # fmt: skip
_TONES = {
    "issue": "yellow",
    "release": "red",
    "escalate": "red",
    "lift": "green",
    "withdraw": "grey",
    "remind": "yellow",
}


def _label(name: str) -> str:
    action = WARNINGS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    parts = [
        str(LEVELS[data["level"]]) if data.get("level") in LEVELS else "",
        str(CHANNELS[data["channel"]]) if data.get("channel") in CHANNELS else "",
        str(data.get("authority", "")),
        str(data.get("addressee", "")),
        _(", ").join(data.get("addressees", [])),
    ]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)
