"""What kind of address each one of major decisions is."""

from __future__ import annotations

from pingan.matters.models import SavedView
from risk.machine.decisions import DECISIONS
from risk.models import DecisionCatalogue, MajorDecision
from tests.matrix.kinds import EXPORT, Asked, Duty, Kind, One, Open, Rows

ACTIONS = (*tuple({"name": action.name} for action in DECISIONS.all_actions()), {"name": "no_such_action"})
JSON = Asked("json")
MARKED = {"q": "矩阵标记"}
DECLARED: dict[str, Kind] = {
    "api:decision-list": Rows(
        MajorDecision,
        (JSON, Asked("json", MARKED), Asked("json", {"ordering": "next_due_at", "page_size": "5"})),
    ),
    "api:decision-count": Rows(MajorDecision, (Asked("count"), Asked("count", MARKED))),
    "api:decision-detail": One(MajorDecision),
    "api:decision-area-matters": One(MajorDecision),
    "api:decision-attachments": One(MajorDecision),
    # Without a questionnaire that is named the answer is 400.
    "api:decision-answers": One(MajorDecision),
    "api:decision-clocks": One(MajorDecision),
    "api:decision-offered": One(MajorDecision),
    "api:decision-perform": One(MajorDecision, extras=ACTIONS, may_lack=True, every=4),
    "api:decision-timeline": One(MajorDecision),
    "api:decision-catalogue-list": Rows(DecisionCatalogue, (JSON,)),
    "api:decision-catalogue-detail": One(DecisionCatalogue),
    "api:decision-catalogue-publish": One(DecisionCatalogue),
    "risk:decision_list": Rows(
        MajorDecision,
        (
            Asked("links:/risk/decisions/", {"tab": "all"}),
            Asked("links:/risk/decisions/", {"tab": "all", **MARKED}),
        ),
    ),
    "risk:decision_export": Rows(
        MajorDecision, (Asked("numbers", {"tab": "all"}, EXPORT),), duties=("decision.export",)
    ),
    "risk:decision_detail": One(MajorDecision),
    "risk:decision_action": One(MajorDecision, extras=ACTIONS, may_lack=True, every=4),
    # Keys of questionnaires are tried outside and inside: none of another decision is found.
    "risk:questionnaire": One(MajorDecision, extras=({"key": 1}, {"key": 2}), may_lack=True),
    "risk:questionnaire_poster": One(MajorDecision, extras=({"key": 1}, {"key": 2}), may_lack=True),
    "risk:answers_export": Duty(("decision.read",)),
    "risk:consult": Open(kwargs={"token": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "risk:consult_thanks": Open(kwargs={"token": "AAAAAAAAAAAAAAAAAAAAAA"}),
    "risk:decision_area": One(MajorDecision),
    "risk:decision_ground": One(MajorDecision),
    "risk:decision_filters": Duty(),
    "risk:decision_view_save": Duty(("decision.read",)),
    "risk:decision_view_delete": One(SavedView, duties=("decision.read",), may_lack=True),
    "risk:decision_list_setting": Duty(("decision.read",)),
    "risk:decision_new": Duty(),
    "risk:catalogue_list": Duty(),
    "risk:catalogue_new": Duty(),
    "risk:catalogue_publish": One(DecisionCatalogue),
}
