"""What kind of address each one of assessment is."""

from __future__ import annotations

from assessment.models import TargetLetter
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

READ = ("target.read",)
TASK = ({"number": 1},)
DECLARED: dict[str, Kind] = {
    "api:target-letter-list": Rows(TargetLetter, (Asked("json"), Asked("json", {"state": "signed"}))),
    "api:target-letter-count": Rows(TargetLetter, (Asked("count"), Asked("count", {"state": "signed"}))),
    "api:target-letter-detail": One(TargetLetter),
    "api:target-letter-tasks": One(TargetLetter),
    "api:target-letter-remove-task": One(TargetLetter, extras=TASK),
    "api:target-letter-progress": One(TargetLetter, extras=TASK),
    "api:target-letter-sign": One(TargetLetter),
    "api:target-letter-take-back": One(TargetLetter),
    "api:target-letter-revise": One(TargetLetter),
    "assessment:figure_list": Duty(),
    "assessment:target_list": Rows(TargetLetter, (Asked("links:/assessment/targets/"),), duties=READ),
    "assessment:target_export": Duty(("target.export",)),
    "assessment:target_new": Duty(),
    "assessment:target_detail": One(TargetLetter, duties=READ),
    "assessment:target_edit": One(TargetLetter, duties=READ),
    "assessment:target_revise": One(TargetLetter, duties=READ),
    "assessment:target_sign": One(TargetLetter, duties=READ),
    "assessment:target_take_back": One(TargetLetter, duties=READ),
    "assessment:target_task_new": One(TargetLetter, duties=READ),
    "assessment:target_task_remove": One(TargetLetter, extras=TASK, duties=READ),
    "assessment:target_progress": One(TargetLetter, extras=TASK, duties=READ),
}
