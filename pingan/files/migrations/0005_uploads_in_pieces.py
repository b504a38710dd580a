"""Files that come in pieces: a row per upload and one per piece that has arrived."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pingan.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0004_names_are_encrypted"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(help_text="Made by the sender.")),
                (
                    "name",
                    pingan.common.fields.EncryptedTextField(
                        help_text="As it was sent; cleaned when the file is stored."
                    ),
                ),
                ("size_bytes", models.PositiveIntegerField(help_text="As promised.")),
                (
                    "sha256",
                    models.CharField(help_text="As promised: of the bytes that are sent.", max_length=64),
                ),
                (
                    "read_place",
                    models.BooleanField(
                        help_text="The sender agreed that place and time of a photo are read."
                    ),
                ),
                (
                    "offset",
                    models.PositiveIntegerField(
                        default=0, help_text="Bytes that have arrived, without a gap."
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("receiving", "on its way"),
                            ("whole", "arrived whole"),
                            ("refused", "refused"),
                        ],
                        default="receiving",
                        max_length=10,
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, help_text="Why it was refused, for people.", max_length=300),
                ),
                (
                    "is_damaged",
                    models.BooleanField(
                        default=False,
                        help_text="Refused because the bytes are not those promised; it may be sent anew.",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "touched_at",
                    models.DateTimeField(db_index=True, help_text="Last sign of life of the sender."),
                ),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="UploadPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("start", models.PositiveIntegerField(help_text="Where it begins in the file, in bytes.")),
                ("size_bytes", models.PositiveIntegerField()),
                (
                    "storage_name",
                    models.CharField(help_text="Random; tells nothing.", max_length=120, unique=True),
                ),
                (
                    "upload",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pieces", to="files.upload"
                    ),
                ),
            ],
            options={
                "ordering": ("start",),
            },
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(fields=("owner", "key"), name="upload_once_per_sender"),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("offset__lte", models.F("size_bytes")), ("size_bytes__gt", 0)),
                name="upload_within_its_size",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", False), ("state", "whole")),
                    models.Q(models.Q(("state", "whole"), _negated=True), ("file", None)),
                    _connector="OR",
                ),
                name="upload_is_whole_with_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "refused"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "refused"), _negated=True), ("reason", "")),
                    _connector="OR",
                ),
                name="upload_is_refused_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="uploadpiece",
            constraint=models.UniqueConstraint(fields=("upload", "start"), name="upload_piece_once"),
        ),
        migrations.AddConstraint(
            model_name="uploadpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(("size_bytes__gt", 0)), name="upload_piece_is_not_empty"
            ),
        ),
    ]
