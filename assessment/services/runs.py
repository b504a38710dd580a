"""Preparing a run: whom it assesses, over which days, by which scheme; and a correction beside a final one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessment.machine.run_effects import days_problems
from assessment.models import AssessedUnit, AssessmentRun, AssessmentScheme, Audience, SelfReport
from assessment.rules.peer_groups import MEMBER_UNITS, peer_group
from grids.queries.population import residents_by_township
from pingan.access.policy import fetch, visible_to
from pingan.access.rules import Actor
from pingan.common.errors import Forbidden, IllegalAction, Invalid
from pingan.common.text import in_plain_text
from pingan.matters.models import Matter, MatterLink
from pingan.matters.services import Event, MatterData, open_matter
from pingan.org.models import Region
from pingan.org.queries import body_of, members_on, prefixes_of, regions_in_force

_BATCH = 1_000
#: Divisions asked about at once: one condition over all townships of a province takes minutes to compose.
_SOME = 50
#: Levels of divisions that can be assessed; villages are not counted by figures.
_LOWEST = 4


@dataclass(frozen=True)
class NewRun:
    """A run as it is asked for. ``level`` of the divisions it assesses; None: the one below the body's own."""

    scheme: int
    title: str
    since: date
    until: date
    report_until: date
    level: int | None = None
    correction_of: int | None = None
    reason: str = ""


def prepare_run(*, actor: Actor, data: NewRun) -> AssessmentRun:
    """Open a run of the actor's own body with its units, as they are today.

    Raises:
        Forbidden: the post runs no assessment.
        Invalid: what is wrong, at each field.

    """
    if not actor.has("run.manage") or actor.region_id is None:
        raise Forbidden()
    data = in_plain_text(data)
    region = Region.objects.get(pk=actor.region_id)
    scheme = _scheme(actor, data.scheme, data.correction_of)
    corrected = _corrected(actor, data, scheme)
    problems = days_problems(data.since, data.until, data.report_until, scheme.year)
    if not data.title.strip():
        problems["title"] = _("This field is required.")
    level = data.level or region.level + 1
    if scheme.audience == Audience.DIVISIONS and not region.level < level <= _LOWEST:
        problems["level"] = _("Choose a level below that of the body.")
    if problems:
        raise Invalid(problems)
    made: list[AssessmentRun] = []

    def make_detail(matter: Matter) -> AssessmentRun:
        run = AssessmentRun(
            matter=matter,
            scheme=scheme,
            since=data.since,
            until=data.until,
            report_until=data.report_until,
            correction_of=corrected,
            reason=data.reason,
            prepared_by_id=actor.user_id,
        )
        run.save(force_insert=True)
        _choose_units(run, region, level, corrected)
        if corrected is not None:
            MatterLink.objects.create(
                source_id=corrected.pk,
                target=matter,
                kind=MatterLink.Kind.REFERRED,
                created_by_id=actor.user_id,
            )
        made.append(run)
        return run

    open_matter(
        actor=actor,
        data=MatterData(
            kind="run",
            title=data.title,
            text=data.reason,
            region=region,
            class_code=scheme.audience,
            organ_id=actor.organ_id,
            keywords=region.name,
        ),
        event=Event("prepare", note=data.reason, data={"scheme": str(scheme)}),
        make_detail=make_detail,
    )
    return made[0]


def _scheme(actor: Actor, key: int, corrected: int | None) -> AssessmentScheme:
    rows = visible_to(AssessmentScheme, actor).filter(pk=key, region_id=actor.region_id or 0)
    scheme = rows.filter(published_at__isnull=False).first()
    if scheme is None:
        raise Invalid({"scheme": _("Choose a published scheme of your own body.")})
    text = _("A later version replaced this scheme: only a correction may still use it.")
    if scheme.replaced_at is not None and corrected is None:
        raise Invalid({"scheme": text})
    return scheme


def _corrected(actor: Actor, data: NewRun, scheme: AssessmentScheme) -> AssessmentRun | None:
    if data.correction_of is None:
        return None
    rows = visible_to(AssessmentRun, actor, "manage").select_related("scheme")
    run = rows.filter(pk=data.correction_of, final_at__isnull=False).first()
    if run is None:
        raise Invalid({"correction_of": _("Only a final run of your own body is corrected.")})
    if (run.scheme.year, run.scheme.audience) != (scheme.year, scheme.audience):
        raise Invalid({"scheme": _("A correction stays with the year and audience of what it corrects.")})
    if not data.reason.strip():
        raise Invalid({"reason": _("Say why it is corrected.")})
    return run


