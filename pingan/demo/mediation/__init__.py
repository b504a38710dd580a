"""Disputes of the demo: committees and mediators, a year of invented disputes, lives walked through the machine."""
