"""Who may do what in assessment."""

from assessment.policy.cases import register_cases
from assessment.policy.commendations import register_commendations
from assessment.policy.instruments import register_instruments
from assessment.policy.orders import register_orders
from assessment.policy.runs import register_runs
from assessment.policy.schemes import register_schemes
from assessment.policy.surveys import register_surveys
from assessment.policy.targets import register_targets

__all__ = [
    "register_cases",
    "register_commendations",
    "register_instruments",
    "register_orders",
    "register_runs",
    "register_schemes",
    "register_surveys",
    "register_targets",
]
