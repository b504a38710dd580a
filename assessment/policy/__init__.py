"""Who may do what in assessment."""

from assessment.policy.schemes import register_schemes
from assessment.policy.targets import register_targets

__all__ = ["register_schemes", "register_targets"]
