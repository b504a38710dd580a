"""Reports that joined an incident that was there: who reported, and whom to answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pingan.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("grids", "0008_incidents_of_our_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JoinedReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reported_at", models.DateTimeField(auto_now_add=True)),
                ("reporter_name", pingan.common.fields.EncryptedTextField(null=True)),
                ("reporter_phone", pingan.common.fields.EncryptedTextField(null=True)),
                ("wants_no_reply", models.BooleanField(default=False)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="joined_reports",
                        to="grids.incident",
                    ),
                ),
                (
                    "reported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("reported_at", "id"),
            },
        ),
    ]
