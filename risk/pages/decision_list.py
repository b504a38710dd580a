"""The list of major decisions and their timeline in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from pingan.access.rules import Actor
from pingan.matters.models import TimelineEntry
from pingan.web.context import NavigationItem
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note
from risk.machine.decisions import DECISIONS
from risk.models import MajorDecision
from risk.models.decision_choices import (
    Aspect,
    AssessorKind,
    ConsultationKind,
    DecisionOutcome,
    Field,
    FilingKind,
    Phase,
    Position,
    RiskLevel,
    TakenUp,
)
from risk.queries.decision_filters import DecisionFilterSet, tabs_of
from risk.queries.decisions import decisions_visible, is_exception, is_lowered
from risk.rules.decision_states import STATES
from risk.rules.scoring import SEVERITIES

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("field", gettext_lazy("Field")),
    Column("level", gettext_lazy("Level"), "severity"),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("unit", gettext_lazy("Responsible unit")),
    Column("body", gettext_lazy("Deciding body")),
    Column("planned", gettext_lazy("To be decided about")),
    Column("opened", gettext_lazy("Registered"), "opened_at"),
    Column("place", gettext_lazy("Division"), is_usual=False),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="decisions",
    columns=COLUMNS,
    filters=(*DecisionFilterSet.base_filters, "tab"),
    title=gettext_lazy("Major decisions"),
    list="risk:decision_list",
    filter_fold="risk:decision_filters",
    view_save="risk:decision_view_save",
    view_delete="risk:decision_view_delete",
    setting="risk:decision_list_setting",
    export="risk:decision_export",
)
_LEVELS = {severity: level for level, severity in SEVERITIES.items()}
_LEVEL_TONES = {"low": "green", "medium": "yellow", "high": "red"}


def level_of(decision: MajorDecision) -> str:
    """Return the level in force; blank before the first report."""
    return _LEVELS.get(decision.matter.severity, "")


def badges(decision: MajorDecision) -> list[Badge]:
    """Return the level, and red that it was decided without what must come before."""
    level = level_of(decision)
    found: list[Badge] = [(RiskLevel(level).label, _LEVEL_TONES[level], "")] if level else []
    if is_lowered(decision):
        found.append((_("lower than computed"), "red", "warning"))
    if is_exception(decision):
        found.append((_("decided without an assessment"), "red", "warning"))
    return found


def cells(decision: MajorDecision) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter, level = decision.matter, level_of(decision)
    return {
        "number": matter.number,
        "field": decision.get_field_display(),
        "level": RiskLevel(level).label if level else "",
        "state": None,
        "due": matter.next_due_at,
        "unit": str(matter.organ),
        "body": str(decision.catalogue.organ),
        "planned": "" if decision.planned_on is None else f"{decision.planned_on:%Y-%m-%d}",
        "opened": matter.opened_at,
        "place": matter.region.name,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


def _links(actor: Actor) -> list[tuple[Any, str]]:
    return [(gettext_lazy("Catalogues"), reverse("risk:catalogue_list"))]


LIST = MatterList(
    kind="decision",
    place=PLACE,
    duty="decision.read",
    detail="risk:decision_detail",
    visible=decisions_visible,
    filterset=DecisionFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones={
        "reviewing": "yellow", "returned": "yellow", "reassess": "yellow", "assessed": "green", "decided": "blue",
        "following": "blue", "closed": "green", "planned": "blue", "consulting": "blue", "assessing": "blue",
    },
    texts={
        "nothing_fits": gettext_lazy("No major decision fits this search and these filters."),
        "none_yet": gettext_lazy("No major decisions yet"),
        "none_yet_text": gettext_lazy("What is put into a catalogue of your area appears here."),
        "total": gettext_lazy("%(total)s major decisions"),
        "none_open": gettext_lazy("No major decision is open"),
    },
    search_hint=gettext_lazy("Number, title, words"),
    selects=("state", "field", "level", "light"),
    toggles=("exception", "filing_due", "todo", "overdue", "closed"),
    badges=badges,
    red_tabs=frozenset({"exceptions"}),
    new_url="risk:decision_new",
    new_label=gettext_lazy("Put a decision into the catalogue"),
    new_duty="decision.register",
    links=_links,
    elsewhere=frozenset({"state", "due", "title", "level", "body", "planned"}),
)  # fmt: skip
_OTHER_ENTRIES = {"register": pgettext_lazy("timeline", "Put into the catalogue")}
_ICONS = {
    "register": "report", "plan": "edit", "add_consultation": "users", "end_consultation": "check",
    "add_questionnaire": "plus", "change_questionnaire": "edit", "add_question": "plus", "change_question": "edit",
    "drop_question": "minus", "publish_questionnaire": "link", "close_questionnaire": "lock", "strike_reply": "minus",
    "add_opinion": "message", "answer_opinion": "check", "call_expert": "user", "release_expert": "sign-out",
    "assess": "chart", "add_factor": "plus", "weigh_factor": "edit", "drop_factor": "minus", "score": "chart",
    "hand_in": "document", "approve": "check-circle", "return_report": "return", "decide": "sign",
    "file_report": "dispatch", "file_decision": "dispatch", "receive_filing": "check", "send_back_filing": "return",
    "follow": "eye", "evaluate": "eye", "reassess": "refresh", "close": "lock", "add_task": "plus",
    "finish_task": "check", "drop_task": "minus", "link_matter": "link", "remind": "bell", "comment": "message",
    "set_area": "grid", "link_area": "link", "take_off": "minus",
}  # fmt: skip
_TONES = {
    "return_report": "yellow", "send_back_filing": "yellow", "reassess": "yellow", "remind": "yellow",
    "approve": "green", "close": "green", "receive_filing": "green",
}  # fmt: skip


def _label(name: str) -> str:
    action = DECISIONS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _of(choices: Any) -> Any:
    known = dict(choices.choices)
    return lambda value: str(known.get(value, value))


#: What each key of an entry's data means; keys of rows say nothing to people and are left out.
_WORDS: Mapping[str, Any] = {
    "point": str,
    "field": _of(Field),
    "assessor_kind": _of(AssessorKind),
    "consultation": _of(ConsultationKind),
    "starts_on": str,
    "ends_on": str,
    "reached": lambda value: _("people reached: %(count)s") % {"count": value},
    "wanted": lambda value: _("answers wanted: %(count)s") % {"count": value},
    "position": _of(Position),
    "taken_up": _of(TakenUp),
    "round": lambda value: _("round %(number)s") % {"number": value},
    "aspect": _of(Aspect),
    "weight": lambda value: _("weight %(number)s") % {"number": value},
    "weights": lambda value: f"{value.get('before')} → {value.get('after')}",
    "phase": _of(Phase),
    "level": lambda value: f"{_of(RiskLevel)(value.get('before'))} → {_of(RiskLevel)(value.get('after'))}",
    "conclusion": _of(DecisionOutcome),
    "outcome": _of(DecisionOutcome),
    "is_exception": lambda value: _("decided without an assessment"),
    "filing": _of(FilingKind),
    "office": str,
    "document": lambda value: _("Paper: %(number)s") % {"number": value},
    "no_paper": lambda value: _("No paper: the responsible unit has no document code."),
    "receipt": str,
    "target": str,
    "hectares": lambda value: _("drawn area of %(hectares)s hectares") % {"hectares": value},
    "found": lambda value: (
        ngettext("%(count)s matter of the area linked", "%(count)s matters of the area linked", value)
        % {"count": value}
    ),
    "gone": lambda value: (
        ngettext("%(count)s matter lies in it no more", "%(count)s matters lie in it no more", value)
        % {"count": value}
    ),
}


def _said(entry: TimelineEntry) -> str:
    """Return what the data of an entry says, and under it the words that were typed."""
    parts = [words(entry.data[key]) for key, words in _WORDS.items() if entry.data.get(key)]
    return "\n".join(part for part in (" · ".join(parts), typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the decisions for everybody whose business they are."""
    if not actor.has("decision.read"):
        return []
    url, also = reverse("risk:decision_list"), (reverse("risk:catalogue_list"),)
    on_phone = actor.role == "expert"
    return [NavigationItem(_("Major decisions"), url, "sign", "risk", on_phone=on_phone, also=also)]
