"""Risk of decisions, places and matters, never of persons (Articles 15, 19, 24-26, 29-31, 35, 37-44, 50)."""
