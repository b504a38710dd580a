"""Words in wide areas: a page of hits is looked for among the newest rows before the index is asked.

The index of words names every hit of a phrase, and each hit's text must be read to see whether its characters stand
side by side: a phrase that one report in twenty holds costs a province a third of a second (``docs/performance.md``).
Such a phrase fills the page from the newest few thousand rows; one that does not is rare enough for the index.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Case, Q, Value, When

from pingan.access.rules import Actor
from pingan.common.text import ZhQuery
from pingan.matters.models import Matter

#: How many of the newest rows are read before the index is asked.
LOOKED_AT = 5000
#: The running digits of a number, and how many of them tell something once their zeros are gone.
_RUNNING, _FEWEST = 8, 3
NEWEST = "-matter__opened_at"


def words_q(words: str) -> Q:
    """Return the condition that a matter holds these words, or bears the last digits of a number, its zeros read out too.

    ``keywords_of`` keeps the running digits without their zeros: 03204 of …00003204 is found as 3204.
    """
    holds = Q(matter__search=ZhQuery(words))
    digits = words.strip()
    running = digits.lstrip("0")
    if digits.isdecimal() and len(digits) <= _RUNNING and _FEWEST <= len(running) < len(digits):
        holds |= Q(matter__search=ZhQuery(running))
    return holds


def is_wide(actor: Actor, duty: str = "incident.view_area") -> bool:
    """Say whether a post sees whole cities: in narrower areas the area's own index goes first."""
    return actor.has(duty) and all(len(area) <= 4 for area in actor.areas)


def edge_of(actor: Actor, kind: str = "incident") -> datetime | None:
    """Return when the last of the newest ``LOOKED_AT`` matters of a wide area began; None: there are fewer."""
    cities = [area for area in actor.areas if len(area) == 4]
    whole = Matter.objects.filter(kind=kind)
    rows = whole.filter(city_code__in=cities) if cities else whole
    moments = rows.order_by("-opened_at", "-pk").values_list("opened_at", flat=True)
    return next(iter(moments[LOOKED_AT - 1 : LOOKED_AT]), None)


class WordSearch:
    """Rows with words in them, as far as a page needs them: ``filter``, ``order_by``, and a slice from the start.

    The slice holds what the queryset with the words would hold, in the same order.
    """

    def __init__(self, rows: Any, words: str, edge: datetime) -> None:
        """Take the rows without the condition on words (a queryset, or whatever narrows, sorts and is read like one),
        and the moment down to which they are read one by one.
        """
        self.rows = rows
        self.words = words
        self.edge = edge
        self.model = rows.model

    def filter(self, *conditions: Any, **named: Any) -> WordSearch:
        """Narrow the rows."""
        return self.map(lambda rows: rows.filter(*conditions, **named))

    def order_by(self, *order: str) -> WordSearch:
        """Sort the rows."""
        return self.map(lambda rows: rows.order_by(*order))

    def map(self, change: Callable[[Any], Any]) -> WordSearch:
        """Change the rows, or how they are read, in any other way that keeps each of them."""
        return WordSearch(change(self.rows), self.words, self.edge)

    def __getitem__(self, piece: slice) -> list[Any]:
        """Return the first rows; two queries at most."""
        holds = words_q(self.words)
        if self.rows.query.order_by[:1] == (NEWEST,):
            # Within CASE no index can serve the condition, so that the rows come from the index of time.
            one_by_one = Q(Case(When(holds, then=Value(value=True)), default=Value(value=False)))
            found = list(self.rows.filter(one_by_one, matter__opened_at__gte=self.edge)[piece])
            if len(found) == piece.stop:
                return found
        return list(self.rows.filter(holds)[piece])
