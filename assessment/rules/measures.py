"""The ladder of measures, who decides them and how long they hold (Article 58; domain.md §8.2, §8.3). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessment.models.case_choices import OUTSIDE, LiftRule, Measure

#: When the term of one is missed, the next is due (厅字〔2016〕8号; secondary source). It is a suggestion alone.
LADDER = (Measure.CIRCULAR, Measure.TALK, Measure.LISTED, Measure.VETO)
#: How grave each is. The yellow card is this province's own and stands in Article 58 before the veto.
_GRAVITY: Mapping[str, int] = {measure.value: place for place, measure in enumerate(Measure)}
#: Which official document gives notice of a measure. Those of competent authorities are not ours to issue.
NOTICES: Mapping[str, str] = {
    Measure.CIRCULAR: "circular",
    Measure.TALK: "talk_notice",
    Measure.LISTED: "listing_notice",
    Measure.YELLOW_CARD: "yellow_card_notice",
    Measure.VETO: "veto_decision",
}


@dataclass(frozen=True)
class MeasureRule:
    """Who decides a measure and what follows, with the versioned numbers it rests on.

    ``lowest_level``: the lowest level of body that decides it (1 province to 4 township). ``months`` for which it
    forbids honours and promotion; None: it forbids nothing. ``basis``: version and source, as results show it.
    """

    measure: str
    lowest_level: int
    months: int | None
    lift: str
    basis: str

    def may_be_decided_at(self, level: int) -> bool:
        """Say whether a body of this level decides it; removals are decided by no coordinating body."""
        return self.measure not in OUTSIDE and level <= self.lowest_level


def usual_rule(measure: str) -> MeasureRule:
    """Return what holds where the office has set no number: county and above, lifted when accepted (§8.3)."""
    lift = LiftRule.EXPIRY if measure == Measure.VETO or measure in OUTSIDE else LiftRule.ACCEPTED
    return MeasureRule(measure, 3, None, lift.value, "")


def suggested_after(previous: str) -> str:
    """Return the rung that follows a measure whose term was missed; the first rung after none."""
    if not previous:
        return LADDER[0].value
    later = [rung.value for rung in LADDER if _GRAVITY[rung] > _GRAVITY[previous]]
    return later[0] if later else LADDER[-1].value


def is_skip(previous: str, measure: str) -> bool:
    """Say whether a measure leaves out a rung of the ladder, which needs a reason (extremely grave cases)."""
    return _GRAVITY[measure] > _GRAVITY[suggested_after(previous)]


def months_on(day: date, months: int) -> date:
    """Return the day so many months later; the last of a month that is too short for it."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, last))


def articles_in_words(circumstances: list[int]) -> str:
    """Return the items of Article 58 as official Chinese writes them: 第（二）项、第（五）项."""
    signs = "一二三四五六七"
    return "、".join(f"第（{signs[number - 1]}）项" for number in sorted(circumstances))
