"""The demo county: people, grids and a year of incidents, all marked as demo data."""
