"""The test run: fast hashing, no broker; script/test hands over the database."""

import os

os.environ.setdefault("PINGAN_SECRET_KEY", "test-only")
os.environ.setdefault("PINGAN_FIELD_KEYS", "t1:aes256gcm:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("PINGAN_BLIND_INDEX_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")

from pingan.settings.base import *

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["OPTIONS"].pop("pool")  # threads in tests close their own connections
if os.environ.get("PINGAN_TEST_TEMPLATE"):  # script/test has migrated it already
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["PINGAN_TEST_TEMPLATE"]}
OUTBOX_HAND_OVER = False
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
DEMO_DATA_ALLOWED = True
