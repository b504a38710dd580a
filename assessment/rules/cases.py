"""States of accountability cases and of commendations. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

CASE_STATES: Mapping[str, object] = {
    "candidate": pgettext_lazy("case state", "candidate"),
    "verifying": pgettext_lazy("case state", "being verified"),
    "hearing": pgettext_lazy("case state", "statement awaited"),
    "heard": pgettext_lazy("case state", "heard"),
    "decided": pgettext_lazy("case state", "decided"),
    "served": pgettext_lazy("case state", "served"),
    "rectifying": pgettext_lazy("case state", "being rectified"),
    "accepted": pgettext_lazy("case state", "concluded"),
    "escalated": pgettext_lazy("case state", "handed on to the next measure"),
    "closed": pgettext_lazy("case state", "closed without measure"),
}
CASE_FINAL = frozenset({"accepted", "escalated", "closed"})
COMMENDATION_STATES: Mapping[str, object] = {
    "nominated": pgettext_lazy("commendation state", "nominated"),
    "checked": pgettext_lazy("commendation state", "checked"),
    "publicized": pgettext_lazy("commendation state", "open to objections"),
    "decided": pgettext_lazy("commendation state", "decided"),
    "published": pgettext_lazy("commendation state", "published"),
    "refused": pgettext_lazy("commendation state", "refused"),
    "withdrawn": pgettext_lazy("commendation state", "withdrawn"),
}
COMMENDATION_FINAL = frozenset({"published", "refused", "withdrawn"})

#: What the terms of accountability count; the terms themselves are versioned rows.
STAGES: Mapping[str, object] = {
    "case_review": _("review of a candidate for accountability"),
    "case_statement": _("statement of the assessed"),
    "case_recheck": _("re-check of a rectification"),
    "case_objection": _("answer to an objection"),
    "commendation_check": _("check of a nomination"),
    "commendation_publicity": _("publicity of a commendation"),
}
#: Who may still speak: a chance, not a duty.
CHANCES = frozenset({"case_statement"})


_SHORTEST_NAME = 2


def masked(name: str) -> str:
    """Return the first sign of a name, the rest hidden."""
    return f"{name[:1]}{'*' * max(len(name) - 1, 1)}" if name else ""


def without_name(text: str, name: str) -> str:
    """Return a text in which a person's name is masked, also where the given name stands alone (two signs and more)."""
    if len(name) < _SHORTEST_NAME:
        return text
    text = text.replace(name, masked(name))
    given = name[1:]
    return text.replace(given, "*" * len(given)) if len(given) >= _SHORTEST_NAME else text
