"""The inbox: one notice per event and recipient, never at night unless urgent."""
