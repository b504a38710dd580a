"""The past of a county, of which every number is known; see tests/assessment."""

from tests.assessment.conftest import past, past_of_module, period

__all__ = ["past", "past_of_module", "period"]
