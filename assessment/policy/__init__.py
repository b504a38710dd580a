"""Who may do what in assessment."""

from assessment.policy.schemes import register_schemes
from assessment.policy.surveys import register_surveys

__all__ = ["register_schemes", "register_surveys"]
