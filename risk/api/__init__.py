"""API of risk."""
