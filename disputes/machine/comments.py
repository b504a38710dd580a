"""Remarks with files."""

from __future__ import annotations

from pingan.matters.machine import Move
from pingan.matters.models import MatterFile
from pingan.matters.services import attach_files


def comment_effect(move: Move) -> None:
    """Effect: a remark that everybody who sees the dispute reads."""
    attach_files(move.matter, move.actor, move.data.files, MatterFile.Purpose.HANDLING)
    move.note = move.data.note
