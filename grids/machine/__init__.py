"""State machines of this app."""

from grids.machine.incidents import INCIDENTS

__all__ = ["INCIDENTS"]
