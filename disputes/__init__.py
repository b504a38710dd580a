"""Disputes: from screening to an agreement that is kept (Articles 5, 14, 15, 32, 50-52)."""
