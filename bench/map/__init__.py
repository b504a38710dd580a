"""How long a province's assessment takes: both runs of a year, their files, and a large survey (docs/performance.md)."""
