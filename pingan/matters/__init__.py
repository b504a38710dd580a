"""Matters: one file number, the state-machine engine, clocks, the chained timeline."""
