"""Doors for partners' systems. They hold no post and no session: what they may stands in the catalogue."""
