# ruff: noqa: E402 - the models can only be read once Django is set up
"""Signs a seeded grid worker in and prints the session's key."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.phone.settings")

import django

django.setup()

from django.conf import settings
from django.test import Client

from pingan.org.models import Post

post = Post.objects.filter(role="grid_worker", user__is_active=True).select_related("user").earliest("pk")
client = Client()
client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
key = client.cookies[settings.SESSION_COOKIE_NAME].value
sys.stdout.write(json.dumps({"name": settings.SESSION_COOKIE_NAME, "value": key}) + "\n")
