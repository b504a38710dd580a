"""Changing the calendar. Every verb renews the version row in its transaction, so that all processes see it.

Callers ask for the duty ``calendar.edit`` and write the audit entry: both stand above this storey.
"""

from pingan.calendars.services.days import mark_year_final, mark_year_provisional, remove_day, set_day
from pingan.calendars.services.loading import Loaded, load_holidays
from pingan.calendars.services.office_hours import OfficeHoursInput, set_office_hours

__all__ = [
    "Loaded",
    "OfficeHoursInput",
    "load_holidays",
    "mark_year_final",
    "mark_year_provisional",
    "remove_day",
    "set_day",
    "set_office_hours",
]
