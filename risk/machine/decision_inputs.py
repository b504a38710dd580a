"""What the actions on a major decision ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pingan.matters.machine import input_field
from risk.machine import decision_choices as choose
from risk.models.decision_choices import (
    Aspect,
    AssessorKind,
    ConsultationKind,
    DecisionOutcome,
    Phase,
    Position,
    RiskLevel,
    TakenUp,
)

_FILES = _("Photos and files")
_SHARE = _("From 0 to 1, with at most two digits after the point.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who assesses, with which team, in which steps."""

    assessor_kind: str = input_field(_("Who assesses"), "radio", choices=choose.of_choices(AssessorKind))
    assessor: str = input_field(_("Assessing unit"), max_length=120)
    team: str = input_field(
        _("Team, by offices and functions"), "textarea", help=_("Offices and functions, no private persons.")
    )
    note: str = input_field(_("Plan of the assessment"), "textarea")
    files: tuple[int, ...] = input_field(_FILES, "files", default=())


@dataclass(frozen=True, kw_only=True)
class AddConsultation:
    """One way of hearing people."""

    kind: str = input_field(_("Way of hearing people"), "radio", choices=choose.of_choices(ConsultationKind))
    starts_on: datetime = input_field(_("From"), "date")
    ends_on: datetime = input_field(_("Until"), "date")
    place: str = input_field(_("Where, or on which page"), max_length=200)
    files: tuple[int, ...] = input_field(_FILES, "files", default=())


@dataclass(frozen=True, kw_only=True)
class EndConsultation:
    """What came of one way of hearing people."""

    consultation: int = input_field(_("Consultation"), "matter", choices=choose.open_consultations)
    reached: int = input_field(_("People reached"), "number", minimum=0, maximum=10_000_000)
    note: str = input_field(_("What came of it"), "textarea")
    files: tuple[int, ...] = input_field(_FILES, "files", default=())


@dataclass(frozen=True, kw_only=True)
class AddOpinion:
    """What was said; nobody is named."""

    consultation: int = input_field(_("Consultation"), "matter", choices=choose.consultations)
    text: str = input_field(
        pgettext_lazy("consultation", "What was said"),
        "textarea",
        max_length=500,
        help=_(
            "In a sentence, without names: it stands in the report, the timeline and the filings as it is typed."
        ),
    )
    position: str = input_field(_("Position"), "radio", choices=choose.of_choices(Position))
    said_by: int = input_field(_("Said by how many"), "number", minimum=1, maximum=1_000_000, default=1)


@dataclass(frozen=True, kw_only=True)
class AnswerOpinion:
    """Whether an opinion is taken up, and how, or why not."""

    opinion: int = input_field(_("Opinion"), "matter", choices=choose.unanswered)
    taken_up: str = input_field(_("Taken up"), "radio", choices=choose.of_choices(TakenUp))
    reason: str = input_field(_("How, or why not"), "textarea", max_length=500)


@dataclass(frozen=True, kw_only=True)
class CallExpert:
    """Which expert is called in."""

    user: int = input_field(_("Expert"), "user", choices=choose.experts)


@dataclass(frozen=True, kw_only=True)
class ReleaseExpert:
    """Which expert is no longer needed. Scores that were given stay."""

    expert: int = input_field(_("Expert"), "matter", choices=choose.called_in)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class AddFactor:
    """One risk point with its weight."""

    title: str = input_field(_("Risk point"), max_length=120)
    aspect: str = input_field(_("Aspect"), "radio", choices=choose.of_choices(Aspect))
    weight: str = input_field(_("Weight"), max_length=8, help=_("All weights together make 1."))


@dataclass(frozen=True, kw_only=True)
class WeighFactor:
    """Another weight of a risk point."""

    factor: int = input_field(_("Risk point"), "matter", choices=choose.factors)
    weight: str = input_field(_("Weight"), max_length=8, help=_("All weights together make 1."))


@dataclass(frozen=True, kw_only=True)
class DropFactor:
    """A risk point that no longer counts."""

    factor: int = input_field(_("Risk point"), "matter", choices=choose.factors)
    note: str = input_field(_("Reason"), "textarea")


@dataclass(frozen=True, kw_only=True)
class GiveScore:
    """What an expert says of one risk point; given again, it takes the place of the own earlier score alone."""

    factor: int = input_field(_("Risk point"), "matter", choices=choose.factors)
    phase: str = input_field(_("Phase"), "radio", choices=choose.of_choices(Phase))
    probability: str = input_field(_("Probability"), max_length=8, help=_SHARE)
    impact: str = input_field(_("Impact"), max_length=8, help=_SHARE)
    reason: str = input_field(_("Why"), "textarea", max_length=300, default="")


@dataclass(frozen=True, kw_only=True)
class HandIn:
    """The report: the four aspects, the level after measures that holds, the conclusion."""

    legality: str = input_field(_("Legality"), "textarea", max_length=2000)
    rationality: str = input_field(_("Rationality"), "textarea", max_length=2000)
    feasibility: str = input_field(_("Feasibility"), "textarea", max_length=2000)
    controllability: str = input_field(_("Controllability"), "textarea", max_length=2000)
    summary: str = input_field(
        _("Risks, measures and what to do in an emergency"), "textarea", max_length=10000
    )
    level: str = input_field(_("Level after measures"), "radio", choices=choose.of_choices(RiskLevel))
    level_reason: str = input_field(
        _("Why another level than the computed one"), "textarea", max_length=500, default="",
        help=_("Needed where the level differs from the computed one."),
    )  # fmt: skip
    conclusion: str = input_field(_("Conclusion"), "radio", choices=choose.of_choices(DecisionOutcome))
    files: tuple[int, ...] = input_field(_FILES, "files", default=())


@dataclass(frozen=True, kw_only=True)
class Decide:
    """What was decided, when, and by which meeting."""

    outcome: str = input_field(
        pgettext_lazy("decision", "Outcome"), "radio", choices=choose.of_choices(DecisionOutcome)
    )
    decided_on: datetime = input_field(_("Decided on"), "date")
    meeting: str = input_field(_("Decided by (meeting)"), max_length=120)
    document_number: str = input_field(_("Document number"), max_length=60, default="")
    exception_reason: str = input_field(
        _("Reason for the exception"), "textarea", max_length=500, default="",
        help=_(
            "Only where it was carried out in reality though no approved assessment allowed it. It is shown in red."
        ),
    )  # fmt: skip
    note: str = input_field(_("Remark"), "textarea", default="")
    files: tuple[int, ...] = input_field(_FILES, "files", default=())


@dataclass(frozen=True, kw_only=True)
class Receive:
    """The receipt of a filing, perhaps with a comment."""

    filing: int = input_field(_("Filing"), "matter", choices=choose.filings)
    receipt_number: str = input_field(_("Receipt number"), max_length=40)
    comment: str = input_field(_("Comment"), "textarea", default="")


@dataclass(frozen=True, kw_only=True)
class SendBack:
    """A filing that has to be made again, and why."""

    filing: int = input_field(_("Filing"), "matter", choices=choose.filings)
    comment: str = input_field(_("What is missing or wrong"), "textarea")


@dataclass(frozen=True, kw_only=True)
class LinkMatter:
    """A dispute or an incident inside the project's area, by its number."""

    number: str = input_field(_("Number of the dispute or incident"), max_length=32)
    note: str = input_field(_("Why they belong together"), "textarea", max_length=200)
