"""Pure rules of the office: spans of time, comparisons, ranking."""
