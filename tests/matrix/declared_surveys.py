"""What kind of address each one of surveys is."""

from __future__ import annotations

from assessment.machine.surveys import SURVEYS
from assessment.models import Survey
from pingan.matters.models import SavedView
from tests.matrix.declared_risk import JSON, MARKED, _actions
from tests.matrix.kinds import Asked, Duty, Kind, One, Open, Rows

SURVEY = _actions(SURVEYS)
DECLARED: dict[str, Kind] = {
    "api:survey-list": Rows(Survey, (JSON, Asked("json", MARKED), Asked("json", {"page_size": "5"}))),
    "api:survey-count": Rows(Survey, (Asked("count"), Asked("count", MARKED))),
    "api:survey-detail": One(Survey),
    "api:survey-attachments": One(Survey),
    "api:survey-clocks": One(Survey),
    "api:survey-offered": One(Survey),
    "api:survey-perform": One(Survey, extras=SURVEY, may_lack=True),
    "api:survey-timeline": One(Survey),
    "api:survey-progress": One(Survey),
    "api:survey-results": One(Survey),
    "api:survey-plan": One(Survey, duties=("survey.see",), may_lack=True),
    "api:survey-codes": One(Survey, duties=("survey.run",), may_lack=True),
    "api:survey-answers": One(Survey, duties=("survey.run",), may_lack=True),
    "assessment:survey_list": Rows(
        Survey,
        (
            Asked("links:/assessment/surveys/", {"tab": "all"}),
            Asked("links:/assessment/surveys/", {"tab": "all", **MARKED}),
        ),
    ),
    "assessment:survey_detail": One(Survey),
    "assessment:survey_action": One(Survey, extras=SURVEY, may_lack=True),
    "assessment:survey_filters": Duty(),
    "assessment:survey_view_save": Duty(),
    "assessment:survey_view_delete": One(SavedView, duties=("survey.see",), may_lack=True),
    "assessment:survey_list_setting": Duty(),
    "assessment:survey_new": Duty(),
    "assessment:survey_plan": One(Survey, duties=("survey.run",), may_lack=True),
    "assessment:survey_import": One(Survey, duties=("survey.run",), may_lack=True),
    "assessment:survey_codes": One(Survey, duties=("survey.run",), may_lack=True),
    "assessment:survey_phone": One(Survey, duties=("survey.run",), may_lack=True),
    "assessment:survey_export": Duty(("survey.see",)),
    "assessment:survey_code": Open(),
    "assessment:survey_thanks": Open(),
    "assessment:survey_answer": Open(kwargs={"token": "2222222222222222"}),
}
