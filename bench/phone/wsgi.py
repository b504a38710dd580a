"""As pingan.wsgi, with the settings of this bench."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.phone.settings")

from pingan.wsgi import application

__all__ = ["application"]
