"""What kind of address each one of risk is."""

from __future__ import annotations

from pingan.matters.models import SavedView
from risk.machine.warnings import WARNINGS
from risk.models import RiskTask, RiskWarning
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Rows

JSON = Asked("json")
MARKED = {"q": "矩阵标记"}


def _actions(machine: object) -> tuple[dict[str, str], ...]:
    names = [action.name for action in machine.all_actions()]  # type: ignore[attr-defined]
    return (*({"name": name} for name in names), {"name": "no_such_action"})


WARNING = _actions(WARNINGS)
DECLARED: dict[str, Kind] = {
    "api:risk-task-list": Rows(RiskTask, (JSON,)),
    "api:risk-task-detail": One(RiskTask),
    "api:warning-list": Rows(
        RiskWarning,
        (JSON, Asked("json", MARKED), Asked("json", {"ordering": "next_due_at", "page_size": "5"})),
    ),
    "api:warning-count": Rows(RiskWarning, (Asked("count"), Asked("count", MARKED))),
    "api:warning-detail": One(RiskWarning),
    "api:warning-attachments": One(RiskWarning),
    "api:warning-clocks": One(RiskWarning),
    "api:warning-offered": One(RiskWarning),
    "api:warning-perform": One(RiskWarning, extras=WARNING, may_lack=True),
    "api:warning-timeline": One(RiskWarning),
    "risk:task_list": Duty(),
    "risk:task_export": Duty(("risk_task.export",)),
    "risk:warning_list": Rows(
        RiskWarning,
        (
            Asked("links:/risk/warnings/", {"tab": "all"}),
            Asked("links:/risk/warnings/", {"tab": "all", **MARKED}),
        ),
    ),
    "risk:warning_export": Rows(
        RiskWarning, (Asked("numbers", {"tab": "all"}, EXPORT),), duties=("warning.export",)
    ),
    "risk:warning_detail": One(RiskWarning),
    "risk:warning_action": One(RiskWarning, extras=WARNING, may_lack=True),
    "risk:warning_filters": Duty(),
    "risk:warning_view_save": Duty(),
    "risk:warning_view_delete": One(SavedView, duties=("warning.see",), may_lack=True),
    "risk:warning_list_setting": Duty(),
    "risk:warning_new": Duty(),
}
