"""The list of surveys and their timeline in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from assessment.machine.surveys import SURVEYS
from assessment.models import Survey
from assessment.models.survey_choices import SurveyKind
from assessment.queries.survey_filters import SurveyFilterSet, tabs_of
from assessment.queries.surveys import surveys_visible
from assessment.rules.survey_states import STATES
from pingan.access.rules import Actor
from pingan.web.context import NavigationItem
from pingan.web.listing import ListPlace
from pingan.web.matter_lists import Badge, MatterList
from pingan.web.tables import Column
from pingan.web.timelines import Vocabulary, typed_note

COLUMNS = (
    Column("number", gettext_lazy("Number"), "number"),
    Column("title", gettext_lazy("Title")),
    Column("kind", pgettext_lazy("survey", "Kind")),
    Column("state", gettext_lazy("State"), "state"),
    Column("period", gettext_lazy("About the time")),
    Column("body", pgettext_lazy("survey", "Asked by")),
    Column("due", gettext_lazy("Due"), "next_due_at"),
    Column("opened", gettext_lazy("Drawn up"), "opened_at"),
    Column("updated", gettext_lazy("Last change"), "updated_at", is_usual=False),
    Column("closed", gettext_lazy("Closed on"), "closed_at", is_usual=False),
)
PLACE = ListPlace(
    name="surveys",
    columns=COLUMNS,
    filters=(*SurveyFilterSet.base_filters, "tab"),
    title=gettext_lazy("Surveys of the public"),
    list="assessment:survey_list",
    filter_fold="assessment:survey_filters",
    view_save="assessment:survey_view_save",
    view_delete="assessment:survey_view_delete",
    setting="assessment:survey_list_setting",
    export="assessment:survey_list",
)


def kind_badge(survey: Survey) -> list[Badge]:
    """Return whether it is official: a poll says so wherever it is shown."""
    if survey.kind == SurveyKind.LOCAL_POLL:
        return [(survey.get_kind_display(), "yellow", "")]
    return [(pgettext("survey badge", "official"), "blue", "")]


def cells(survey: Survey) -> Mapping[str, Any]:
    """Return the value of each column."""
    matter = survey.matter
    return {
        "number": matter.number,
        "title": matter.title,
        "kind": survey.get_kind_display(),
        "state": None,
        "period": f"{survey.period_from} – {survey.period_to}",
        "body": str(matter.organ or matter.region.name),
        "due": matter.next_due_at,
        "opened": matter.opened_at,
        "updated": matter.updated_at,
        "closed": matter.closed_at,
    }


LIST = MatterList(
    kind="survey",
    place=PLACE,
    duty="survey.see",
    detail="assessment:survey_detail",
    visible=surveys_visible,
    filterset=SurveyFilterSet,
    tabs_of=tabs_of,
    cells=cells,
    tones={
        "drafted": "grey",
        "fielded": "blue",
        "closed": "yellow",
        "published": "green",
        "withdrawn": "grey",
    },
    texts={
        "nothing_fits": gettext_lazy("No survey fits this search and these filters."),
        "none_yet": gettext_lazy("No surveys yet"),
        "none_yet_text": gettext_lazy(
            "What the province publishes appears here; polls of others stand apart."
        ),
        "total": gettext_lazy("%(total)s surveys"),
        "none_open": gettext_lazy("No survey is open"),
    },
    search_hint=gettext_lazy("Number, title, words"),
    selects=("state", "whose", "light"),
    toggles=("overdue", "closed"),
    badges=kind_badge,
    new_url="assessment:survey_new",
    new_label=gettext_lazy("Draft a survey"),
    new_duty="survey.run",
)
_OTHER_ENTRIES = {
    "draft": pgettext_lazy("timeline", "Drawn up"),
    "plan": pgettext_lazy("timeline", "Sample plan brought in"),
    "codes": pgettext_lazy("timeline", "Codes drawn"),
    "import": pgettext_lazy("timeline", "Answers of a third party brought in"),
}
_ICONS = {
    "draft": "report", "edit": "edit", "add_question": "plus", "drop_question": "minus", "plan": "list",
    "field": "dispatch", "codes": "sign", "import": "upload", "close": "check", "publish": "eye", "withdraw": "x",
    "comment": "message",
}  # fmt: skip
_TONES = {"field": "blue", "close": "yellow", "publish": "green", "withdraw": "grey"}


def _label(name: str) -> str:
    action = SURVEYS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: Any) -> str:
    data = entry.data
    parts = [
        str(SurveyKind(data["survey"]).label) if data.get("survey") in SurveyKind.values else "",
        _("%(count)s divisions") % {"count": data["divisions"]} if "divisions" in data else "",
        _("%(count)s answers wanted") % {"count": data["wanted"]} if "wanted" in data else "",
        ngettext("%(count)s code", "%(count)s codes", data["count"]) % {"count": data["count"]}
        if "count" in data
        else "",
        ngettext("%(count)s answer", "%(count)s answers", data["answers"]) % {"count": data["answers"]}
        if "answers" in data
        else "",
        str(data.get("document", "")),
    ]
    facts = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (facts, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)


def menu(actor: Actor) -> list[NavigationItem]:
    """Return the surveys for everybody whose business they are."""
    if not actor.has("survey.see"):
        return []
    return [
        NavigationItem(_("Surveys of the public"), reverse("assessment:survey_list"), "message", "oversight")
    ]
