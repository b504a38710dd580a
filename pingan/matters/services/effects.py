"""What the actions of every kind of matter have in common: remarks, the end of all clocks, sentences to people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from pingan.matters.machine import ClockOperation, Move, Notification, StopClock
from pingan.matters.models import Clock, MatterFile
from pingan.matters.services.attaching import attach_files


def note_only(move: Move) -> None:
    """Effect: nothing but the remark."""
    move.note = move.data.note


def comment_effect(move: Move, *, purpose: str = MatterFile.Purpose.HANDLING) -> None:
    """Effect: a remark that everybody who sees the matter reads, with its files."""
    attach_files(move.matter, move.actor, move.data.files, purpose)
    note_only(move)
    move.public["files"] = len(move.data.files)


def stop_all(move: Move, *met: str) -> list[ClockOperation]:
    """Clocks: every running one ends; those of the stages ``met`` with a verdict, the others without."""
    running = Clock.objects.filter(matter=move.matter, stopped_at=None)
    stages = running.values_list("stage", flat=True).distinct()
    return [StopClock(stage, every_organ=True, has_verdict=stage in met) for stage in stages]


Who = Callable[[Any], Iterable[int]]


def _everybody(detail: Any, people: Iterable[int]) -> Iterable[int]:
    return people


def tell(
    *who: Who,
    title: str,
    is_urgent: Callable[[Move], bool] = lambda move: False,
    once: str = "",
    permitted: Callable[[Any, Iterable[int]], Iterable[int]] = _everybody,
) -> Callable[[Move], Iterable[Notification]]:
    """Return a rule that sends one sentence (a msgid) to people, never to the one who acted.

    ``once`` names the state that the action must have led to; ``permitted`` leaves of the people those who may know.
    """

    def notices(move: Move) -> Iterable[Notification]:
        if once and move.matter.state != once:
            return
        people = {person for ask in who for person in ask(move.detail)} - {move.actor.user_id}
        recipients = tuple(sorted(permitted(move.detail, people)))
        if recipients:
            yield Notification(recipients, title, is_urgent=is_urgent(move))

    return notices
