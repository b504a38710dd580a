"""Assessment and accountability (Articles 7, 8, 12, 57–62)."""
