"""The floor of a run: what the database alone needs to copy the same rows once, without figures, digests or scores."""

from __future__ import annotations

import time
from typing import Any

import psycopg

#: As many rows, as wide, into tables with the same indexes, and nothing asked of them.
_STEPS = {
    "records": (
        "create temporary table floor_records (like assessment_frozenrecord including defaults including indexes)",
        "insert into floor_records select * from assessment_frozenrecord",
    ),
    "cells": (
        "create temporary table floor_cells (like assessment_frozencell including defaults including indexes)",
        "insert into floor_cells select * from assessment_frozencell",
    ),
    "scores": (
        "create temporary table floor_scores (like assessment_score including defaults including indexes)",
        "insert into floor_scores select * from assessment_score",
    ),
}


def floor(connection: psycopg.Connection[Any]) -> dict[str, float]:
    """Return the seconds that writing each table of both runs again takes, rows at hand."""
    found = {}
    for name, (made, copied) in _STEPS.items():
        connection.execute(made)
        began = time.perf_counter()
        connection.execute(copied)
        found[name] = round(time.perf_counter() - began, 2)
    return found
