"""Nominating for an honour (Article 61), and reading a nominee's name in clear with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessment.models import Commendation
from assessment.models.case_choices import Nominee
from assessment.queries.cases import nominable_units, subjects_below
from assessment.queries.commendations import of_commending_office
from assessment.rules.cases import masked, without_name
from disputes.services.screening import without_numbers
from pingan.access.policy import allows
from pingan.access.rules import Actor
from pingan.audit.services import log
from pingan.common.errors import Forbidden, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.machine import Notification
from pingan.matters.models import Matter
from pingan.matters.services import Event, MatterData, attach_files, open_matter
from pingan.matters.services.performing import lock
from pingan.org.models import Organ, Region
from risk.queries.terms import start

NEW = gettext_noop("%(number)s: a nomination waits for its check")
_LONGEST = {"name": 60, "honour": 120, "deeds": 4000}


@dataclass(frozen=True)
class NewCommendation:
    """Who is nominated, for which honour, for what. ``name`` of a family or individual alone."""

    nominee: str
    honour: str
    deeds: str
    name: str = ""
    organ: int | None = None
    division: int | None = None
    attachments: tuple[int, ...] = ()


def nominate(*, actor: Actor, data: NewCommendation) -> Commendation:
    """Put a unit, family or individual forward to the coordinating body of the actor's division.

    Raises:
        Forbidden: the post nominates nobody.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("commendation.nominate") or actor.region_id is None:
        raise Forbidden()
    data = in_plain_text(data)
    data = replace(data, honour=without_name(data.honour.strip(), data.name.strip()))
    body = Region.objects.get(pk=actor.region_id)
    organ = nominable_units(actor, body).filter(pk=data.organ).first() if data.organ is not None else None
    division = subjects_below(body).filter(pk=data.division).first() if data.division is not None else None
    if problems := _problems(data, organ, division):
        raise Invalid(problems)
    made: list[Commendation] = []

    def make_detail(matter: Matter) -> Commendation:
        row = Commendation(
            matter=matter,
            nominee=data.nominee,
            organ=organ,
            division=division,
            name=None if data.nominee == Nominee.UNIT else data.name.strip(),
            honour=data.honour,
            deeds=matter.text,
            nominated_by_id=actor.user_id,
        )
        row.save(force_insert=True)
        attach_files(matter, actor, data.attachments, "report", field="attachments")
        made.append(row)
        return row

    def notices(matter: Matter) -> Iterable[Notification]:
        people = tuple(one for one in of_commending_office(made[0]) if one != actor.user_id)
        return [Notification(people, NEW)] if people else []

    open_matter(
        actor=actor,
        data=MatterData(
            kind="commendation",
            title=_title(data, organ, division),
            text=without_name(without_numbers(data.deeds), data.name.strip()),
            region=body,
            class_code=data.nominee,
            organ_id=organ.pk if organ is not None else None,
        ),
        event=Event("nominate", data={"nominee": data.nominee}),
        make_detail=make_detail,
        clocks=lambda matter: start(matter, "commendation_check"),
        notices=notices,
    )
    return made[0]


def _title(data: NewCommendation, organ: Organ | None, division: Region | None) -> str:
    """Return a title without a person's name: it stands in lists, notices and search."""
    if data.nominee == Nominee.UNIT:
        return f"{organ or division}：{data.honour}"[:200]
    unit = f"{organ} · " if organ is not None else ""
    return f"{unit}{Nominee(data.nominee).label} {masked(data.name.strip())}：{data.honour}"[:200]


def _problems(data: NewCommendation, organ: Organ | None, division: Region | None) -> dict[str, str]:
    problems = {
        name: _("This field is required.") for name in ("honour", "deeds") if not getattr(data, name).strip()
    }
    for name, most in _LONGEST.items():
        if len(getattr(data, name)) > most:
            problems[name] = _("At most %(most)d characters.") % {"most": most}
    if data.nominee not in Nominee.values:
        return {**problems, "nominee": _("Choose one of the list.")}
    return {**problems, **_name_problems(data), **_unit_problems(data, organ, division)}


def _name_problems(data: NewCommendation) -> dict[str, str]:
    is_person = data.nominee != Nominee.UNIT
    if is_person and len(data.name.strip()) < 2:
        return {"name": _("Enter the name.")}
    return {} if is_person or not data.name.strip() else {"name": _("A unit is chosen, not named.")}


def _unit_problems(data: NewCommendation, organ: Organ | None, division: Region | None) -> dict[str, str]:
    if data.nominee == Nominee.UNIT and (organ is None) == (division is None):
        return {"organ": _("Choose either a unit or a division.")}
    if data.nominee == Nominee.INDIVIDUAL and (organ is None or data.division is not None):
        return {"organ": _("Choose the unit that the individual belongs to.")}
    if data.nominee == Nominee.FAMILY and (data.organ is not None or data.division is not None):
        return {"organ": _("A family belongs to no unit.")}
    return {}


@transaction.atomic
def reveal_nominee(*, actor: Actor, commendation_id: int, reason: str) -> str:
    """Return a nominee's name in clear, after writing who read it and why.

    Raises:
        NotFound, Forbidden: outside the scope, or not this post's business.
        Invalid: no reason; or the name is gone.

    """
    row: Commendation = lock(actor, "commendation", commendation_id)
    if not allows(actor, "reveal", row):
        raise Forbidden()
    reason = without_name(in_plain_text(reason), str(row.name or ""))
    if len(reason.strip()) < 2:
        raise Invalid({"reason": _("Say why you need the name.")})
    if row.words_deleted_at is not None:
        raise Invalid({"reason": _("The name was deleted when its retention ended.")})
    log(
        actor=actor,
        action="personal_data.reveal",
        object_type="commendation",
        object_id=row.pk,
        reason=reason,
        data={"number": row.matter.number, "fields": ["name"]},
    )
    return str(row.name or "")
