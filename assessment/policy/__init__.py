"""Who may do what in assessment."""

from assessment.policy.runs import register_runs
from assessment.policy.schemes import register_schemes

__all__ = ["register_runs", "register_schemes"]
