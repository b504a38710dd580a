"""What can be exchanged: the fields that an entry may name, and what each tells. Contacts are in none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """One field of a resource: its column of the matter, and its name for people."""

    column: str
    label: Any


@dataclass(frozen=True)
class Resource:
    """Matters of one kind, with the fields that an entry may name."""

    key: str
    kind: str
    label: Any
    fields: Mapping[str, Field]


INCIDENTS: Final = Resource(
    "incidents",
    "incident",
    _("Incidents"),
    {
        "title": Field("title", _("Title")),
        "description": Field("text", _("Description")),
        "category": Field("class_code", _("Class")),
        "severity": Field("severity", _("Severity")),
        "urgency": Field("urgency", _("Urgency")),
        "region_code": Field("region_code", _("Division")),
        "organ": Field("organ__name", _("Responsible unit")),
        "longitude": Field("longitude", _("Longitude")),
        "latitude": Field("latitude", _("Latitude")),
        "state": Field("state", _("State")),
        "opened_at": Field("opened_at", _("Reported at")),
        "closed_at": Field("closed_at", _("Closed at")),
        "due_at": Field("next_due_at", _("Due at")),
    },
)
#: Incidents whose task lies with the partner's own unit, told to its system, which answers what becomes of them.
HAND_OVERS: Final = Resource("hand_overs", "incident", _("Matters given to the unit"), INCIDENTS.fields)
RESOURCES: Final[Mapping[str, Resource]] = {one.key: one for one in (INCIDENTS, HAND_OVERS)}


def is_of_class(code: str, classes: Iterable[str]) -> bool:
    """Say whether a class is one of these or lies below one; none named: every class is meant."""
    named = [one.rstrip(".") for one in classes]
    return not named or any(code == one or code.startswith(f"{one}.") for one in named)


def offered_fields(resource: Resource, named: list[str]) -> list[str]:
    """Return the fields of an entry in the resource's order; a name that the resource no longer has gives nothing."""
    return [name for name in resource.fields if name in named]
