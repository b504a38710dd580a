"""The list of runs and their timeline in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.machine.runs import RUNS
from assessment.models import AssessmentRun
from assessment.queries.run_filters import RunFilterSet, tabs_of
from assessment.queries.runs import runs_visible
from assessment.rules.run_states import STATES
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("year", gettext_lazy("Year"), is_number=True),
    Column("region", gettext_lazy("Division")),
    Column("audience", pgettext_lazy("run", "Assesses")),
    Column("state", gettext_lazy("State"), "state"),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("opened", pgettext_lazy("run", "Prepared"), "opened_at"),
    Column("final", gettext_lazy("Final since"), "closed_at"),
)
PLACE = ListPlace(
    name="runs",
    columns=COLUMNS,
    filters=(*RunFilterSet.base_filters, "tab"),
    title=gettext_lazy("Assessments"),
    list="assessment:run_list",
    filter_fold="assessment:run_filters",
    view_save="assessment:run_view_save",
    view_delete="assessment:run_view_delete",
    setting="assessment:run_list_setting",
    export="",
)
TONES = {
    "prepared": "grey", "collecting": "blue", "computing": "blue", "reviewing": "yellow", "preliminary": "yellow",
    "final": "green", "cancelled": "grey",
}  # fmt: skip


def _badges(run: AssessmentRun) -> list[Badge]:
    return [(_("correction"), "outline", "")] if run.correction_of_id is not None else []


def cells(run: AssessmentRun) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = run.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "year": run.scheme.year,
        "region": matter.region.name,
        "audience": run.scheme.get_audience_display(),
        "state": None,
        "due": matter.next_due_at,
        "opened": matter.opened_at,
        "final": run.final_at,
    }


LIST = MatterList(
    kind="run",
    place=PLACE,
    duty="run.see",
    detail="assessment:run_detail",
    visible=runs_visible,
    filterset=RunFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones=TONES,
    texts={
        "nothing_fits": gettext_lazy("No assessment fits this search and these filters."),
        "none_yet": gettext_lazy("No assessments yet"),
        "none_yet_text": gettext_lazy(
            "What your body runs, and what assesses your division or unit, appears here."
        ),
        "total": gettext_lazy("%(total)s assessments"),
        "none_open": gettext_lazy("No assessment is open"),
    },
    search_hint=gettext_lazy("Number, title, words"),
    selects=("state", "audience"),
    toggles=("todo", "overdue", "closed"),
    badges=_badges,
    new_url="assessment:run_new",
    new_label=gettext_lazy("Prepare an assessment"),
    new_duty="run.manage",
    snippet=lambda run: f"{run.matter.region.name} · {run.scheme.year} · {run.scheme.get_audience_display()}",
)
_OTHER_ENTRIES = {"prepare": pgettext_lazy("timeline", "Prepared")}
_ICONS = {
    "prepare": "report", "edit": "edit", "open": "dispatch", "extend": "clock", "lock": "check", "restart": "refresh",
    "computed": "check", "announce": "bell", "finalise": "check-circle", "cancel": "x", "comment": "message",
}  # fmt: skip
_TONES = {"announce": "yellow", "finalise": "green", "cancel": "grey", "lock": "blue"}


def _label(name: str) -> str:
    action = RUNS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    parts = [
        str(data.get("scheme", "")),
        _("reports until %(day)s") % {"day": data["report_until"]} if data.get("report_until") else "",
        _("digest %(digest)s") % {"digest": data["digest"][:16]} if data.get("digest") else "",
    ]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)
