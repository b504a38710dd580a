"""The columns of each kind's export: those of its list, then what the list has no room for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.web.export_values import word_of, yes_no_of
from pingan.web.exports import ExportColumn, Row
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
    unit_column,
)
from risk.models import Counted, Hazard, Layer, MajorDecision, Method, RiskWarning, Signal
from risk.models.choices import Domain, Grade, HazardSource
from risk.models.decision_choices import Field, RiskLevel
from risk.models.warning_choices import CATEGORIES, CHANNELS, LEVELS
from risk.pages import decision_list, hazards, signals, warning_list
from risk.rules.scoring import SEVERITIES

_LEVEL_OF = {severity: RiskLevel(level).label for level, severity in SEVERITIES.items()}

DECISIONS = (
    NUMBER,
    TITLE,
    ExportColumn("field", _("Field"), ("field",), word_of("field", Field.choices)),
    ExportColumn("level", _("Level"), ("matter__severity",), word_of("matter__severity", _LEVEL_OF)),
    state_of("decision"),
    DUE,
    LIGHT,
    unit_column(_("Responsible unit")),
    ExportColumn("body", _("Deciding body"), ("catalogue__organ__name",), width=24),
    ExportColumn("planned", _("To be decided about"), ("planned_on",)),
    opened_column(_("Registered")),
    ExportColumn("place", _("Division"), ("matter__region__name",), width=20),
    UPDATED,
    CLOSED,
    ExportColumn(
        "exception", _("Decided without an assessment"), ("is_exception",), yes_no_of("is_exception")
    ),
    ExportColumn("assessor", _("Assessing unit"), ("assessor",), width=24),
    TEXT,
)


def _place(row: Row) -> str:
    return row["place__name"] or row["place_text"] or ""


HAZARDS = (
    NUMBER,
    TITLE,
    ExportColumn("domain", _("Domain"), ("domain",), word_of("domain", Domain.choices)),
    ExportColumn("grade", pgettext_lazy("hazard", "Grade"), ("grade",), word_of("grade", Grade.choices)),
    state_of("hazard"),
    DUE,
    LIGHT,
    unit_column(_("In the hands of")),
    opened_column(_("Registered")),
    ExportColumn("place", _("Key place"), ("place__name", "place_text"), _place, 28),
    ExportColumn("source", _("Source"), ("source",), word_of("source", HazardSource.choices)),
    ExportColumn("again", _("Came back"), ("recurrences",)),
    TEXT,
    UPDATED,
    CLOSED,
    DIVISION,
    ExportColumn("grid", pgettext_lazy("area", "Grid"), ("matter__grid__name",), width=20),
    ExportColumn("listed", _("Number of the listing"), ("listing_number",), width=20),
    ExportColumn("order", _("Number of the rectification order"), ("order_number",), width=20),
    ExportColumn("failed", _("Failed re-inspections"), ("failed_inspections",)),
)
WARNINGS = (
    NUMBER,
    TITLE,
    ExportColumn(
        "category", pgettext_lazy("warning", "Category"), ("category",), word_of("category", CATEGORIES)
    ),
    ExportColumn("level", _("Level"), ("level",), word_of("level", LEVELS)),
    state_of("warning"),
    DUE,
    LIGHT,
    ExportColumn("issuer", _("Issuer"), ("issuer__name",), width=24),
    ExportColumn("starts", _("Begins"), ("starts_at",)),
    opened_column(_("Drawn up")),
    ExportColumn("channel", _("Channel"), ("channel",), word_of("channel", CHANNELS)),
    UPDATED,
    CLOSED,
    DIVISION,
    ExportColumn("reach", _("Reach, in words"), ("scope_text",), width=28),
    ExportColumn("watch", _("What to watch for"), ("watch",), width=48),
    ExportColumn("measures", pgettext_lazy("warning", "What is to be done"), ("measures",), width=48),
    ExportColumn("issues", _("Issues"), ("issue_count",)),
)


def _figure(name: str) -> Any:
    def value(row: Row) -> Any:
        found = row["figures"].get(name)
        return None if found is None else round(found, 2)

    return value


SIGNALS = (
    NUMBER,
    TITLE,
    ExportColumn("layer", _("Layer"), ("layer",), word_of("layer", Layer.choices)),
    ExportColumn("count", _("Counted"), ("figures",), _figure("count")),
    ExportColumn("usual", _("Usual"), ("figures",), _figure("expected")),
    state_of("signal"),
    DUE,
    LIGHT,
    ExportColumn("first", _("First seen"), ("first_night",)),
    ExportColumn("last", _("Last seen"), ("last_night",)),
    ExportColumn("nights", _("Nights"), ("nights",)),
    ExportColumn("method", _("Method"), ("method",), word_of("method", Method.choices)),
    ExportColumn("rule", _("Rule"), ("rule__name",), width=24),
    opened_column(_("Found")),
    CLOSED,
    DIVISION,
    ExportColumn("among", _("Among"), ("counted",), word_of("counted", Counted.choices)),
    ExportColumn("outcome", _("Became"), ("outcome",), word_of("outcome", Signal.Outcome.choices)),
)
KINDS = (
    (decision_list.LIST, MajorDecision, DECISIONS),
    (hazards.LIST, Hazard, HAZARDS),
    (warning_list.LIST, RiskWarning, WARNINGS),
    (signals.LIST, Signal, SIGNALS),
)


def register_exports() -> None:
    """Make the exports of the four kinds known; called from ``ready()``."""
    for spec, model, columns in KINDS:
        register_matter_export(spec, model, columns)


urlpatterns = [export_address(f"risk/{spec.kind}s/", spec) for spec, _model, _columns in KINDS]
