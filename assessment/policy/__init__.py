"""Who may do what in assessment."""

from assessment.policy.schemes import register_schemes

__all__ = ["register_schemes"]
