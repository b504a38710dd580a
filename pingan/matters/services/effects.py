"""Effects that every kind of matter has in common: a remark, with files or without."""

from __future__ import annotations

from pingan.matters.machine import Move
from pingan.matters.models import MatterFile
from pingan.matters.services.attaching import attach_files


def note_only(move: Move) -> None:
    """Effect: nothing but the remark."""
    move.note = move.data.note


def comment_effect(move: Move) -> None:
    """Effect: a remark that everybody who sees the matter reads, with its files."""
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    note_only(move)
    move.public["files"] = len(move.data.files)
