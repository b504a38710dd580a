"""The list of accountability cases and their timeline in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.machine.cases import CASES
from assessment.models import AccountabilityCase
from assessment.models.case_choices import CIRCUMSTANCES, Measure
from assessment.queries.case_filters import CaseFilterSet, case_tabs
from assessment.queries.cases import cases_visible
from assessment.rules.cases import CASE_STATES
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("subject", pgettext_lazy("case", "Subject")),
    Column("circumstances", gettext_lazy("Items of Article 58")),
    Column("measure", gettext_lazy("Measure")),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("opened", gettext_lazy("Opened"), "opened_at"),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="cases",
    columns=COLUMNS,
    filters=(*CaseFilterSet.base_filters, "tab"),
    title=gettext_lazy("Accountability cases"),
    list="assessment:case_list",
    filter_fold="assessment:case_filters",
    view_save="assessment:case_view_save",
    view_delete="assessment:case_view_delete",
    setting="assessment:case_list_setting",
    export="assessment:case_export",
)
TONES = {
    "candidate": "grey", "verifying": "blue", "hearing": "blue", "heard": "blue", "decided": "yellow", "served": "yellow",
    "rectifying": "yellow", "accepted": "green", "escalated": "red", "closed": "grey",
}  # fmt: skip


def items_in_words(case: AccountabilityCase) -> str:
    """Return the items of Article 58 as their numbers."""
    return _(", ").join(f"({number})" for number in case.circumstances)


def measure_badge(case: AccountabilityCase) -> list[Badge]:
    """Return the measure as a badge, or the one that is proposed."""
    if case.measure:
        return [(case.get_measure_display(), "outline", "")]
    if case.proposal:
        label = _("proposed: %(measure)s") % {"measure": case.get_proposal_display()}
        return [(label, "outline", "")]
    return []


def cells(case: AccountabilityCase) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = case.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "subject": case.subject,
        "circumstances": items_in_words(case),
        "measure": case.get_measure_display() if case.measure else "",
        "state": None,
        "due": matter.next_due_at,
        "opened": matter.opened_at,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = MatterList(
    kind="case",
    place=PLACE,
    duty="case.see",
    detail="assessment:case_detail",
    visible=cases_visible,
    filterset=CaseFilterSet,
    tabs_of=case_tabs,
    cells=cells,
    tones=TONES,
    texts={
        "nothing_fits": gettext_lazy("No case fits this search and these filters."),
        "none_yet": gettext_lazy("No accountability cases"),
        "none_yet_text": gettext_lazy("What your body runs, or is asked to answer, appears here."),
        "total": gettext_lazy("%(total)s cases"),
        "none_open": gettext_lazy("No case is open"),
    },
    search_hint=gettext_lazy("Number, subject, words"),
    selects=("state", "circumstance", "measure", "light"),
    toggles=("todo", "overdue", "closed"),
    badges=measure_badge,
    red_tabs=frozenset({"todo"}),
    new_url="assessment:case_new",
    new_label=gettext_lazy("Open a case"),
    new_duty="case.open",
)
_OTHER = {
    "open": pgettext_lazy("timeline", "Opened"),
    "open_next": pgettext_lazy("timeline", "Opened: the term before was missed"),
    "propose_candidate": pgettext_lazy("timeline", "Proposed by a rule"),
    "notes_deleted": pgettext_lazy("timeline", "Words deleted: retention ended"),
}
_ICONS = {
    "open": "report", "open_next": "escalate", "propose_candidate": "report", "verify": "eye", "establish": "edit",
    "hear": "message", "state": "message", "waive": "clock", "decide": "document", "propose": "escalate",
    "suggest": "escalate", "record": "document", "serve": "dispatch", "acknowledge": "check",
    "record_receipt": "check", "report": "document",
    "accept": "check-circle", "more_time": "clock", "escalate": "escalate", "object": "message", "answer": "message",
    "dismiss": "x", "expire": "check-circle", "comment": "message", "hold_deletion": "shield", "end_hold": "shield",
    "notes_deleted": "shield",
}  # fmt: skip
_TONES = {
    "decide": "yellow",
    "serve": "yellow",
    "escalate": "red",
    "accept": "green",
    "expire": "green",
    "dismiss": "grey",
}
_MEASURES = dict(Measure.choices)


def _label(name: str) -> str:
    action = CASES.action(name)
    return str(action.label if action else _OTHER.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    measures = [str(_MEASURES[data[key]]) for key in ("measure", "proposal") if data.get(key) in _MEASURES]
    items = [str(CIRCUMSTANCES[one]) for one in data.get("circumstances", []) if one in CIRCUMSTANCES]
    known = [
        *measures,
        *items,
        *(str(data.get(key, "")) for key in ("authority", "document", "body", "number", "until")),
    ]
    facts = " · ".join(part for part in known if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(CASE_STATES, _label, _ICONS, _TONES, _said)
