"""Risk in the demo county: places, hazards, decisions, warnings and signals, each walked through the services."""
