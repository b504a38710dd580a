"""Titles of disputes: type and place, never a person. Pure."""

from __future__ import annotations


def title_of(type_name: str, place_name: str) -> str:
    """Return the title: what kind of dispute, and where."""
    return f"{type_name} · {place_name}"[:200]
