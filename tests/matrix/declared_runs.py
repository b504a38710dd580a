"""What kind of address each one of runs is."""

from __future__ import annotations

from assessment.machine.runs import RUNS
from assessment.models import AssessedUnit, AssessmentRun, Objection, Score, SelfReport
from pingan.matters.models import SavedView
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

JSON = Asked("json")
MARKED = {"q": "矩阵标记"}
ACTIONS = (*({"name": action.name} for action in RUNS.all_actions()), {"name": "no_such_action"})
_UNIT = {"pk": "run_id", "unit_pk": "pk"}
_REPORT = {"pk": "unit__run_id", "report_pk": "pk"}
_SCORE = {"pk": "run_id", "unit_pk": "unit_id", "indicator": "indicator_id"}
SEE = ("run.see",)

DECLARED: dict[str, Kind] = {
    "api:assessment-run-list": Rows(
        AssessmentRun,
        (JSON, Asked("json", MARKED), Asked("json", {"ordering": "next_due_at", "page_size": "5"})),
    ),
    "api:assessment-run-count": Rows(AssessmentRun, (Asked("count"), Asked("count", MARKED))),
    "api:assessment-run-detail": One(AssessmentRun),
    "api:assessment-run-attachments": One(AssessmentRun),
    "api:assessment-run-clocks": One(AssessmentRun),
    "api:assessment-run-offered": One(AssessmentRun),
    "api:assessment-run-perform": One(AssessmentRun, extras=ACTIONS, may_lack=True, every=4),
    "api:assessment-run-timeline": One(AssessmentRun),
    "api:assessment-run-units": One(AssessmentRun),
    "api:assessed-unit-detail": One(AssessedUnit),
    "api:assessed-unit-scores": One(AssessedUnit),
    "api:assessed-unit-reports": One(AssessedUnit),
    "api:assessed-unit-objections": One(AssessedUnit),
    "api:assessment-score-detail": One(Score),
    "api:assessment-score-records": One(Score, may_lack=True),
    "api:assessment-score-change": One(Score),
    "api:assessment-self-report-detail": One(SelfReport),
    "api:assessment-self-report-confirm": One(SelfReport),
    "api:assessment-self-report-send-back": One(SelfReport),
    "api:assessment-objection-detail": One(Objection),
    "api:assessment-objection-answer": One(Objection),
    "assessment:run_list": Rows(
        AssessmentRun,
        (
            Asked("links:/assessment/runs/", {"tab": "all"}),
            Asked("links:/assessment/runs/", {"tab": "all", **MARKED}),
        ),
    ),
    "assessment:run_detail": One(AssessmentRun),
    "assessment:run_action": One(AssessmentRun, extras=ACTIONS, may_lack=True),
    "assessment:run_progress": One(AssessmentRun),
    "assessment:run_filters": Duty(),
    "assessment:run_view_save": Duty(),
    "assessment:run_view_delete": One(SavedView, duties=SEE, may_lack=True),
    "assessment:run_list_setting": Duty(),
    "assessment:run_new": Duty(),
    "assessment:run_unit_list": One(AssessmentRun),
    "assessment:run_unit": One(AssessedUnit, keys=_UNIT),
    "assessment:run_trace": One(
        Score, keys={"pk": "run_id", "unit_pk": "unit_id", "indicator": "indicator_id"}
    ),
    "assessment:run_report": One(Score, keys=_SCORE, may_lack=True),
    "assessment:run_object": One(Score, keys=_SCORE, may_lack=True),
    "assessment:run_change": One(Score, keys=_SCORE, may_lack=True),
    "assessment:run_confirmations": One(AssessmentRun),
    "assessment:run_confirm": One(SelfReport, keys=_REPORT),
    "assessment:run_return": One(SelfReport, keys=_REPORT),
    "assessment:run_objections": One(AssessmentRun),
    "assessment:run_answer": One(Objection, keys={"pk": "unit__run_id", "objection_pk": "pk"}),
    "assessment:run_what_if": One(AssessmentRun, duties=("run.view_area",)),
    "assessment:run_file": One(AssessmentRun, duties=("run.export",)),
}
