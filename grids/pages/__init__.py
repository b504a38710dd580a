"""Pages of grids and incidents."""
