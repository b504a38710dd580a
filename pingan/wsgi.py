"""The WSGI door. Runs Django's checks first and refuses to start on an error."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pingan.settings.production")
os.environ.setdefault("PINGAN_PREPARE_AFTER", "5")  # the same few statements, all day long
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from pingan.common.startup import demand_sound_settings
from pingan.web.bodies import whole_bodies

application = whole_bodies(get_wsgi_application())
# Without it this process would speak to Celery's default broker, and every job would wait for beat.
import pingan.celery  # noqa: F401, E402

demand_sound_settings("web")
if proxies := getattr(settings, "TRUSTED_PROXIES", []):
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies)
