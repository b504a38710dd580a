"""Drawing an invented dispute: type, source, place, parties, extent, level. No database."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate

from disputes.rules.levels import LevelFacts, Threshold, computed_level
from pingan.demo.books import local_day
from pingan.demo.mediation import words
from pingan.demo.mediation.diary import Diary
from pingan.demo.mediation.lives import Life
from pingan.demo.mediation.stories import DisputeStory, Kind, Party, Table

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_SOURCES, _SOURCE_SHARES = tuple(words.SOURCES), tuple(accumulate(words.SOURCES.values()))
_TYPE_SHARES = tuple(accumulate(words.SHARES.values()))


def invented_number(serial: int) -> str:
    """Return a number that passes GB 11643, of somebody born in 1900: nobody has it."""
    day = datetime(1900, 1, 1) + timedelta(days=serial % 365)  # noqa: DTZ001 - a day, no moment
    digits = f"360703{day:%Y%m%d}{serial // 365 % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + _CHECKS[total % 11]


def people(draw: random.Random, number: int) -> list[tuple[str, str, str]]:
    """Return invented people: name, phone, number; most without a number, as in life."""
    return [
        (
            draw.choice(words.FAMILY) + draw.choice(words.GIVEN),
            f"139{draw.randrange(10**8):08d}" if draw.random() < 0.85 else "",
            invented_number(serial) if draw.random() < 0.35 else "",
        )
        for serial in range(number)
    ]


def drawn_amount(draw: random.Random, code: str) -> Decimal | None:
    """Return what a dispute of a type is about in yuan; None: not about money."""
    bounds = words.AMOUNTS.get(code)
    if bounds is None or draw.random() < 0.2:
        return None
    low, high = bounds
    return Decimal(round(low * (high / low) ** draw.random(), -2)).quantize(Decimal("0.01"))


class Drawer:
    """Draws disputes by the shares of the field."""

    def __init__(
        self, kinds: Sequence[Kind], pool: Sequence[tuple[str, str, str]], numbers: Mapping[str, Threshold]
    ) -> None:
        """Know the types, the people and the thresholds of the level."""
        by_code = {kind.code: kind for kind in kinds}
        self._kinds = [by_code[code] for code in words.SHARES]
        self._pool, self._numbers = pool, numbers

    def draw(
        self,
        draw: random.Random,
        table: Table,
        *,
        opened_at: datetime,
        until: datetime,
        diary: Diary,
        serial: int,
    ) -> DisputeStory:
        """Invent one dispute that began at ``opened_at``, as it stands at ``until``."""
        kind = draw.choices(self._kinds, cum_weights=_TYPE_SHARES)[0]
        source = draw.choices(_SOURCES, cum_weights=_SOURCE_SHARES)[0]
        west, south, east, north = table.place.bounds
        worker, desk = table.place.worker, table.place.desk
        story = DisputeStory(
            table=table,
            kind=kind,
            opened_at=opened_at,
            text=draw.choice(words.TEXTS[kind.code]),
            place_text=draw.choice(words.PLACES),
            source=source,
            external_number=f"{words.NUMBERED[source]}{opened_at:%Y}第{serial}号"
            if source in words.NUMBERED
            else "",
            amount=drawn_amount(draw, kind.code),
            people=draw.choices((2, 3, 4, 6, 12, 35), (78, 10, 6, 4, 1.7, 0.3))[0],
            parties=self._parties(draw, kind.code),
            registrar=worker if source == "screening" else desk,
            longitude=round(west + (east - west) * (0.05 + 0.9 * draw.random()), 6),
            latitude=round(south + (north - south) * (0.05 + 0.9 * draw.random()), 6),
            occurred_on=local_day(opened_at - timedelta(days=draw.choice((0, 0, 1, 3, 10, 40, 120)))),
            is_restricted=kind.code == "MARRIAGE_FAMILY" and draw.random() < 0.04,
        )
        Life(draw, story, diary, until).go()
        self._level(story)
        return story

    def _parties(self, draw: random.Random, code: str) -> list[Party]:
        one, other = draw.sample(self._pool, 2)
        respondent = Party("respondent", "person", *other)
        if code in words.ORGANISATIONS:
            respondent = Party("respondent", "organisation", words.ORGANISATIONS[code], other[1])
        return [Party("applicant", "person", *one), respondent]

    def _level(self, story: DisputeStory) -> None:
        ended = story.closed_at or story.steps[-1].at
        facts = LevelFacts(
            people=story.people,
            amount=story.amount,
            duration=max((local_day(ended) - story.occurred_on).days, 0),
            failed=story.failed,
            is_cross_region=False,
            has_violence_flag=story.flag is not None and story.flag.code == "threat",
            repeats=0,
        )
        story.level, reasons = computed_level(facts, self._numbers)
        story.level_reasons = [reason.as_data() for reason in reasons]
