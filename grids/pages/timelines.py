"""The timeline of an incident in words: what was done, by whom, and which report or step it was."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from grids.machine import INCIDENTS
from grids.models.incidents import EmergencyReport, Supervision
from pingan.matters.models import TimelineEntry
from pingan.web.timelines import Vocabulary, typed_note

#: Entries that no action of the table writes.
_OTHER_ENTRIES = {
    "report": pgettext_lazy("timeline", "Reported"),
    "amend": pgettext_lazy("timeline", "Report corrected"),
    "merged_in": pgettext_lazy("timeline", "Another report was merged in"),
    "merge_undone": pgettext_lazy("timeline", "A merge was undone"),
    "rehome": pgettext_lazy("timeline", "Moved to the succeeding division"),
    "submission_taken": pgettext_lazy("timeline", "Taken from the public page"),
    "submission_joined": pgettext_lazy("timeline", "A report of the public page was joined"),
    "review_asked": pgettext_lazy("timeline", "The reporter asks for a review"),
    "review_kept": pgettext_lazy("timeline", "Reviewed by another person: the result stands"),
}
_ICONS = {
    "report": "report", "accept": "check", "dispatch": "dispatch", "sign": "sign", "return": "return",
    "merge": "merge", "escalate": "escalate", "call_units": "whistle", "suspend": "pause", "verify": "check-circle",
    "answer": "phone", "comment": "message", "supervise": "flag", "remind": "bell", "evaluate": "star",
    "request_extension": "clock", "allow_extension": "clock", "refuse_extension": "clock",
    "emergency_report": "warning", "determine": "building", "reject": "x", "close": "lock", "amend": "edit",
    "handle": "document", "climb_ladder": "escalate", "acknowledge": "eye", "arrive": "map-pin", "unmerge": "swap",
    "reopen": "refresh", "resume": "refresh", "reclassify": "edit", "propose_accountability": "shield",
    "merged_in": "merge", "merge_undone": "swap", "rehome": "building",
    "submission_taken": "inbox", "submission_joined": "merge", "review_asked": "flag", "review_kept": "check",
}  # fmt: skip
_ENTRY_TONES = {
    "reject": "grey", "return": "yellow", "suspend": "grey", "close": "green", "verify": "green", "answer": "green",
    "remind": "yellow", "supervise": "yellow", "request_extension": "yellow", "emergency_report": "red",
}  # fmt: skip


def action_label(name: str) -> str:
    """Return the name of an entry in the timeline; its code where nobody named it."""
    action = INCIDENTS.action(name)
    return str(action.label if action else _OTHER_ENTRIES.get(name, name))


def _said(entry: TimelineEntry) -> str:
    """Return the words of an entry; of reports and steps of the ladder also which one it was."""
    words = typed_note(entry)
    which = ""
    if entry.action in {"emergency_report", "acknowledge"} and "kind" in entry.data:
        which = str(dict(EmergencyReport.Kind.choices).get(entry.data["kind"], ""))
        channel = dict(EmergencyReport.Channel.choices).get(str(entry.data.get("channel", "")))
        which += f" · {channel}" if channel else ""
    if entry.action == "climb_ladder":
        which = f"{dict(Supervision.Step.choices).get(str(entry.data.get('step', '')), '')} · {entry.data.get('reason', '')}"
    return "\n".join(part for part in (which, words) if part)


WORDS = Vocabulary(INCIDENTS.states, action_label, _ICONS, _ENTRY_TONES, _said)
