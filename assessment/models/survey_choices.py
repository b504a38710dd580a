"""What rows of surveys may be, with their names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SurveyKind(models.TextChoices):
    """Whose survey it is: Article 59 knows the province's; what others ask is theirs alone and cited by nobody."""

    OFFICIAL = "official", _("official survey (Article 59)")
    LOCAL_POLL = "local_poll", _("local poll")


class Section(models.TextChoices):
    """What a question is about (Article 59: safety sense, and satisfaction with the five)."""

    SAFETY = "safety", _("sense of safety")
    COURTS = "courts", _("courts")
    PROCURATORATE = "procuratorate", _("procuratorates")
    POLICE = "police", _("police")
    JUSTICE = "justice", _("judicial administration")
    COMMITTEE = "committee", _("political-legal committee")
    AWARENESS = "awareness", _("awareness of the building of a safe province")


class Scale(models.TextChoices):
    """How the five answers of a question are worded; ``many`` is asked the other way round: 5 is bad."""

    SAFE = "safe", pgettext_lazy("scale", "safe")
    SATISFIED = "satisfied", pgettext_lazy("scale", "satisfied")
    AWARE = "aware", pgettext_lazy("scale", "aware")
    MANY = "many", pgettext_lazy("scale", "many (5 is bad)")


class Sex(models.TextChoices):
    """As censuses count."""

    MALE = "male", pgettext_lazy("survey", "male")
    FEMALE = "female", pgettext_lazy("survey", "female")


class AgeBand(models.TextChoices):
    """Residents of 16 and older are asked (domain.md §7.5); the bands are our own choice (L)."""

    TO_29 = "16_29", _("16 to 29")
    TO_44 = "30_44", _("30 to 44")
    TO_59 = "45_59", _("45 to 59")
    OLDER = "60_up", _("60 and older")


class Setting(models.TextChoices):
    """Where somebody lives, as the census tells town from country."""

    URBAN = "urban", pgettext_lazy("survey", "urban")
    RURAL = "rural", pgettext_lazy("survey", "rural")


class Channel(models.TextChoices):
    """Which way an answer came."""

    LINK = "link", _("link or code")
    PHONE = "phone", _("phone")
    THIRD_PARTY = "third_party", _("file of a third party")


class Flag(models.TextChoices):
    """Why an answer is left out of the results; blank: it is not."""

    STRAIGHT = "straight", _("the same mark for opposite questions")
    SPEEDER = "speeder", _("faster than anybody reads")


class Dimension(models.TextChoices):
    """By what a result is broken down; blank: it is not."""

    SEX = "sex", _("sex")
    AGE = "age", _("age")
    SETTING = "setting", _("urban or rural")


#: Pages that somebody still fills in on a phone; our own choice.
MOST_QUESTIONS = 30
LONGEST_QUESTION = 120
