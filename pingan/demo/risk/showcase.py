"""Risk in the demo county as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pingan.demo.risk.decisions import show_decisions
from pingan.demo.risk.hazards import show_hazards
from pingan.demo.risk.places import show_places
from pingan.demo.risk.signals import show_signals
from pingan.demo.risk.stage import RiskStage
from pingan.demo.risk.warnings import show_warnings
from pingan.demo.showcase import cast_of_demo, grounds_of
from pingan.demo.stories import Place


def show_risk(places: Sequence[Place], *, until: datetime) -> None:
    """Walk every kind of risk through its lives; ``until``: now."""
    stage = RiskStage(cast_of_demo(), grounds_of(places))
    watched = show_places(stage)
    show_hazards(stage, watched)
    show_decisions(stage)
    show_warnings(stage, until=until)
    show_signals(stage, until=until)
