"""Reads of the office: sums, boards, records."""
