"""Which articles a domain of risk stands for, and which domain a class of incident belongs to. Pure."""

from __future__ import annotations

from collections.abc import Mapping

#: Articles of the regulation by domain (domain.md §1, §2.7).
ARTICLES: Mapping[str, str] = {
    "fire": "25、30", "traffic": "25、30", "construction": "25、30", "dangerous_goods": "35", "mine": "25、30",
    "flood": "25", "geology": "25", "school": "44", "food_drug": "37", "gas": "25、30", "electricity": "25、30",
    "building": "25、30", "fundraising": "29", "health": "31", "parcel": "39", "new_business": "40", "ecology": "38",
    "tourism": "41", "key_place": "42", "large_event": "43", "other": "25",
}  # fmt: skip
_HAZARDS = "HAZARD"


def domain_of_incident(category_code: str) -> str:
    """Return the domain of a class of incident (``HAZARD.FIRE.EXIT``: fire); "other" where it names none."""
    first, _dot, rest = category_code.partition(".")
    found = rest.partition(".")[0].lower()
    return found if first == _HAZARDS and found in ARTICLES else "other"
