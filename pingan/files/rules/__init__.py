"""What a file must be to be kept. Pure: bytes in, facts or a refusal out; no database, storage or clock."""

from pingan.files.rules.inspection import Inspected, inspect
from pingan.files.rules.limits import LIMITS, Limits
from pingan.files.rules.names import display_name, has_name_of_type

__all__ = ["LIMITS", "Inspected", "Limits", "display_name", "has_name_of_type", "inspect"]
