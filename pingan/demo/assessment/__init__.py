"""Assessment and accountability in the demo county, told by the services."""
