"""Signals brought to a state by walking the machine; the night that found them is made up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from pingan.access.rules import system_actor
from pingan.matters.services import perform
from risk.machine.signals import SIGNALS
from risk.models import RiskTask, ScreeningRun, Signal
from risk.rules.findings import Finding
from risk.services.signals import write_findings
from tests.factories.screening import LAMP
from tests.factories.world import Place

WALKS: dict[str, Sequence[str]] = {
    "new": [],
    "watched": ["watch"],
    "confirmed": ["confirm_task"],
    "dismissed": ["dismiss"],
    "ended": ["watch", "end"],
}
_FIGURES = {
    "count": 3, "days": 7, "least": 3, "expected": 1.0, "upper": 2.0, "weeks": [1, 0, 3], "daily": [1, 1, 1],
}  # fmt: skip
_serials = count(1)


def given_signal(place: Place, state: str = "new") -> Signal:
    """Let a screening find a surge in the place's township, and walk the signal to a state."""
    run, _made = ScreeningRun.objects.get_or_create(
        region=place.county, region_code=place.county.code, night=timezone.localdate() - timedelta(days=1),
        defaults={"queued_at": timezone.now()},
    )  # fmt: skip
    area = place.township.code[:9]
    key = f"surge:{area}:{next(_serials)}"
    found = Finding(
        layer="surge", method="latest_weeks", counted="incident", class_code=LAMP, area_code=area, key=key,
        statistic=3.0, figures=_FIGURES,
    )  # fmt: skip
    write_findings(run, [found])
    signal = Signal.objects.get(key=key)
    for name in WALKS[state]:
        signal = act(place, signal, name)
    return signal


def act(place: Place, signal: Signal, name: str, role: str = "township_desk") -> Signal:
    """Do one action as a person of the place, the end as the screening itself."""
    done = perform(
        actor=system_actor() if name == "end" else place.actor(role), kind="signal", matter_id=signal.pk,
        action=name, data=sound_input(place, signal, name),
    )  # fmt: skip
    found: Signal = done.detail
    return found


def sound_input(place: Place, signal: Signal, name: str) -> Any:
    """Return input that no rule refuses, where the situation allows it at all."""
    task = RiskTask.objects.filter(matter_id=signal.pk, state="open").first()
    new = {
        "title": "检查线路", "organ": place.units["housing"].pk, "owner": "照明科",
        "due_on": timezone.now() + timedelta(days=3),
    }  # fmt: skip
    key = 0 if task is None else task.pk
    values: dict[str, dict[str, Any]] = {
        "confirm_task": new,
        "add_task": new,
        "finish_task": {"task": key, "result": "已更换"},
        "drop_task": {"task": key, "note": "不再需要"},
        "dismiss": {"reason": "recording", "note": "补录旧账"},
        **{step: {"note": "说明"} for step in ("confirm_warning", "reconsider", "comment")},
    }
    made = SIGNALS.action(name)
    assert made is not None
    return made.input(**values.get(name, {}))
