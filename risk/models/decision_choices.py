"""Closed lists of major decisions and their assessment."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Of a drawn area: a project's red line has some dozen corners, a surveyed one of a long road a few hundred.
MOST_POINTS = 2_000


class Field(models.TextChoices):
    """What a decision is about: those that Article 24 names, and others of the catalogue."""

    EXPROPRIATION = "expropriation", _("expropriation and demolition")
    CONSTRUCTION = "construction", _("construction projects")
    ENVIRONMENT = "environment", _("environmental protection")
    EDUCATION = "education", pgettext_lazy("decision", "education")
    HEALTH = "health", pgettext_lazy("decision", "health")
    OTHER = "other", pgettext_lazy("decision", "other fields")


class AssessorKind(models.TextChoices):
    """Who assesses: the unit that carries the decision out, one named for it, or a third party (暂行条例 §23)."""

    OWN = "own", _("the responsible unit itself")
    DESIGNATED = "designated", _("a designated unit")
    THIRD_PARTY = "third_party", _("a third party")


class ConsultationKind(models.TextChoices):
    """The ways of hearing people (domain.md §5)."""

    NOTICE = "notice", _("public notice")
    QUESTIONNAIRE = "questionnaire", _("questionnaire")
    VISIT = "visit", pgettext_lazy("consultation", "visits")
    FORUM = "forum", _("forum")
    HEARING = "hearing", _("hearing")


class Position(models.TextChoices):
    """How somebody stands to a decision."""

    SUPPORT = "support", _("in favour")
    CONDITIONAL = "conditional", _("in favour under conditions")
    INDIFFERENT = "indifferent", pgettext_lazy("opinion", "indifferent")
    OPPOSE = "oppose", _("against")


class TakenUp(models.TextChoices):
    """What became of an opinion (采纳情况)."""

    YES = "yes", pgettext_lazy("opinion", "taken up")
    PARTLY = "partly", pgettext_lazy("opinion", "taken up in part")
    NO = "no", pgettext_lazy("opinion", "not taken up")


class Aspect(models.TextChoices):
    """The four aspects (发改投资〔2012〕2492号 §5)."""

    LEGALITY = "legality", _("legality")
    RATIONALITY = "rationality", _("rationality")
    FEASIBILITY = "feasibility", _("feasibility")
    CONTROLLABILITY = "controllability", _("controllability")


class Phase(models.TextChoices):
    """A risk is estimated twice: as it is, and as the measures leave it."""

    BEFORE = "before", _("before measures")
    AFTER = "after", _("after measures")


class RiskLevel(models.TextChoices):
    """Levels of the whole (发改投资〔2012〕2492号 §4)."""

    LOW = "low", pgettext_lazy("risk level", "low")
    MEDIUM = "medium", pgettext_lazy("risk level", "medium")
    HIGH = "high", pgettext_lazy("risk level", "high")


class DecisionOutcome(models.TextChoices):
    """What an assessment concludes and a decision says (domain.md §5)."""

    IMPLEMENT = "implement", pgettext_lazy("decision", "carry out")
    IMPLEMENT_PHASED = "implement_phased", pgettext_lazy("decision", "carry out in phases")
    DEFER = "defer", pgettext_lazy("decision", "put off")
    ABANDON = "abandon", pgettext_lazy("decision", "give up")


class FilingKind(models.TextChoices):
    """The two filings of Article 24."""

    REPORT = "report", _("assessment report")
    DECISION = "decision", _("decision taken")
