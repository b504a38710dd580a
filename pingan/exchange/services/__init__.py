"""What changes in exchange."""
