"""What kind of address each one of signals and of the screening is."""

from __future__ import annotations

from pingan.matters.models import SavedView
from risk.machine.signals import SIGNALS
from risk.models import BackTest, ScreeningRule, ScreeningRun, Signal
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Rows

ACTIONS = (*tuple({"name": action.name} for action in SIGNALS.all_actions()), {"name": "no_such_action"})
JSON = Asked("json")

DECLARED: dict[str, Kind] = {
    "api:signal-list": Rows(Signal, (JSON, Asked("json", {"ordering": "next_due_at", "page_size": "2"}))),
    "api:signal-count": Rows(Signal, (Asked("count"),)),
    **{
        f"api:signal-{part}": One(Signal)
        for part in ("detail", "attachments", "clocks", "offered", "records", "timeline")
    },
    "api:signal-perform": One(Signal, extras=ACTIONS, may_lack=True, every=4),
    "api:screening-rule-list": Rows(ScreeningRule, (JSON,)),
    "api:screening-rule-detail": One(ScreeningRule),
    "api:screening-rule-end": One(ScreeningRule),
    "api:screening-trial-list": Rows(BackTest, (JSON,)),
    "api:screening-trial-detail": One(BackTest),
    "api:screening-run-list": Rows(ScreeningRun, (JSON,)),
    "api:screening-run-detail": One(ScreeningRun),
    "risk:signal_list": Rows(Signal, (Asked("links:/risk/signals/", {"tab": "all"}),)),
    "risk:signal_export": Rows(
        Signal, (Asked("numbers", {"tab": "all"}, EXPORT),), duties=("signal.export",)
    ),
    "risk:signal_detail": One(Signal),
    "risk:signal_records": One(Signal),
    "risk:signal_action": One(Signal, extras=ACTIONS, may_lack=True),
    "risk:signal_filters": Duty(),
    "risk:signal_view_save": Duty(("signal.view",)),
    "risk:signal_view_delete": One(SavedView, duties=("signal.view",), may_lack=True),
    "risk:signal_list_setting": Duty(("signal.view",)),
    "risk:screening_rule_list": Rows(ScreeningRule, (Asked("links:/risk/screening/rules/"),)),
    "risk:screening_rule_new": Duty(),
    "risk:screening_rule": One(ScreeningRule),
    "risk:screening_trial": One(BackTest),
    "risk:screening_run_list": Rows(ScreeningRun, (Asked("links:/risk/screening/runs/"),)),
    "risk:screening_run_now": Duty(),
    "risk:screening_run": One(ScreeningRun),
    "risk:screening_precision": Duty(),
}
