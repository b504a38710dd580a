"""The accounts of the demo data, with passwords and second-factor secrets. Demo data only."""

import json
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from pingan.access.rules import SECOND_FACTOR_ROLES
from pingan.accounts.rules.totp import PERIOD, code_at
from pingan.demo.people import PASSWORD, totp_secret_of
from pingan.org.models import Post


class Command(BaseCommand):
    help = "List the demo accounts that can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="Machine-readable.")
        parser.add_argument(
            "--code",
            metavar="USERNAME",
            help="Print the six digits that this account's second factor asks for now.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_DATA_ALLOWED:
            raise CommandError("Demo accounts exist in demo installations only.")
        posts = Post.objects.filter(user__is_demo=True, held_to=None).exclude(user__password__startswith="!")
        if options["code"]:
            asked = posts.filter(user__username=options["code"], role__in=SECOND_FACTOR_ROLES)
            if not asked.exists():
                raise CommandError("No demo account of this name has a second factor.")
            self.stdout.write(code_at(totp_secret_of(options["code"]), int(time.time()) // PERIOD))
            return
        rows = [
            {
                "username": post.user.username,
                "password": PASSWORD,
                "role": post.role,
                "area": post.region.code,
                "totp_secret": totp_secret_of(post.user.username)
                if post.role in SECOND_FACTOR_ROLES
                else None,
            }
            for post in posts.select_related("user", "region").order_by(
                "region__code", "role", "user__username"
            )
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
            return
        with translation.override("zh-hans"):
            for row, post in zip(rows, posts.order_by("region__code", "role", "user__username"), strict=True):
                secret = f"  TOTP {row['totp_secret']}" if row["totp_secret"] else ""
                self.stdout.write(f"{row['username']:<18} {row['role']:<18} {post.region.name}{secret}")
        self.stdout.write(f"password: {PASSWORD}")
