"""From findings to signals: what is new becomes a matter, what goes on gets a sighting, what is seen no more ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from grids.queries.centres import grid_names
from grids.queries.rulebook import class_names
from pingan.access.rules import system_actor
from pingan.matters.machine import Notification
from pingan.matters.models import Matter
from pingan.matters.services import Event, MatterData, open_matter, perform
from pingan.org.models import Region
from risk.models import RiskTask, ScreeningRun, Sighting, Signal
from risk.queries.recipients import reviewers_at
from risk.queries.signal_warnings import warning_due_q
from risk.queries.terms import start
from risk.rules.findings import Finding, continued

NEW = gettext_noop("New signal of the screening: %(number)s")


@dataclass(frozen=True)
class Written:
    """How many signals were made, and how many went on."""

    new: int
    continued: int


def write_findings(run: ScreeningRun, found: Sequence[Finding]) -> Written:
    """Write what a night found, inside the transaction of the night; the signals in it are locked till its end."""
    live = _live_among(found)
    grids_of: dict[tuple[str, str], dict[str, list[int]]] = defaultdict(dict)
    for signal in live.values():
        if signal.layer == "cluster":
            grids_of[signal.counted, signal.matter.class_code][signal.key] = signal.grid_ids
    fresh, sightings = list[Finding](), list[Sighting]()
    for one in found:
        going_on = _key_of(one, grids_of[one.counted, one.class_code])
        known = live.get(going_on)
        if known is None:
            fresh.append(one)
        else:
            _go_on(known, one, run.night)
            sightings.append(_sighting(known, run, one))
    names = _Names.of(fresh)
    sightings += [_sighting(_opened(one, run.night, names), run, one) for one in fresh]
    Sighting.objects.bulk_create(sightings)
    return Written(len(fresh), len(found) - len(fresh))


def end_unseen(county: str, before: date) -> int:
    """End reviewed signals of a county (prefix) that were last seen on a day or earlier; return how many.

    One with an open task stays: it is still being looked into; so does one whose warning was not drawn up yet. One that
    nobody has reviewed waits for its reviewer.
    """
    rows = Signal.objects.filter(
        matter__county_code=county, ended_on=None, last_night__lte=before, matter__closed_at=None
    ).exclude(matter__state="new")
    busy = RiskTask.objects.filter(state=RiskTask.State.OPEN).values("matter_id")
    keys = list(
        rows.exclude(pk__in=busy).exclude(warning_due_q()).order_by("pk").values_list("pk", flat=True)
    )
    for pk in keys:
        perform(actor=system_actor(), kind="signal", matter_id=pk, action="end")
    return len(keys)


def _live_among(found: Sequence[Finding]) -> dict[str, Signal]:
    """Return the signals that have not ended and may go on, by key, locked in the order of their keys."""
    keys = {one.key for one in found if one.layer != "cluster"}
    rows = Signal.objects.filter(ended_on=None)
    scanned = {(one.counted, one.class_code) for one in found if one.layer == "cluster"}
    counties = {one.area_code[:6] for one in found if one.layer == "cluster"}
    wanted = rows.filter(key__in=keys)
    if scanned:
        wanted = wanted | rows.filter(
            layer="cluster",
            counted__in={counted for counted, _code in scanned},
            matter__class_code__in={code for _counted, code in scanned},
            matter__county_code__in=counties,
        )
    locked = wanted.select_related("matter").select_for_update(of=("self",)).order_by("pk")
    return {signal.key: signal for signal in locked}


def _key_of(one: Finding, clusters: dict[str, list[int]]) -> str:
    if one.layer != "cluster":
        return one.key
    return continued(one.grid_ids, clusters) or one.key


def _go_on(signal: Signal, one: Finding, night: date) -> None:
    signal.figures, signal.grid_ids = dict(one.figures), list(one.grid_ids)
    signal.last_night, signal.nights, signal.method = night, signal.nights + 1, one.method
    signal.save(update_fields=["figures", "grid_ids", "last_night", "nights", "method"])


def _sighting(signal: Signal, run: ScreeningRun, one: Finding) -> Sighting:
    return Sighting(
        signal=signal, run=run, night=run.night, statistic=one.statistic, p_value=one.p_value, q_value=one.q_value,
        figures=dict(one.figures),
    )  # fmt: skip


@dataclass(frozen=True)
class _Names:
    """What classes, divisions and grids of new signals are called."""

    classes: dict[str, str]
    regions: dict[str, Region]
    grids: dict[int, str]

    @classmethod
    def of(cls, found: Sequence[Finding]) -> _Names:
        codes = {one.area_code.ljust(12, "0") for one in found}
        regions = Region.objects.filter(code__in=codes).order_by("valid_to")
        return cls(
            class_names({one.class_code for one in found}) if found else {},
            # In force before ended: NULLs come last, and the last one stays.
            {region.code: region for region in regions},
            grid_names(sorted({pk for one in found for pk in one.grid_ids[:1]})),
        )

    def title(self, one: Finding) -> str:
        region = self.regions[one.area_code.ljust(12, "0")]
        place = self.grids.get(one.grid_ids[0], region.name) if one.grid_ids else region.name
        return f"{self.classes.get(one.class_code, one.class_code)} · {place}"[:200]


def _opened(one: Finding, night: date, names: _Names) -> Signal:
    made: list[Signal] = []

    def make_detail(matter: Matter) -> Signal:
        signal = Signal(
            matter=matter, layer=one.layer, method=one.method, rule_id=one.rule_id, counted=one.counted,
            area_code=one.area_code, grid_ids=list(one.grid_ids), key=one.key, figures=dict(one.figures),
            first_night=night, last_night=night,
        )  # fmt: skip
        signal.save(force_insert=True)
        made.append(signal)
        return signal

    def tell_reviewers(matter: Matter) -> Iterable[Notification]:
        people = reviewers_at(matter.region_code)
        return [Notification(people, NEW)] if people else []

    open_matter(
        actor=system_actor(),
        data=MatterData(
            kind="signal",
            title=names.title(one),
            text="",
            region=names.regions[one.area_code.ljust(12, "0")],
            class_code=one.class_code,
            grid_id=one.grid_ids[0] if one.layer == "rule" else None,
            state="new",
        ),
        event=Event("found", data={"layer": one.layer, "night": night.isoformat()}),
        make_detail=make_detail,
        clocks=lambda matter: start(matter, "signal_review"),
        notices=tell_reviewers,
    )
    return made[0]
