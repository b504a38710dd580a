"""Browsers that signed in, so that a lost phone can be signed out and wiped from afar."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Device",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(db_index=True, max_length=64)),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="Browser and system; blank: unknown.", max_length=100
                    ),
                ),
                (
                    "session_key",
                    models.CharField(
                        blank=True, help_text="Of its latest session; blank: ended from afar.", max_length=40
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_seen_at", models.DateTimeField(help_text="To the hour.")),
                (
                    "signed_out_at",
                    models.DateTimeField(help_text="NULL: not signed out from afar.", null=True),
                ),
                (
                    "wiped_at",
                    models.DateTimeField(
                        help_text="First told to clear what it keeps; NULL: not yet.", null=True
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-last_seen_at", "-id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("signed_out_at", None)),
                        fields=("user", "digest"),
                        name="device_once_per_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wiped_at", None), ("signed_out_at__isnull", False), _connector="OR"
                        ),
                        name="device_is_wiped_after_sign_out",
                    ),
                ],
            },
        ),
    ]
