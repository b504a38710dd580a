"""The words by which people look for a class of incidents, and the classes that are frequent in a grid."""

from __future__ import annotations

import csv
from collections import Counter
from functools import lru_cache
from pathlib import Path

from grids.queries.incidents import incidents_visible
from grids.rules.class_words import search_words
from pingan.access.rules import Actor

#: What people call things; our own collection, no source. A class that is not in it is found by its name.
WORDS = Path(__file__).resolve().parent.parent / "reference" / "class_words.csv"
#: The latest reports of the grids that are counted.
COUNTED = 200


@lru_cache(maxsize=1)
def _everyday() -> dict[str, tuple[str, ...]]:
    with WORDS.open(encoding="utf-8", newline="") as lines:
        return {line["code"]: tuple(line["words"].split("、")) for line in csv.DictReader(lines)}


@lru_cache(maxsize=2000)
def words_of_class(code: str, path: str) -> str:
    """Return what the search box finds a class by beside its name; ``path`` is "class above / class"."""
    return search_words(path.rpartition(" / ")[2], _everyday().get(code, ())) if code else ""


def frequent_classes(actor: Actor, *, most: int) -> list[str]:
    """Return the codes of the classes reported most in the own grids, else in the own area, of the latest reports."""
    own = actor.scopes.get("own_grids", frozenset())
    rows = incidents_visible(actor).filter(matter__kind="incident")
    if own:
        rows = rows.filter(matter__grid_id__in=own)
    latest = rows.order_by("-matter__opened_at").values_list("matter__class_code", flat=True)[:COUNTED]
    return [code for code, _times in Counter(latest).most_common(most)]
