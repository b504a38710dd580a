"""Verbs on disputes that are no change of state."""

from disputes.services.disputes import NewDispute, NewParty, register_dispute

__all__ = ["NewDispute", "NewParty", "register_dispute"]
