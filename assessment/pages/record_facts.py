"""The facts of a frozen record in words: names of what was looked at, local times, labels instead of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessment.models import AssessmentRun, FrozenRecord
from pingan.common.figures import Figure, Period, all_figures
from pingan.matters.machine import machines
from pingan.web.templatetags.pingan_format import at, on

#: What each fact is called. A fact that is not named here shows its key: nothing frozen is ever left out.
NAMES: Mapping[str, Any] = {
    "opened_at": gettext_lazy("Registered"),
    "closed_at": gettext_lazy("Closed on"),
    "state": gettext_lazy("State"),
    "has_missed_term": gettext_lazy("A term was missed"),
    "is_solved": gettext_lazy("Solved"),
    "evaluated_at": gettext_lazy("Evaluated"),
    "satisfaction": gettext_lazy("Satisfaction"),
    "returned_count": gettext_lazy("Times returned"),
    "reopened_count": gettext_lazy("Times reopened"),
    "is_self_resolved": gettext_lazy("Reported and resolved at once"),
    "kind": gettext_lazy("Kind"),
    "urban_rural_code": gettext_lazy("Urban-rural code"),
    "is_urban_override": gettext_lazy("Urban by decision"),
    "has_full_time_worker": gettext_lazy("Has a full-time worker"),
    "source": pgettext_lazy("dispute", "Source"),
    "level": gettext_lazy("Level"),
    "outcome": gettext_lazy("Outcome"),
    "resolved_at": gettext_lazy("Result reached"),
    "code": gettext_lazy("Sign"),
    "raised_on": gettext_lazy("Raised on"),
    "reviewed_on": gettext_lazy("Reviewed on"),
    "review": gettext_lazy("Review"),
    "police_told_on": gettext_lazy("Police told on"),
    "started_at": gettext_lazy("Running since"),
    "due_at": gettext_lazy("Due"),
    "is_visited": gettext_lazy("Visited"),
    "decided_on": gettext_lazy("Decided on"),
    "document_number": gettext_lazy("Document number"),
    "has_exception": gettext_lazy("Made without an approved assessment"),
    "is_report_filed": gettext_lazy("Report filed"),
    "is_decision_filed": gettext_lazy("Decision filed"),
    "round": gettext_lazy("Round"),
    "due_on": gettext_lazy("Due"),
    "done_on": gettext_lazy("Done on"),
    "issued_at": gettext_lazy("Issued"),
    "division": gettext_lazy("Division"),
    "unit": gettext_lazy("Unit"),
    "read_at": gettext_lazy("Read"),
    "reported_at": gettext_lazy("Measures reported"),
    "escalated_at": gettext_lazy("Escalated"),
    "report": gettext_lazy("Report"),
    "first_submitted_at": gettext_lazy("First handed in"),
    "register": gettext_lazy("Register"),
    "has_item_in_force": gettext_lazy("Has an item in force"),
    "failed_reviews": gettext_lazy("Reviews not passed"),
    "has_first_responsible": gettext_lazy("Has a first responsible person"),
    "has_directly_responsible": gettext_lazy("Has a directly responsible person"),
    "received_on": gettext_lazy("Received on"),
    "has_signed_letter": gettext_lazy("Has a signed letter"),
}


def told_facts(
    run: AssessmentRun, code: str, records: Iterable[FrozenRecord]
) -> dict[int, list[tuple[Any, Any]]]:
    """Return the facts of records as pairs of name and value in words, by the key of the frozen record."""
    figure = all_figures().get(code)
    labels = _labels(figure, run) if figure is not None else {}
    return {
        row.pk: [
            (NAMES.get(name, name), _told(value, labels.get(name, {}))) for name, value in row.facts.items()
        ]
        for row in records
    }


def _labels(figure: Figure, run: AssessmentRun) -> dict[str, Mapping[str, Any]]:
    """Return by fact what its codes are called: the choices of its field, or the states of its machine."""
    model = figure.rows(Period(run.since, run.until)).model
    return {name: _labels_of(model, str(path), figure) for name, path in dict(figure.facts).items()}


def _labels_of(model: type[Model], path: str, figure: Figure) -> Mapping[str, Any]:
    if path == "matter__state":
        kind = figure.source.rpartition(".")[2]
        return {key: label for one in machines() if one.kind == kind for key, label in one.states.items()}
    field: Any = None
    at_model: Any = model
    try:
        for part in path.split("__"):
            field = at_model._meta.get_field(part)
            at_model = field.related_model
    except (AttributeError, FieldDoesNotExist):
        return {}
    return dict(field.flatchoices) if isinstance(field, Field) and field.choices else {}


def _told(value: Any, labels: Mapping[str, Any]) -> Any:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value in labels:
        return labels[value]
    if isinstance(value, str) and "T" in value and (moment := parse_datetime(value)) is not None:
        return at(moment)
    if isinstance(value, str) and len(value) == 10 and (day := parse_date(value)) is not None:
        return on(day)
    return value
