"""Where the terms and numbers that the product ships for accountability and commendations stand."""

from __future__ import annotations

from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "reference" / "accountability"
