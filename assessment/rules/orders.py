"""States of a rectification order (责令限期整改, Article 62), and what its wording must say. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext_noop, pgettext_lazy

STATES: dict[str, object] = {
    "drafted": pgettext_lazy("rectification order", "drafted"),
    "approved": pgettext_lazy("rectification order", "approved"),
    "issued": pgettext_lazy("rectification order", "being put right"),
    "replied": pgettext_lazy("rectification order", "replied, to be reviewed"),
    "failed": pgettext_lazy("rectification order", "did not pass"),
    "refused": pgettext_lazy("rectification order", "refused"),
    "escalated": pgettext_lazy("rectification order", "put to the competent authority"),
    "answered": pgettext_lazy("rectification order", "answered by the authority"),
    "closed": pgettext_lazy("rectification order", "closed"),
    "withdrawn": pgettext_lazy("rectification order", "withdrawn as a draft"),
    "revoked": pgettext_lazy("rectification order", "revoked"),
}
STATE_CHOICES = tuple(STATES.items())
FINAL = frozenset({"closed", "withdrawn", "revoked"})
OPEN = frozenset(STATES) - FINAL
#: Not served yet: the business of the body that draws it up.
INNER = frozenset({"drafted", "approved", "withdrawn"})
#: Served: the unit sees it from then on, whatever became of it.
SERVED = frozenset(STATES) - INNER
#: What one order demands, each point at most so long; more is no order but a plan.
MOST_ITEMS = 20
LONGEST_ITEM = 300
LONGEST_TEXT = 2000
#: Nobody orders anything for later than three years ahead; a slip of the year is what this catches.
MOST_DAYS = 1095


def items_in(text: str) -> list[str]:
    """Return the points demanded: one on each line, blank lines left out."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def item_problem(items: Collection[str]) -> str:
    """Return what is wrong with the points demanded, as a msgid; blank: nothing."""
    if not items:
        return gettext_noop("Say what is demanded, one point on each line.")
    if len(items) > MOST_ITEMS:
        return gettext_noop("At most 20 points.")
    if any(len(item) > LONGEST_ITEM for item in items):
        return gettext_noop("A point holds at most 300 characters.")
    return ""


def due_problem(due_on: date | None, today: date) -> str:
    """Return what is wrong with the day by which a unit is to rectify, as a msgid; blank: nothing.

    A term (限期) leaves at least a day: today is none.
    """
    if due_on is None:
        return gettext_noop("Say by when.")
    days = (due_on - today).days
    if days < 1:
        return gettext_noop("Choose a day after today.")
    return gettext_noop("This lies too far in the future.") if days > MOST_DAYS else ""
