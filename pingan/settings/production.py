"""Real people's data: https only, no demo accounts, hashed static names, JSON logs, checks before a start."""

from pingan.settings.base import *

DEBUG = False
DEMO_DATA_ALLOWED = False
# pingan.common.startup then runs pingan.common.checks in web, worker and beat, which end on an error.
RUNS_DEPLOYMENT_CHECKS = True

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600
# Addresses or networks whose X-Forwarded-For and -Proto are believed (docs/operations.md). Nobody's by
# default: any client could claim https or another address.
TRUSTED_PROXIES: list[str] = env.list("PINGAN_TRUSTED_PROXIES", default=[])

STORAGES["staticfiles"] = {"BACKEND": "pingan.common.staticfiles.GzipManifestStorage"}

LOGGING["formatters"]["json"] = {"()": "pingan.common.logs.JsonFormatter"}
LOGGING["handlers"]["console"]["formatter"] = "json"
# Celery would otherwise replace the handlers of the root logger with its own lines.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
