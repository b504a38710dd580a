"""What other apps and doors may do with assessment."""
