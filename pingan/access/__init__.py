"""Who may: actors, duties, permits, visible_to() and expiring grants."""
