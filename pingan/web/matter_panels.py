"""Parts that the page of a matter of any kind shows: clocks with their source, photos, files."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from pingan.calendars.rules import light
from pingan.common.slots import matter_urls
from pingan.files.models import StoredFile
from pingan.matters.machine import Action, machine_for
from pingan.matters.models import Clock, Matter, MatterFile, MatterLink


def light_of(matter: Matter, now: datetime) -> str:
    """Return the light of a matter's next term; blank where the matter has ended."""
    if matter.closed_at is not None:
        return ""
    return light(
        now=now,
        warn_at=matter.next_warn_at,
        due_at=matter.next_due_at,
        stopped_at=None,
        is_paused=matter.clock_paused,
    )


def offered(
    actions: Iterable[Action],
    address: str,
    pk: int,
    *,
    is_pane: bool = False,
    urgent: Sequence[str] = (),
    quiet: Collection[str] = (),
) -> dict[str, list[dict[str, Any]]]:
    """Return the possible actions: ``shown`` as buttons (primary first, then what has a key), the rest folded.

    ``address`` is the name of the address of one action. ``urgent`` ones stand before all others, in their
    own order and whatever their tone; ``quiet`` ones are possible, but no next step now. Only the first stands out.
    """
    rank = {name: place for place, name in enumerate(urgent)}
    ordered = sorted(
        actions,
        key=lambda action: (
            rank.get(action.name, len(rank)),
            action.tone != "primary" or action.name in quiet,
            not action.key,
        ),
    )
    suffix = "?pane=1" if is_pane else ""
    items = [
        {
            "name": action.name,
            "label": action.label,
            "tone": "primary"
            if action.name in rank
            else action.tone
            if action.tone in {"primary", "danger"} and action.name not in quiet
            else "",
            "key": action.key,
            "url": reverse(address, args=[pk, action.name]) + suffix,
        }
        for action in ordered
    ]
    shown = [item for item in items if item["tone"] == "primary" or item["key"]] or items[:2]
    folded = [item for item in items if item not in shown]
    for item in [item for item in shown if item["tone"] == "primary"][1:]:
        item["tone"] = ""
    return {"shown": shown, "folded": folded}


def clock_rows(
    rows: Sequence[Clock],
    now: datetime,
    *,
    stage_label: Callable[[str], str],
    term_in_words: Callable[[int, str], str],
    chances: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """Return the clocks with their lights, verdicts, sources, pauses and extensions.

    Stages and units of terms are named by the rulebook, which stands above this app. ``chances``: stages in which
    somebody may speak and nobody must act; once such a term is over it is over, and not overdue.
    """
    return [
        {
            "stage": stage_label(clock.stage),
            "unit": str(clock.organ) if clock.organ else "",
            "term": term_in_words(clock.amount, clock.unit),
            "extension": clock.extension,
            "source": clock.rule.get("source", ""),
            "version": str(clock.rule.get("version", "")).rpartition(".")[2],
            "started_at": clock.started_at,
            "due_at": clock.due_at,
            "stopped_at": clock.stopped_at,
            "is_provisional": clock.is_provisional and clock.stopped_at is None,
            "verdict": _verdict(clock),
            "light": "" if clock.stage in chances and _is_over(clock, now) else _light(clock, now),
            "pauses": list(clock.pauses.all()),
            "extensions": list(clock.extensions.all()),
        }
        for clock in rows
    ]


def _is_over(clock: Clock, now: datetime) -> bool:
    return clock.due_at is not None and clock.due_at <= (clock.stopped_at or now)


def _light(clock: Clock, now: datetime) -> str:
    if clock.stopped_at is not None and clock.is_met is None:
        return ""
    return light(
        now=now,
        warn_at=clock.warn_at,
        due_at=clock.due_at,
        stopped_at=clock.stopped_at,
        is_paused=clock.paused_at is not None,
    )


def _verdict(clock: Clock) -> Any:
    if clock.stopped_at is None:
        return ""
    verdicts = {
        True: pgettext_lazy("deadline", "met"),
        False: pgettext_lazy("deadline", "missed"),
        None: pgettext_lazy("deadline", "given up"),
    }
    return verdicts[clock.is_met]


def photos(files: Sequence[MatterFile], *, purposes: Collection[str]) -> list[dict[str, Any]]:
    """Return the photos of some purposes for one gallery, in the order in which they came."""
    return [
        {
            "url": reverse("web:file_content", args=[row.file_id]),
            "thumbnail_url": reverse("web:file_thumbnail", args=[row.file_id]),
            "caption": _caption(row),
        }
        for row in files
        if row.purpose in purposes and row.file.kind == StoredFile.Kind.PHOTO and row.file.deleted_at is None
    ]


def _caption(row: MatterFile) -> str:
    who = row.added_by.name if row.added_by else ""
    at = f"{timezone.localtime(row.added_at):%Y-%m-%d %H:%M}"
    return " · ".join(part for part in (str(row.get_purpose_display()), who, at) if part)


def attached_files(files: Sequence[MatterFile]) -> list[dict[str, Any]]:
    """Return the files that are no photos."""
    return [
        {
            "url": reverse("web:file_content", args=[row.file_id]),
            "name": row.file.original_name,
            "kilobytes": max(1, row.file.size_bytes // 1024),
            "purpose": row.get_purpose_display(),
            "is_sound": row.file.kind == StoredFile.Kind.AUDIO,
        }
        for row in files
        if row.file.kind != StoredFile.Kind.PHOTO and row.file.deleted_at is None
    ]


def link_rows(others: Iterable[tuple[MatterLink, Matter, bool]]) -> list[dict[str, Any]]:
    """Return the linked matters of any kind, each with the address of its page."""
    words = {
        ("merged", True): gettext_lazy("Merged into"),
        ("merged", False): gettext_lazy("Merged into this one"),
        ("referred", True): gettext_lazy("Handed on as"),
        ("referred", False): gettext_lazy("Came from"),
    }
    shown = []
    for link, other, is_out in others:
        url = matter_urls.get(other.kind)
        shown.append(
            {
                "what": words.get((link.kind, is_out), link.get_kind_display()),
                "reason": link.reason,
                "number": other.number,
                "title": other.title,
                "state": machine_for(other.kind).states.get(other.state, other.state),
                "url": url(other.pk) if url else "",
            }
        )
    return shown
