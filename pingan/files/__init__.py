"""Stored files: sniffed, decoded, re-encoded, hashed; they know no matter."""
