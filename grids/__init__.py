"""Grids, grid workers and incidents (Articles 14, 15, 23)."""
