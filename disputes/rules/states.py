"""The states of a dispute by code. Lists, exports and the machine name them alike. Pure."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

STATES = {
    "registered": pgettext_lazy("dispute state", "registered"),
    "accepted": pgettext_lazy("dispute state", "accepted"),
    "mediating": pgettext_lazy("dispute state", "in mediation"),
    "agreed": pgettext_lazy("dispute state", "agreement drawn up"),
    "performing": pgettext_lazy("dispute state", "agreement in effect"),
    "unresolved": pgettext_lazy("dispute state", "without agreement"),
    "referred": pgettext_lazy("dispute state", "in another channel"),
    "resolved": pgettext_lazy("dispute state", "resolved"),
    "closed": pgettext_lazy("dispute state", "closed"),
    "rejected": pgettext_lazy("dispute state", "not accepted"),
    "merged": pgettext_lazy("dispute state", "joined to another"),
}
#: An agreement in effect is watched while it is performed and while something is mediated beside it.
WATCHED = frozenset({"performing", "accepted", "mediating", "agreed"})
#: In these, clauses of an agreement that is owed can be settled; beside a draft that waits for signatures they are not.
OWED = WATCHED - {"agreed"}
FINAL = frozenset({"closed", "rejected", "merged"})
