"""Verbs that change grids, workers, the catalogue and incidents."""
