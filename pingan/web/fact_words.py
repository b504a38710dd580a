"""The facts of a frozen record in words: what was looked at, and how it stood. Unknown names stay as they were frozen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from pingan.common.figures import all_figures
from pingan.common.periods import Period
from pingan.matters.machine import machines

#: By the name under which a figure freezes a fact (``Figure.facts``).
LABELS: Mapping[str, Any] = {
    "closed_at": pgettext_lazy("fact", "closed"),
    "code": pgettext_lazy("fact", "sign"),
    "decided_on": pgettext_lazy("fact", "decided on"),
    "division": pgettext_lazy("fact", "division"),
    "document_number": pgettext_lazy("fact", "document number"),
    "done_on": pgettext_lazy("fact", "done on"),
    "due_at": pgettext_lazy("fact", "due"),
    "due_on": pgettext_lazy("fact", "due on"),
    "escalated_at": pgettext_lazy("fact", "put to the desk above"),
    "evaluated_at": pgettext_lazy("fact", "evaluated"),
    "failed_reviews": pgettext_lazy("fact", "reviews not passed"),
    "first_submitted_at": pgettext_lazy("fact", "first handed in"),
    "grid": pgettext_lazy("fact", "grid"),
    "has_directly_responsible": pgettext_lazy("fact", "directly responsible person named"),
    "has_exception": pgettext_lazy("fact", "decided as an exception"),
    "has_first_responsible": pgettext_lazy("fact", "first responsible person named"),
    "has_full_time_worker": pgettext_lazy("fact", "full-time worker"),
    "has_item_in_force": pgettext_lazy("fact", "item in force"),
    "has_missed_term": pgettext_lazy("fact", "a term was missed"),
    "has_signed_letter": pgettext_lazy("fact", "letter signed"),
    "is_decision_filed": pgettext_lazy("fact", "decision filed"),
    "is_report_filed": pgettext_lazy("fact", "report filed"),
    "is_self_resolved": pgettext_lazy("fact", "resolved on the spot"),
    "is_solved": pgettext_lazy("fact", "solved"),
    "is_urban_override": pgettext_lazy("fact", "taken as urban"),
    "is_visited": pgettext_lazy("fact", "visited"),
    "issued_at": pgettext_lazy("fact", "issued"),
    "kind": pgettext_lazy("fact", "kind"),
    "level": pgettext_lazy("fact", "level"),
    "opened_at": pgettext_lazy("fact", "registered"),
    "outcome": pgettext_lazy("fact", "outcome"),
    "period_from": pgettext_lazy("fact", "period from"),
    "period_to": pgettext_lazy("fact", "period until"),
    "police_told_on": pgettext_lazy("fact", "police told on"),
    "raised_on": pgettext_lazy("fact", "raised on"),
    "read_at": pgettext_lazy("fact", "read"),
    "received_on": pgettext_lazy("fact", "received on"),
    "register": pgettext_lazy("fact", "register"),
    "reopened_count": pgettext_lazy("fact", "times reopened"),
    "report": pgettext_lazy("fact", "report"),
    "reported_at": pgettext_lazy("fact", "reported back"),
    "resolved_at": pgettext_lazy("fact", "resolved"),
    "returned_count": pgettext_lazy("fact", "times returned"),
    "review": pgettext_lazy("fact", "result of the review"),
    "reviewed_on": pgettext_lazy("fact", "reviewed on"),
    "round": pgettext_lazy("fact", "round"),
    "satisfaction": pgettext_lazy("fact", "satisfaction"),
    "source": pgettext_lazy("fact", "source"),
    "started_at": pgettext_lazy("fact", "began"),
    "state": pgettext_lazy("fact", "state"),
    "times_planned": pgettext_lazy("fact", "times planned"),
    "times_walked": pgettext_lazy("fact", "times walked"),
    "unit": pgettext_lazy("fact", "unit"),
    "urban_rural_code": pgettext_lazy("fact", "urban-rural code"),
}


def facts_in_words(source: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return label and value of each fact of a record of a source (``grids.incident``), in their order."""
    words = _words(source)
    return [
        (str(LABELS.get(name, name)), _value(name, value, words.get(name, {})))
        for name, value in facts.items()
    ]


@cache
def _words(source: str) -> Mapping[str, Mapping[str, Any]]:
    """Return, by fact, the words of its values: those of the field that the fact is read from, and the machine's states."""
    found: dict[str, Mapping[str, Any]] = {"state": _states(source)} if _states(source) else {}
    for one in all_figures().values():
        if one.source != source:
            continue
        model = one.rows(Period(date(2000, 1, 1), date(2000, 1, 1))).model
        for name, path in one.facts.items():
            if choices := _choices(model, path):
                found[name] = choices
    return found


def _choices(model: type[Model], path: str) -> dict[str, Any]:
    """Return the words of the choices of the field at a path; none where it has none, or is an expression."""
    field: Any = None
    for step in path.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return {}
        model = field.related_model or model
    return {str(value): words for value, words in field.flatchoices}


def _states(source: str) -> Mapping[str, Any]:
    kind = source.rpartition(".")[2]
    return next((machine.states for machine in machines() if machine.kind == kind), {})


def _value(name: str, value: Any, words: Mapping[str, Any]) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    text = str(value)
    return str(words[text]) if text in words else _moment(name, text)


def _moment(name: str, text: str) -> str:
    if name.endswith("_at"):
        moment = parse_datetime(text)
        if isinstance(moment, datetime) and timezone.is_aware(moment):
            return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
    if name.endswith("_on") and (day := parse_date(text)) is not None:
        return f"{day:%Y-%m-%d}"
    return text
