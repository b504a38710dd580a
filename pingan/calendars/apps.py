from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "pingan.calendars"
    label = "calendars"
