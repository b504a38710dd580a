"""The states of a signal by code, and what of one is confirmed. Pure."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

STATES = {
    "new": pgettext_lazy("signal state", "new"),
    "watched": pgettext_lazy("signal state", "watched"),
    "confirmed": pgettext_lazy("signal state", "confirmed"),
    "dismissed": pgettext_lazy("signal state", "dismissed"),
    "ended": pgettext_lazy("signal state", "ended"),
}
FINAL = frozenset({"ended"})
