"""As in production, but without https, which Chromium's throttling would not slow down anyway."""

from pingan.settings.production import *

RUNS_DEPLOYMENT_CHECKS = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
DEMO_DATA_ALLOWED = True
