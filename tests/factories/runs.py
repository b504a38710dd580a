"""Schemes as published rows, runs brought to a state by walking their life, and figures that tests count by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

import time_machine
from django.db.models import Q
from django.utils import timezone

from assessment.machine.runs import RUNS
from assessment.models import AssessedUnit, AssessmentRun, AssessmentScheme, Indicator
from assessment.queries.runs import objection_clock
from assessment.services import run_computing
from assessment.services.run_reports import Report, confirm, report
from assessment.services.runs import NewRun, prepare_run
from pingan.common.figures import Figure
from pingan.common.slots import figures
from pingan.matters.services import perform
from pingan.org.models import Organ, Region
from tests.factories.org import given_region
from tests.factories.world import Place

YEAR = 2025
SINCE, UNTIL = date(YEAR, 1, 1), date(YEAR, 12, 31)
GRADES = [
    ["excellent", "优秀", "90"],
    ["good", "良好", "80"],
    ["passed", "合格", "60"],
    ["failed", "不合格", "0"],
]
SHARE, COUNT = "toy.on_time", "toy.cases"


def _organs(period: Any) -> Any:
    return Organ.objects.filter(period.holds_day("valid_from"), document_code__startswith="T")


def toy_figures() -> dict[str, Figure]:
    """Return a share and a plain count over units founded in the period: enough to count by hand."""
    words = {
        "source": "toy.organ",
        "number": "name",
        "region": "region__code",
        "date_rule": "founded in the period",
    }
    facts = {"kind": "kind", "code": "document_code"}
    return {
        SHARE: Figure(
            code=SHARE,
            label="按期",
            rows=_organs,
            part=Q(document_code="T1"),
            organ="parent_id",
            facts=facts,
            **words,
        ),
        COUNT: Figure(code=COUNT, label="件数", rows=_organs, organ="parent_id", facts=facts, **words),
    }


@contextmanager
def counting_toys() -> Iterator[None]:
    """Fill the slot of figures with the toys for a while."""
    toys = toy_figures()
    for code, one in toys.items():
        figures.fill(code, one)
    try:
        yield
    finally:
        for code in toys:
            figures._entries.pop(code, None)


def given_toys(region: Region, good: int, bad: int, *, on: date = date(YEAR, 6, 1)) -> list[Organ]:
    """Found units in a division: ``good`` of them are in the numerator of the share."""
    known = Organ.objects.filter(region=region).count()
    rows = [
        Organ(
            name=f"{region.name}样本{known + n}",
            kind="member",
            region=region,
            valid_from=on,
            document_code="T1" if n < good else "T0",
        )
        for n in range(good + bad)
    ]
    return Organ.objects.bulk_create(rows)


def leaf(code: str, **values: Any) -> dict[str, Any]:
    """Return one indicator as a row: a share between 0 and 100 where nothing else is said."""
    return {
        "code": code, "name": f"指标{code}", "weight": "20", "source": "computed", "method": "ratio",
        "params": {"floor": "0", "target": "100"}, "expression": f"share({SHARE})", "basis": "测试", **values,
    }  # fmt: skip


#: One of each: computed, by place, reported with a supplier, per case, veto, bonus; 100 in all.
LEAVES = (
    leaf("A", weight="40"),
    leaf("B", weight="20", method="rank", params={"by_place": True}, expression=f"{COUNT}.part"),
    leaf("C", weight="20", source="reported", expression="100 * own.part / own.whole"),
    leaf("D", weight="20", source="manual", method="manual", params={"per_problem": "2"}, expression=""),
    leaf("V", weight="0", source="veto", method="veto", params={"deduction": "30"}, expression=""),
    leaf(
        "Z", weight="0", source="bonus", method="bonus", params={"per_case": "1", "cap": "3"}, expression=""
    ),
)


def given_scheme(
    region: Region,
    leaves: Sequence[dict[str, Any]] = LEAVES,
    *,
    audience: str = "divisions",
    year: int = YEAR,
    **values: Any,
) -> AssessmentScheme:
    """Return a published scheme of a body, derived from one of the province with the same indicators."""
    above = None
    if region.level > 1:
        province = given_region("360000000000")
        above = AssessmentScheme.objects.filter(
            region=province, year=year, audience=audience, state="published"
        ).first()
        above = above or given_scheme(province, leaves, audience=audience, year=year, **values)
    scheme = AssessmentScheme.objects.create(
        region=region, year=year, audience=audience, parent=above, title=f"{region.name}{year}年度考核办法",
        grades=GRADES, basis="测试", **values,
    )  # fmt: skip
    origins = dict(above.indicators.values_list("code", "pk")) if above else {}
    group = Indicator.objects.create(
        scheme=scheme, code="1", name="一级", order=0, origin_id=origins.get("1")
    )
    for order, row in enumerate(leaves, start=1):
        origin = origins.get(row["code"])
        Indicator.objects.create(scheme=scheme, parent=group, order=order, origin_id=origin, **row)
    scheme.state, scheme.published_at = "published", timezone.now()
    scheme.save()
    return scheme


def known_scheme(region: Region, year: int = YEAR) -> AssessmentScheme | None:
    """Return the scheme that stands for the divisions below a body in a year, if there is one."""
    rows = AssessmentScheme.objects.filter(region=region, year=year, audience="divisions")
    return rows.filter(published_at__isnull=False).first()


def given_run(place: Place, state: str = "prepared", **values: Any) -> AssessmentRun:
    """Prepare a run of the county over its townships, and walk it to a state."""
    scheme = values.pop("scheme", None) or known_scheme(place.county) or given_scheme(place.county)
    run = prepare_run(actor=place.actor("body_office"), data=new_run(scheme, **values))
    return walked(place, run, state)


def new_run(scheme: AssessmentScheme, **values: Any) -> NewRun:
    """Return what a run by this scheme over its year asks for."""
    data: dict[str, Any] = {
        "scheme": scheme.pk,
        "title": f"{scheme.year}年度平安建设考核",
        "since": date(scheme.year, 1, 1),
        "until": date(scheme.year, 12, 31),
        "report_until": timezone.localdate() + timedelta(days=20),
        **values,
    }
    return NewRun(**data)


ORDER = ("prepared", "collecting", "computing", "reviewing", "preliminary", "final")
_STEPS = {"collecting": "open", "computing": "lock", "preliminary": "announce", "final": "finalise"}


def walked(place: Place, run: AssessmentRun, state: str, *, since: str = "prepared") -> AssessmentRun:
    """Walk a run from one state to a later one, with nothing reported but what the caller reported."""
    if state == "cancelled":
        return act(place, run, "cancel", note="撤销")
    for step in ORDER[ORDER.index(since) + 1 : ORDER.index(state) + 1]:
        if step == "reviewing":
            compute(run)
        elif step == "final":
            finalise(place, run)
        else:
            act(place, run, _STEPS[step], note="按工作安排")
    run = AssessmentRun.objects.select_related("matter", "scheme").get(pk=run.pk)
    assert run.matter.state == state
    return run


def compute(run: AssessmentRun) -> None:
    """Do by hand what the jobs do: freeze, each unit, the end."""
    run_computing.freeze(run.pk)
    for pk in AssessedUnit.objects.filter(run=run).order_by("pk").values_list("pk", flat=True):
        run_computing.compute_units(run.pk, [pk])
    run_computing.finish(run.pk)


def finalise(place: Place, run: AssessmentRun) -> AssessmentRun:
    """Let the term for objections pass, and make it final as the leader."""
    clock = objection_clock(run)
    assert clock is not None
    assert clock.due_at is not None
    with time_machine.travel(clock.due_at + timedelta(hours=1), tick=False):
        return act(place, run, "finalise", "leader")


def act(
    place: Place, run: AssessmentRun, name: str, role: str = "body_office", **values: Any
) -> AssessmentRun:
    """Do one action as the person whose it is."""
    data = RUNS.actions[name].input(**values)
    done = perform(actor=place.actor(role), kind="run", matter_id=run.pk, action=name, data=data)
    found: AssessmentRun = done.detail
    return found


def sound_input(run: AssessmentRun, action: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    later = timezone.now() + timedelta(days=40)
    values: dict[str, dict[str, Any]] = {
        "edit": {"since": moment(run.since), "until": moment(run.until), "report_until": later},
        "extend": {"report_until": later, "note": "汛期"},
        **{name: {"note": "说明"} for name in ("lock", "cancel", "comment")},
    }
    return RUNS.actions[action].input(**values.get(action, {}))


def moment(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time.min, timezone.get_default_timezone())


def unit_of(run: AssessmentRun, place: Place) -> AssessedUnit:
    """Return the assessed township of a place."""
    return AssessedUnit.objects.get(run=run, region=place.township)


def indicator_of(run: AssessmentRun, code: str) -> Indicator:
    """Return an indicator of the run's scheme."""
    return Indicator.objects.get(scheme=run.scheme, code=code)


def given_report(
    place: Place, run: AssessmentRun, code: str, part: str, whole: str = "", *, is_confirmed: bool = True
) -> Any:
    """Report for the place's township as its desk, and confirm it as the office."""
    made = report(
        actor=place.actor("township_desk"),
        unit_id=unit_of(run, place).pk,
        data=Report(indicator=indicator_of(run, code).pk, text="附件说明", part=part, whole=whole),
    )
    return confirm(actor=place.actor("body_office"), report_id=made.pk) if is_confirmed else made
