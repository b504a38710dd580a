"""One machine, embedded servers: what script/server runs."""

from pingan.settings.base import *

ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
WHITENOISE_USE_FINDERS = False
DEMO_DATA_ALLOWED = True
SHOW_STYLEGUIDE = True