def _choose_units(run: AssessmentRun, region: Region, level: int, corrected: AssessmentRun | None) -> None:
    if corrected is not None:
        names = ("region_id", "organ_id", "code", "name", "keys", "peer_group", "population")
        rows = AssessedUnit.objects.filter(run=corrected).order_by("pk").values(*names)
        units = [AssessedUnit(run=run, **row) for row in rows]
    elif run.scheme.audience == Audience.DIVISIONS:
        units = list(_divisions(run, region, level))
    else:
        units = list(_members(run, region))
    AssessedUnit.objects.bulk_create(units, batch_size=_BATCH)
    if corrected is not None and corrected.scheme_id == run.scheme_id:
        _carry_reports(run, corrected)


def _carry_reports(run: AssessmentRun, corrected: AssessmentRun) -> None:
    """Begin a correction with what was reported; the evidence stays with the run that it was handed in for."""
    mine = dict(AssessedUnit.objects.filter(run=run).order_by().values_list("code", "pk"))
    names = ("indicator_id", "text", "part", "whole", "state", "answer", "reported_by_id", "reported_at",
             "judged_by_id", "judged_at")  # fmt: skip
    rows = SelfReport.objects.filter(unit__run=corrected).order_by("pk").values("unit__code", *names)
    made = [SelfReport(unit_id=mine[row.pop("unit__code")], **row) for row in rows]
    SelfReport.objects.bulk_create(made, batch_size=_BATCH)


def _divisions(run: AssessmentRun, region: Region, level: int) -> Iterable[AssessedUnit]:
    below = list(
        regions_in_force()
        .filter(code__startswith=region.prefix, level=level, is_virtual=False)
        .order_by("code")
    )
    people = residents_by_township(region.prefix)
    keys: dict[int, tuple[str, ...]] = {}
    for first in range(0, len(below), _SOME):
        keys |= prefixes_of(below[first : first + _SOME], timezone.localdate())
    for each in below:
        own = keys[each.pk]
        counted = [count for code, count in people.items() if code.startswith(tuple(own))]
        yield AssessedUnit(
            run=run,
            region=each,
            code=each.code,
            name=each.name,
            keys=sorted(own),
            peer_group=peer_group(each.code, each.level),
            population=sum(counted) if counted else None,
        )


def _members(run: AssessmentRun, region: Region) -> Iterable[AssessedUnit]:
    body = body_of(region)
    if body is None:
        raise Invalid({"scheme": _("This division has no coordinating body in the books.")})
    organs = {one.organ_id: one.organ for one in members_on(body, timezone.localdate()).order_by("pk")}
    for organ in organs.values():
        yield AssessedUnit(
            run=run,
            organ=organ,
            code=str(organ.pk),
            name=organ.name,
            keys=[str(organ.pk)],
            peer_group=MEMBER_UNITS,
        )


def locked_run(run_id: int) -> AssessmentRun:
    """Return a run that nobody else moves until this transaction ends; its matter is read after the lock."""
    return AssessmentRun.objects.select_for_update(no_key=True).get(pk=run_id)


def demand_state(run: AssessmentRun, *states: str) -> None:
    """Refuse what belongs to another state of the run.

    Raises:
        IllegalAction: it has gone on, or not come so far.

    """
    if run.matter.state not in states:
        raise IllegalAction(
            _("The assessment is not at this point: look at its page."), state=run.matter.state
        )


@transaction.atomic
def regroup(*, actor: Actor, unit_id: int, peer_group: str) -> AssessedUnit:
    """Put a unit into another peer group while the run is prepared.

    Raises:
        NotFound, Forbidden, IllegalAction: not the actor's, or no longer prepared.
        Invalid: no name of a group.

    """
    unit = _prepared_unit(actor, unit_id)
    name = peer_group.strip()
    if not name or len(name) > 40:
        raise Invalid({"peer_group": _("Name the group with at most 40 characters.")})
    unit.peer_group = name
    unit.save(update_fields=["peer_group"])
    return unit


@transaction.atomic
def leave_out(*, actor: Actor, unit_id: int) -> None:
    """Take a unit out of a run while it is prepared.

    Raises:
        NotFound, Forbidden, IllegalAction: not the actor's, or no longer prepared.

    """
    _prepared_unit(actor, unit_id).delete()


def _prepared_unit(actor: Actor, unit_id: int) -> AssessedUnit:
    unit = fetch(AssessedUnit, actor, unit_id, "review")
    demand_state(locked_run(unit.run_id), "prepared")
    return unit
