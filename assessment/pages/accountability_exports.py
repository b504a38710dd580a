"""The columns of the exports of cases and commendations: what was decided, never what was stated nor who it is about.

Facts, findings and statements stay on the page of their case, under its own reading rights; of a family or individual a file
names nobody, not even masked, and no deeds.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import path, reverse_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessment.models import AccountabilityCase, Commendation, TargetLetter
from assessment.models.case_choices import Measure, Nominee
from assessment.pages import case_list, commendation_list
from assessment.pages.targets import listed_letters
from pingan.access.policy import scope_q
from pingan.access.rules import Actor
from pingan.web.export_values import word_of
from pingan.web.exports import ExportColumn, ListExport, Row, register_export
from pingan.web.matter_exports import (
    CLOSED,
    DIVISION,
    DUE,
    LIGHT,
    NUMBER,
    TITLE,
    UPDATED,
    export_address,
    opened_column,
    register_matter_export,
    state_of,
)
from pingan.web.pages_exports import ExportListPage


def _subject(row: Row) -> str:
    return str(row["region__name"] or row["organ__name"] or "")


def _items(row: Row) -> str:
    return _now(", ").join(f"({number})" for number in row["circumstances"])


def _nominated(row: Row) -> str:
    """Name the unit or division; of a person nothing, for a masked name beside a unit tells who it is."""
    is_named = row["nominee"] == Nominee.UNIT
    return str(row["organ__name"] or row["division__name"] or "") if is_named else ""


def _title(row: Row) -> str:
    """Return the title; of a person's nomination the honour alone, since its title holds unit and masked name."""
    return str(row["matter__title"] if row["nominee"] == Nominee.UNIT else row["honour"])


CASES = (
    NUMBER,
    TITLE,
    ExportColumn(
        "subject", pgettext_lazy("case", "Subject"), ("region__name", "organ__name"), _subject, width=24
    ),
    ExportColumn("circumstances", _("Items of Article 58"), ("circumstances",), _items),
    ExportColumn("measure", _("Measure"), ("measure",), word_of("measure", Measure.choices)),
    state_of("case"),
    DUE,
    LIGHT,
    opened_column(_("Opened")),
    UPDATED,
    CLOSED,
    DIVISION,
    ExportColumn("event", _("Day of the event"), ("event_on",)),
    ExportColumn("decided", _("Decided on"), ("decided_on",)),
    ExportColumn("authority", _("Competent authority"), ("authority",), width=24),
    ExportColumn("document", _("Document number"), ("document_number",), width=24),
    ExportColumn("basis", _("Basis"), ("basis",), width=36),
    ExportColumn("term", _("To be rectified by"), ("term_on",)),
    ExportColumn("lifted", _("Lifted on"), ("lifted_on",)),
    ExportColumn("threshold", _("Proposed by a rule:"), ("threshold",), width=36),
)
COMMENDATIONS = (
    NUMBER,
    ExportColumn("title", _("Title"), ("matter__title", "nominee", "honour"), _title, width=36),
    ExportColumn("nominee", _("Nominee"), ("nominee", "organ__name", "division__name"), _nominated, width=24),
    ExportColumn("honour", _("Honour"), ("honour",), width=28),
    state_of("commendation"),
    DUE,
    LIGHT,
    opened_column(_("Nominated")),
    UPDATED,
    CLOSED,
    DIVISION,
    ExportColumn(
        "sort", pgettext_lazy("commendation", "Sort"), ("nominee",), word_of("nominee", Nominee.choices)
    ),
    ExportColumn("checked", _("Checked at"), ("checked_at",)),
    ExportColumn("publicity", _("Open to objections until"), ("publicized_until",)),
    ExportColumn("decided", _("Decided on"), ("decided_on",)),
    ExportColumn("document", _("Document number"), ("document_number",), width=24),
    ExportColumn("published", _("Published at"), ("published_at",)),
    ExportColumn("override", _("Let pass in spite of a measure"), ("override_at",)),
)
#: Of the tasks the numbers alone: who answers for one is an official named in the letter, not in a list of letters.
LETTERS = (
    ExportColumn("unit", _("Unit"), ("organ__name",), width=28),
    ExportColumn("year", _("Year"), ("year",)),
    ExportColumn("version", pgettext_lazy("letter", "Version"), ("version",)),
    ExportColumn("state", _("State"), ("state",), word_of("state", TargetLetter.State.choices)),
    ExportColumn("tasks", _("Tasks"), ("task_count",), is_summed=True),
    ExportColumn(
        "done", _("Tasks done"), ("done_count",), lambda row: row["done_count"] or 0, is_summed=True
    ),
    ExportColumn("document", _("Document number"), ("document",), width=24),
    ExportColumn("body_signed", _("Signed by the body"), ("body_signed_at",)),
    ExportColumn("unit_signed", _("Signed by the unit"), ("unit_signed_at",)),
    ExportColumn("replaced", _("Replaced at"), ("replaced_at",)),
    ExportColumn("division", _("Division"), ("region__name",), width=20),
)
_LETTERS_SHOWN = [column.key for column in LETTERS[:7]]


def _letters(actor: Actor, query: QueryDict) -> QuerySet[TargetLetter]:
    rows, _problems = listed_letters(actor, query)
    return (
        rows.filter(scope_q(TargetLetter, actor, "export"))
        .order_by("-year", "organ__name_pinyin", "-pk")
        .select_related(None)
    )


def register_accountability_exports() -> None:
    """Make the three exports known; called from ``ready()``."""
    register_matter_export(case_list.LIST, AccountabilityCase, CASES)
    register_matter_export(commendation_list.LIST, Commendation, COMMENDATIONS)
    filters = ("q", "year", "state")
    register_export(
        ListExport("target-letters", _("Target letters"), "target.export", LETTERS, _letters, filters)
    )


class LetterExport(ExportListPage):
    export_name = "target-letters"
    back_url = reverse_lazy("assessment:target_list")  # type: ignore[assignment]

    def shown_columns(self) -> list[str]:
        """Return what the list shows."""
        return _LETTERS_SHOWN


urlpatterns = [
    export_address("assessment/cases/", case_list.LIST),
    export_address("assessment/commendations/", commendation_list.LIST),
    path("assessment/targets/export/", LetterExport.as_view(), name="target_export"),
]
