"""The states of a major decision by code. Lists and the machine name them alike. Pure."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

STATES = {
    "listed": pgettext_lazy("decision state", "in the catalogue"),
    "planned": pgettext_lazy("decision state", "planned"),
    "consulting": pgettext_lazy("decision state", "being consulted on"),
    "assessing": pgettext_lazy("decision state", "being assessed"),
    "reviewing": pgettext_lazy("decision state", "in review"),
    "returned": pgettext_lazy("decision state", "returned by the review"),
    "assessed": pgettext_lazy("decision state", "assessed"),
    "decided": pgettext_lazy("decision state", "decided"),
    "following": pgettext_lazy("decision state", "being followed"),
    "reassess": pgettext_lazy("decision state", "to be assessed anew"),
    "deferred": pgettext_lazy("decision state", "deferred"),
    "abandoned": pgettext_lazy("decision state", "abandoned"),
    "closed": pgettext_lazy("decision state", "closed"),
}
FINAL = frozenset({"closed"})
#: From here on a decision has been made, and its record stands.
MADE = frozenset({"decided", "following"})
#: Nothing has been decided yet.
BEFORE = frozenset(
    {"listed", "planned", "consulting", "assessing", "reviewing", "returned", "assessed", "reassess"}
)
#: People are heard here, and their answers count.
HEARING = frozenset({"planned", "consulting", "assessing", "returned", "reassess"})
