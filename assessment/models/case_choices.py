"""Closed lists of Article 58: seven circumstances, eight measures; and what a restriction forbids."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

#: Article 58, items 1-7, in short; the whole wording stands in the regulation.
CIRCUMSTANCES: Mapping[int, object] = {
    1: _("weak work with grave disorder, or serious events"),
    2: _("disputes not dealt with in time, with bad effects"),
    3: _("a major hazard not put right after warnings or proposals"),
    4: _("serious offences of the unit's own staff"),
    5: _("assessment failed"),
    6: _("key problems without effective measures, or low safety sense"),
    7: _("other circumstances"),
}


class Measure(models.TextChoices):
    """The measures of Article 58, mildest first."""

    CIRCULAR = "circular", pgettext_lazy("measure", "circular")
    TALK = "talk", pgettext_lazy("measure", "talk")
    LISTED = "listed_supervision", pgettext_lazy("measure", "listed supervision")
    YELLOW_CARD = "yellow_card", pgettext_lazy("measure", "yellow card")
    VETO = "veto", pgettext_lazy("measure", "veto")
    RESIGN = "resign_take_blame", pgettext_lazy("measure", "resignation to take the blame")
    ORDERED = "ordered_resignation", pgettext_lazy("measure", "ordered resignation")
    REMOVAL = "removal", pgettext_lazy("measure", "removal from office")


#: What only a competent authority decides under the rules on cadres (invariant 16): we propose and record.
OUTSIDE = frozenset({Measure.RESIGN, Measure.ORDERED, Measure.REMOVAL})
OWN_MEASURES = [(value, label) for value, label in Measure.choices if value not in OUTSIDE]
OUTSIDE_MEASURES = [(value, label) for value, label in Measure.choices if value in OUTSIDE]


class LiftRule(models.TextChoices):
    """What ends a measure."""

    ACCEPTED = "accepted", _("when the rectification is accepted")
    EXPIRY = "expiry", _("when its time is over")


class Forbids(models.TextChoices):
    """What a restriction forbids to a leading group and its leaders."""

    NO_HONOURS = "no_honours", _("no honours")
    NO_PROMOTION = "no_promotion", _("no promotion")


class ObjectionTo(models.TextChoices):
    """Whom an objection is put to."""

    DECIDING = "deciding", _("the body that decided")
    SUPERIOR = "superior", _("the body above it")


class Nominee(models.TextChoices):
    """Whom Article 61 commends."""

    UNIT = "unit", pgettext_lazy("commendation", "unit")
    FAMILY = "family", pgettext_lazy("commendation", "family")
    INDIVIDUAL = "individual", pgettext_lazy("commendation", "individual")
