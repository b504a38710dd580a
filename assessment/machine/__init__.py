"""The lives of the matters of assessment as data."""
