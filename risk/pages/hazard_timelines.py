"""The timeline of a hazard in words."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from pingan.web.timelines import Vocabulary, typed_note
from risk.machine.hazards import HAZARDS
from risk.models.choices import Domain, Grade, HazardSource
from risk.rules.hazards import STATES

_OTHER_ENTRIES = {"register": pgettext_lazy("timeline", "Registered")}
_ICONS = {
    "register": "report", "grade": "chart", "regrade": "chart", "set_grade": "edit", "reject": "x", "order": "dispatch",
    "report_done": "check", "reinspect": "eye", "look_back": "refresh", "extend": "clock", "list": "flag",
    "unlist": "flag", "hand_over": "escalate", "resume": "return", "correct": "edit", "remind": "bell",
    "comment": "message",
}  # fmt: skip
_TONES = {
    "reject": "grey", "list": "red", "hand_over": "red", "remind": "yellow", "extend": "yellow", "look_back": "green",
}  # fmt: skip


def _label(name: str) -> str:
    action = HAZARDS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _day(text: str) -> str:
    found = parse_date(text[:10])
    return _("by %(day)s") % {"day": f"{found:%Y-%m-%d}"} if found else ""


def _said(entry: Any) -> str:
    data = entry.data
    grades, domains = dict(Grade.choices), dict(Domain.choices)
    change = data.get("grade") or {}
    answers = {"yes": _("passed"), "no": _("not passed")}
    kept = {"yes": _("still removed"), "no": _("it is back")}
    parts = [
        str(dict(HazardSource.choices).get(data.get("source", ""), "")),
        str(grades.get(change.get("after", ""), "")),
        str(domains.get((data.get("domain") or {}).get("after", ""), "")),
        str(data.get("unit", "")),
        _day(str(data.get("due_on", ""))),
        str(data.get("number", "")),
        answers.get(data.get("is_passed", ""), ""),
        kept.get(data.get("holds", ""), ""),
        _("photo taken at %(moment)s by statement of the inspector") % {"moment": data["stated_at"]}
        if data.get("stated_at")
        else "",
    ]
    told = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (told, typed_note(entry)) if part)


WORDS = Vocabulary(STATES, _label, _ICONS, _TONES, _said)
