"""Settings shared by every environment.

The environment is read here and nowhere else. Business numbers (deadlines, sizes, terms) are not settings:
they are versioned rows with a source.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from pingan.settings.api_names import ENUM_NAMES
from pingan.settings.databases import database_from_url
from pingan.settings.lockout import *
from pingan.settings.map_base import map_base
from pingan.settings.programs import *

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
DATA_DIR = Path(env.str("PINGAN_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
# script/server leaves the addresses of the servers it started and the keys of this data directory here, so
# that manage.py finds them. A variable that is already set wins.
_RUN_FILE = DATA_DIR / "run" / "environment"
if _RUN_FILE.is_file():
    # A database from outside comes with its own owner; the embedded one's must not be mixed in.
    _outside = os.environ.get("DATABASE_URL")
    if _outside:
        os.environ.setdefault("DATABASE_OWNER_URL", _outside)
    environ.Env.read_env(_RUN_FILE)

SECRET_KEY = env.str("PINGAN_SECRET_KEY")
# First key encrypts, all decrypt: "id:algorithm:base64", comma separated. See docs/decisions on encryption.
FIELD_ENCRYPTION_KEYS: list[str] = env.list("PINGAN_FIELD_KEYS")
BLIND_INDEX_KEY = env.str("PINGAN_BLIND_INDEX_KEY")
DEBUG = False
ALLOWED_HOSTS: list[str] = env.list("PINGAN_ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("PINGAN_TRUSTED_ORIGINS", default=[])
# What the house is called outside, where that is another name than inside: links and codes of public pages carry it.
PUBLIC_URL = env.str("PINGAN_PUBLIC_URL", default="")
# Partners' networks that are no public ones (政务外网), to which events may go, and who signs their certificates.
EXCHANGE_NETWORKS: list[str] = env.list("PINGAN_EXCHANGE_NETWORKS", default=[])
EXCHANGE_CA_FILE = env.str("PINGAN_EXCHANGE_CA_FILE", default="")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "oauth2_provider",
    "django_htmx",
    "csp",
    "pgtrigger",
    "pingan.common",
    "pingan.accounts",
    "pingan.org",
    "pingan.calendars",
    "pingan.audit",
    "pingan.access",
    "pingan.files",
    "pingan.notify",
    "pingan.imports",
    "pingan.documents",
    "pingan.matters",
    "pingan.web",
    "pingan.console",
    "pingan.registers",
    "grids",
    "disputes",
    "risk",
    "assessment",
    "pingan.office",
    "pingan.exchange",
    "pingan.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pingan.web.compression.PageCompression",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "pingan.web.plain_words.PlainWords",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pingan.web.middleware.ActorMiddleware",
    "pingan.web.devices.DeviceMiddleware",
    "pingan.web.sign_in.IdleSessionMiddleware",
    "pingan.web.sign_in.PasswordAgeMiddleware",
    "pingan.web.sign_in.SecondFactorMiddleware",
    "pingan.web.sign_in_records.RefusalLogMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "pingan.urls"
WSGI_APPLICATION = "pingan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pingan.web.context.page_context",
            ],
        },
    },
]

DATABASES = {
    "default": {
        **database_from_url(env.str("DATABASE_URL")),
        "CONN_MAX_AGE": 0,
        # The engine lends no connection that died with the database (CELERY_DB_REUSE_MAX would let workers keep them).
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            **database_from_url(env.str("DATABASE_URL"))["OPTIONS"],
            "server_side_binding": True,
            # Planning a list of six tables takes three times as long as reading it, so web processes (see
            # pingan/wsgi.py) prepare what they send often. Nobody else does: plans made for empty tables stay too long.
            "prepare_threshold": env.int("PINGAN_PREPARE_AFTER", default=None),
            "pool": {"min_size": 1, "max_size": env.int("PINGAN_DB_POOL", default=8), "timeout": 10},
        },
    }
}
# Migrations run as the owner of the tables; the application as a plain role without TRUNCATE or ALTER.
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default=env.str("DATABASE_URL"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "visibility_timeout": 600,
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
}
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_ENABLE_UTC = True
# The outbox is handed to the broker after commit; tests deliver it themselves.
OUTBOX_HAND_OVER = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "pingan.accounts.rules.passwords.CharacterClassValidator"},
    {"NAME": "pingan.accounts.services.passwords.PasswordHistoryValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "pingan.web.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_FORMS = {"change_password": "pingan.web.sign_in_forms.PasswordForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# One count for every door: axes, in the database. allauth would keep a second one in the cache.
ACCOUNT_RATE_LIMITS = False
MFA_ADAPTER = "pingan.web.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "pingan.web.sign_in_forms.SecondFactorForm",
    "reauthenticate": "pingan.web.sign_in_forms.SecondFactorAgainForm",
}
MFA_TOTP_ISSUER = "Pingan"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s, as pingan.accounts.rules.totp

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pingan.web.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# What lies under the map; its host is let into the policy below, and nothing else from outside ever is.
MAP_BASE = map_base(
    tianditu_key=env.str("PINGAN_TIANDITU_KEY", default=""),
    tiles=env.str("PINGAN_MAP_TILES", default=""),
    credit=env.str("PINGAN_MAP_CREDIT", default=""),
    datum=env.str("PINGAN_MAP_DATUM", default="wgs84"),
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *MAP_BASE.hosts],
        # A recording is listened to before it is sent.
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "worker-src": [SELF],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", *([DATA_DIR / "assets"] if (DATA_DIR / "assets").is_dir() else [])]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if env.str("PINGAN_S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("PINGAN_S3_BUCKET"),
            "endpoint_url": env.str("PINGAN_S3_ENDPOINT", default="") or None,
            "access_key": env.str("PINGAN_S3_ACCESS_KEY"),
            "secret_key": env.str("PINGAN_S3_SECRET_KEY"),
            "querystring_auth": True,
            "file_overwrite": False,
        },
    }
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "pingan.web.upload_limit.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "pingan.web.authentication.ApiTokenAuthentication",
        "pingan.web.authentication.SignedIn",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["pingan.web.permissions.HasActor"],
    "DEFAULT_PAGINATION_CLASS": "pingan.web.pagination.CursorPage",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["pingan.web.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["pingan.web.filters.ActorFilterBackend"],
    "EXCEPTION_HANDLER": "pingan.web.errors.problem_handler",
    "DEFAULT_THROTTLE_CLASSES": ["pingan.web.throttling.UserThrottle"],
    "DEFAULT_THROTTLE_RATES": THROTTLE_RATES,
    # The peer's address counts; a forwarded header could name any.
    "NUM_PROXIES": 0,
    "PAGE_SIZE": 50,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Pingan API",
    "DESCRIPTION": "Grid-based community governance: organisation, grids, incidents.",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    "POSTPROCESSING_HOOKS": SCHEMA_HOOKS,
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"codes": {"()": "pingan.web.log_lines.WithoutCodes"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["codes"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
