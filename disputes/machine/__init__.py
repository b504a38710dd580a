"""The life of a dispute as data."""

from disputes.machine.disputes import DISPUTES

__all__ = ["DISPUTES"]
