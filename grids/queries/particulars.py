"""One incident with everything that its API resource shows, in one statement (decision 0038)."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from grids.models.incidents import EmergencyReport, Incident, IncidentTask
from grids.queries.listed import LISTED, statement_of, values_of_page
from pingan.access.policy import visible_to
from pingan.access.rules import Actor
from pingan.common.errors import NotFound

_OWN = (
    "external_number", "accuracy_m", "people_involved", "clue_receipt", "reporter_name", "reporter_phone",
    "wants_no_reply", "desk_level", "escalated_at", "returned_count", "reopened_count", "determined_organ_id",
    "determined_organ__name", "route", "reject_reason", "merged_into_id", "answered_at", "answer_channel",
    "evaluated_at", "evaluated_solved",
)  # fmt: skip


def _each(rows: str, order: str) -> str:
    """Return a column that holds all rows of a select as a list of dictionaries, moments as ISO text in UTC."""
    return f"(select coalesce(json_agg(x order by {order}), '[]') from ({rows}) x)"  # noqa: S608 - selects of this module


_BESIDE = {
    "tasks": _each(
        "select t.*, o.name as organ_name from grids_incidenttask t join org_organ o on o.id = t.organ_id "
        "where t.incident_id = page.id",
        "x.id",
    ),
    "extension_requests": _each(
        "select e.*, o.name as organ_name from grids_extensionrequest e join org_organ o on o.id = e.organ_id "
        "where e.incident_id = page.id",
        "x.id",
    ),
    # Not asked for of every incident: most are no emergencies, and the words are encrypted.
    "emergency_reports": _each(
        "select r.* from grids_emergencyreport r where r.incident_id = page.id and i.is_emergency",
        "x.reported_at, x.id",
    ),
    "supervisions": _each(
        "select s.*, o.name as organ_name from grids_supervision s left join org_organ o on o.id = s.organ_id "
        "where s.incident_id = page.id",
        "x.made_at, x.id",
    ),
    "attachments": "array(select f.file_id from matters_matterfile f where f.matter_id = page.id "
    "order by f.added_at, f.id)",
}
_NAMES = (*LISTED, *_OWN, *_BESIDE)
_PARTICULARS = statement_of((*LISTED, *_OWN), **_BESIDE)


def incident_with_particulars(actor: Actor, pk: int) -> dict[str, Any]:
    """Return what is known of one incident in the actor's scope; what belongs to it is visible with it.

    By the paths of the columns, and lists by the name of what they hold. Encrypted words are in clear.

    Raises:
        NotFound: no such incident in the scope.

    """
    return _read(visible_to(Incident, actor).filter(pk=pk))


def as_it_now_is(pk: int) -> dict[str, Any]:
    """Return an incident that the actor has just changed, read again.

    Not scoped: giving a task back ends a unit's sight of the incident, and the answer to that very request
    still says what came of it.
    """
    return _read(Incident.objects.filter(pk=pk))


def _read(page: QuerySet[Incident]) -> dict[str, Any]:
    found = values_of_page(_PARTICULARS, _NAMES, page)
    if not found:
        raise NotFound()
    incident = found[0]
    incident["route"] = json.loads(incident["route"])
    for name in ("reporter_name", "reporter_phone"):
        incident[name] = _in_clear(Incident, name, incident[name])
    for task in incident["tasks"]:
        task["result"] = _in_clear(IncidentTask, "result", _bytes(task["result"]))
    for report in incident["emergency_reports"]:
        report["content"] = _in_clear(EmergencyReport, "content", _bytes(report["content"]))
    return incident


def _in_clear(model: type[Model], name: str, stored: bytes | None) -> str | None:
    field: Any = model._meta.get_field(name)
    clear: str | None = field.from_db_value(stored, None, connection)
    return clear


def _bytes(text: str | None) -> bytes | None:
    r"""Return bytes that PostgreSQL wrote into JSON as ``\x…``."""
    return None if text is None else bytes.fromhex(text.removeprefix("\\x"))
