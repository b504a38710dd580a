"""Incidents as a book of the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grids.models import CategoryKind, IncidentCategory
from grids.models.incidents import Incident, Satisfaction
from grids.queries.filters import STATES, IncidentFilterSet
from grids.queries.incidents import incidents_visible
from grids.queries.ledger_books import MatterBook, Told
from grids.rules.choices import path_of
from grids.rules.ledger import WORK_OF_CLASS
from pingan.access.rules import Actor

_LABELS = dict(STATES)


def _classes() -> Mapping[str, Any]:
    return dict(CategoryKind.choices)


def _class_of() -> Callable[[str], str]:
    """Return what finds the class of level 1; the same versions of the catalogue as the filter of the list reads."""
    parents = dict(IncidentCategory.objects.order_by("version").values_list("code", "parent_code"))
    known: dict[str, str] = {}

    def top(code: str) -> str:
        if code not in known:
            known[code] = path_of(code, parents)[0]
        return known[code]

    return top


def result_words(incident: Incident) -> str:
    """Return what became of an incident: its state, whether it was found solved, and what its reporter said of it."""
    said = [str(_LABELS[incident.matter.state])]
    if incident.is_solved is not None and incident.matter.state in {"verified", "answered", "closed"}:
        said.append(_("found solved") if incident.is_solved else _("not solved"))
    if incident.satisfaction:
        said.append(_("reporter: %(said)s") % {"said": Satisfaction(incident.satisfaction).label})
    return _("; ").join(said)


def _tell(incident: Incident) -> Told:
    return Told(
        work=WORK_OF_CLASS[incident.category.kind],
        sort=str(incident.category),
        result=result_words(incident),
        source=str(incident.get_source_display()) if incident.source else _("other source"),
    )


def _is_for(actor: Actor) -> bool:
    return any(actor.has(f"incident.{name}") for name in ("view_area", "view_own_grids", "view_own"))


INCIDENT_BOOK = MatterBook(
    key="incident",
    label=gettext_lazy("Incidents"),
    filters=IncidentFilterSet,
    visible=incidents_visible,
    list_name="grids:incident_list",
    class_filter="category",
    classes=_classes,
    class_of=_class_of,
    tell=_tell,
    is_for=_is_for,
    always=tuple(CategoryKind.values),
    joined=("category", "matter__grid", "matter__region"),
)
