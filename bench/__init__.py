"""Measuring the product against its floor. Nothing here is part of the product or imported by it."""
