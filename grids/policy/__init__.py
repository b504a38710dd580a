"""Who may what with grids, the catalogue and incidents."""
