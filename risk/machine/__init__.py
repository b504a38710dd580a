"""The lives of matters of risk as data."""
