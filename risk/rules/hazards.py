"""States of a hazard, and what its registration must say. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop, pgettext_lazy

STATES: dict[str, object] = {
    "registered": pgettext_lazy("hazard", "registered"),
    "graded": pgettext_lazy("hazard", "graded"),
    "rectifying": pgettext_lazy("hazard", "being put right"),
    "rectified": pgettext_lazy("hazard", "reported as put right"),
    "handed_over": pgettext_lazy("hazard", "handed over for an order"),
    "cleared": pgettext_lazy("hazard", "cleared"),
    "closed": pgettext_lazy("hazard", "closed"),
    "rejected": pgettext_lazy("hazard", "not accepted"),
}
STATE_CHOICES = tuple(STATES.items())
FINAL = frozenset({"closed", "rejected"})
#: In the hands of somebody who must act.
OPEN = frozenset(STATES) - FINAL
LONGEST_TEXT = 2000
LONGEST_PLACE = 200


@dataclass(frozen=True)
class IntakeFacts:
    """What a registration says, as far as rules look at it."""

    is_known_domain: bool
    is_known_source: bool
    description: str
    longitude: float | None
    latitude: float | None


def intake_problems(facts: IntakeFacts) -> dict[str, str]:
    """Return what is wrong with a registration: a sentence (a msgid) at each field."""
    problems: dict[str, str] = {}
    if not facts.is_known_domain:
        problems["domain"] = gettext_noop("Choose a domain.")
    if not facts.is_known_source:
        problems["source"] = gettext_noop("Your post registers no hazards from this source.")
    if len(facts.description.strip()) < 2:
        problems["description"] = gettext_noop("Say in a few words what is dangerous.")
    elif len(facts.description) > LONGEST_TEXT:
        problems["description"] = gettext_noop("At most 2000 characters.")
    if (facts.longitude is None) != (facts.latitude is None):
        problems["longitude"] = gettext_noop("A point needs longitude and latitude.")
    return problems


def title_of(domain_name: str, place_name: str) -> str:
    """Return the title of a hazard: what kind, and where."""
    return f"{domain_name} · {place_name}"[:200]
