"""Reads about matters of any kind."""

from pingan.matters.queries.reading import (
    ChainFault,
    chain_faults,
    clocks_of,
    due_clocks,
    files_of,
    linked_matters,
    timeline_of,
    work_of_today,
)

__all__ = [
    "ChainFault",
    "chain_faults",
    "clocks_of",
    "due_clocks",
    "files_of",
    "linked_matters",
    "timeline_of",
    "work_of_today",
]
