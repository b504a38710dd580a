"""Doors for programs: incidents, grids, workers, classes."""
