"""As pingan.wsgi, with the settings of the bench."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

from pingan.wsgi import application

__all__ = ["application"]
