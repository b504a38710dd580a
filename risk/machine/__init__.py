"""The lives of the matters of risk as data."""

from risk.machine.signals import SIGNALS

__all__ = ["SIGNALS"]
