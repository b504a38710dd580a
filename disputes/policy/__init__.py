"""Who may do what to disputes, and to the register of committees and mediators."""

from disputes.policy.committees import register_committees
from disputes.policy.disputes import papers_of, register_disputes
from disputes.policy.statistics import register_statistics

__all__ = ["papers_of", "register_committees", "register_disputes", "register_statistics"]
