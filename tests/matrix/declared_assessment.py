"""What kind of address each one of assessment is."""

from __future__ import annotations

from assessment.models import AssessmentScheme, Indicator
from tests.matrix.kinds import Asked, Duty, Kind, One, Rows

JSON = Asked("json")
_ITSELF = {"pk": "pk", "other_pk": "pk"}
_IN_ITS_SCHEME = {"pk": "scheme_id", "indicator_pk": "pk"}
DECLARED: dict[str, Kind] = {
    "api:assessment-scheme-list": Rows(AssessmentScheme, (JSON,)),
    "api:assessment-scheme-detail": One(AssessmentScheme),
    "api:assessment-scheme-publish": One(AssessmentScheme),
    "api:assessment-scheme-take-over": One(AssessmentScheme),
    "api:assessment-scheme-problems": One(AssessmentScheme),
    "api:assessment-scheme-indicators": One(AssessmentScheme),
    "api:assessment-scheme-indicator": One(Indicator, keys={"pk": "scheme_id", "code": "code"}),
    "api:assessment-scheme-preview": Duty(("assessment.scheme",)),
    "assessment:scheme_list": Rows(AssessmentScheme, (Asked("links:/assessment/schemes/"),)),
    "assessment:scheme_new": Duty(),
    "assessment:scheme_detail": One(AssessmentScheme),
    "assessment:scheme_edit": One(AssessmentScheme),
    "assessment:scheme_take_over": One(AssessmentScheme),
    "assessment:scheme_discard": One(AssessmentScheme),
    "assessment:scheme_compare": One(AssessmentScheme, keys=_ITSELF),
    "assessment:indicator_new": One(AssessmentScheme),
    "assessment:indicator_edit": One(Indicator, keys=_IN_ITS_SCHEME),
    "assessment:indicator_remove": One(Indicator, keys=_IN_ITS_SCHEME),
    "assessment:expression_preview": Duty(),
    "assessment:method_numbers": Duty(),
}
