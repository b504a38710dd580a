"""The list of commendations and their timeline in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.machine.commendations import COMMENDATIONS
from assessment.models import Commendation
from assessment.queries.commendation_filters import CommendationFilterSet, commendation_tabs
from assessment.queries.commendations import commendations_visible
from assessment.rules.cases import COMMENDATION_STATES, masked
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("nominee", gettext_lazy("Nominee")),
    Column("honour", gettext_lazy("Honour")),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("opened", gettext_lazy("Nominated"), "opened_at"),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="commendations",
    columns=COLUMNS,
    filters=(*CommendationFilterSet.base_filters, "tab"),
    title=gettext_lazy("Commendations"),
    list="assessment:commendation_list",
    filter_fold="assessment:commendation_filters",
    view_save="assessment:commendation_view_save",
    view_delete="assessment:commendation_view_delete",
    setting="assessment:commendation_list_setting",
    export="assessment:commendation_export",
)
TONES = {
    "nominated": "grey", "checked": "blue", "publicized": "blue", "decided": "yellow", "published": "green",
    "refused": "red", "withdrawn": "grey",
}  # fmt: skip


def nominee_of(row: Commendation) -> str:
    """Name the unit or division; of a family or individual the masked name alone."""
    if row.name:
        return masked(str(row.name))
    return str(row.organ) if row.organ is not None else str(row.division.name if row.division else "")


def badges(row: Commendation) -> list[Badge]:
    """Return that it was let pass in spite of a measure."""
    return [(_("let pass in spite of a measure"), "red", "warning")] if row.override_by_id is not None else []


def cells(row: Commendation) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = row.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "nominee": f"{row.get_nominee_display()} · {nominee_of(row)}",
        "honour": row.honour,
        "state": None,
        "due": matter.next_due_at,
        "opened": matter.opened_at,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = MatterList(
    kind="commendation",
    place=PLACE,
    duty="commendation.see",
    detail="assessment:commendation_detail",
    visible=commendations_visible,
    filterset=CommendationFilterSet,
    tabs_of=commendation_tabs,
    cells=cells,
    tones=TONES,
    texts={
        "nothing_fits": gettext_lazy("No commendation fits this search and these filters."),
        "none_yet": gettext_lazy("No commendations yet"),
        "none_yet_text": gettext_lazy("What is nominated in your area, or by you, appears here."),
        "total": gettext_lazy("%(total)s commendations"),
        "none_open": gettext_lazy("No commendation is open"),
    },
    search_hint=gettext_lazy("Number, honour, words"),
    selects=("state", "nominee", "light"),
    toggles=("todo", "overdue", "closed"),
    badges=badges,
    new_url="assessment:commendation_new",
    new_label=gettext_lazy("Nominate"),
    new_duty="commendation.nominate",
)
_OTHER = {
    "nominate": pgettext_lazy("timeline", "Nominated"),
    "notes_deleted": pgettext_lazy("timeline", "Words deleted: retention ended"),
}
_ICONS = {
    "nominate": "report", "check": "check", "ask_override": "escalate", "allow_override": "warning", "publicize": "eye",
    "decide": "document", "publish": "check-circle", "refuse": "x", "withdraw": "x", "comment": "message",
    "hold_deletion": "shield", "end_hold": "shield", "notes_deleted": "shield",
}  # fmt: skip
_TONES = {"allow_override": "red", "publish": "green", "refuse": "red", "withdraw": "grey"}


def _label(name: str) -> str:
    action = COMMENDATIONS.action(name)
    return str(action.label if action else _OTHER.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    facts = " · ".join(
        part
        for part in (_(", ").join(data.get("cases", [])), data.get("document", ""), data.get("until", ""))
        if part
    )
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(COMMENDATION_STATES, _label, _ICONS, _TONES, _said)
