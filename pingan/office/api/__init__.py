"""The office by program."""
