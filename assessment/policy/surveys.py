"""Who may do what to a survey (Article 59): the body that asks runs it, its leader publishes it to all whom it concerns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from assessment.models import CodeBatch, SampleCell, Survey, SurveyQuestion, SurveyResult
from pingan.access.policy import AllOf, Equals, Permit, register, register_kind, value_at
from pingan.access.rules import Actor, extend_duties
from pingan.matters.policy import Around, MatterArea, OfKind


@dataclass(frozen=True)
class InState:
    """Matters in a state."""

    state: str

    def as_q(self, actor: Actor, at: str = "") -> Q:
        """Equality, whoever asks."""
        return Q(**{f"{at}state": self.state})

    def allows(self, actor: Actor, obj: Any) -> bool:
        """Answer the same for one row."""
        return bool(value_at(obj, "state") == self.state)


#: What is not published is the body's own: whoever reads numbers early may act on noise.
OWN = OfKind("survey", Equals("region_id", "region_id"))
PUBLISHED = OfKind("survey", AllOf((InState("published"), Around("region_code"))))
AREA = OfKind("survey", MatterArea())
DUTIES = {
    "body_office": {"run", "read", "comment"},
    "leader": {"lead", "read", "comment"},
    "auditor": {"audit", "read"},
    "township_desk": {"read"},
    "county_dispatcher": {"read"},
    "county_government": {"read"},
    "unit_handler": {"read"},
}
VIEW = (
    Permit("survey.run", OWN),
    Permit("survey.lead", OWN),
    Permit("survey.audit", AREA),
    Permit("survey.read", PUBLISHED),
)
VERBS: dict[str, tuple[Permit, ...]] = {
    "view": VIEW,
    "run": (Permit("survey.run", OWN),),
    "publish": (Permit("survey.lead", OWN),),
    "withdraw": (Permit("survey.run", OWN), Permit("survey.lead", OWN)),
    "comment": (Permit("survey.comment", OWN),),
}


def register_surveys() -> None:
    """Register permits of surveys and of what belongs to one; called from ``ready()``.

    Answers, codes and arrivals have no doors: nobody reads single ones.
    """
    extend_duties(
        {role: {"survey.see", *(f"survey.{name}" for name in names)} for role, names in DUTIES.items()}
    )
    register_kind("survey", Survey, VERBS)
    for model in (SurveyQuestion, SampleCell, CodeBatch, SurveyResult):
        register(model, {"view": VIEW}, at="survey__matter__")
