"""A timeline in words: what each app calls its entries, and the shape that the component ``timeline`` takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

from pingan.common.slots import entry_labels
from pingan.matters.models import TimelineEntry

#: Entries that matters of every kind may carry: what the ground under them wrote.
_OF_THE_GROUND = {
    "rehomed": pgettext_lazy("timeline", "Moved to the succeeding division"),
    "regridded": pgettext_lazy("timeline", "Moved to another grid"),
}
#: Entries that the supervision desk writes on matters of every kind; each names the document that it rests on.
_OF_SUPERVISION = {
    "supervise": pgettext_lazy("timeline", "Letter of supervision"),
    "circulate": pgettext_lazy("timeline", "Named in a circular"),
    "propose_accountability": pgettext_lazy("timeline", "Case under Article 58 proposed"),
}
_OF_ALL = {**_OF_THE_GROUND, **_OF_SUPERVISION}


def _label(words: Vocabulary, action: str) -> str:
    label = words.label(action)
    if label != action:
        return label
    return str(_OF_ALL.get(action) or entry_labels.get(action) or action)


def _said(words: Vocabulary, entry: TimelineEntry) -> str:
    said = words.said(entry)
    if entry.action in _OF_THE_GROUND and "to_name" in entry.data:
        said = "\n".join(filter(None, (f"{entry.data['from_name']} → {entry.data['to_name']}", said)))
    document = str(entry.data.get("document", "")) if entry.action in _OF_SUPERVISION else ""
    return said if document in said else "\n".join(filter(None, (document, said)))


def _icon(action: str) -> str:
    return "building" if action in _OF_THE_GROUND else "flag" if action in _OF_SUPERVISION else ""


def typed_note(entry: TimelineEntry) -> str:
    """Return the words that somebody typed; blank where nobody did, or where retention took them out."""
    return entry.note.text if hasattr(entry, "note") else ""


@dataclass(frozen=True)
class Vocabulary:
    """How one kind of matter speaks of its entries. ``said`` adds what the data of an entry says."""

    states: Mapping[str, Any]
    label: Callable[[str], str]
    icons: Mapping[str, str]
    tones: Mapping[str, str]
    said: Callable[[TimelineEntry], str] = typed_note


def timeline(entries: Sequence[TimelineEntry], words: Vocabulary) -> list[dict[str, Any]]:
    """Return the entries newest first, as the component ``timeline`` shows them."""
    return [
        {
            "action_label": _label(words, entry.action),
            "actor_name": entry.actor_label,
            "at": entry.at,
            "note": _said(words, entry),
            "from_label": words.states.get(entry.from_state, ""),
            "to_label": words.states.get(entry.to_state, ""),
            "tone": words.tones.get(entry.action, "yellow" if entry.action in _OF_SUPERVISION else "blue"),
            "icon": words.icons.get(entry.action, _icon(entry.action)),
        }
        for entry in reversed(entries)
    ]
