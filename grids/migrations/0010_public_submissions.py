"""What comes in by a public door, and its source among those of incidents."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import pingan.common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0005_uploads_in_pieces"),
        ("grids", "0009_reports_that_joined"),
        ("matters", "0009_files_that_supplement_a_report"),
        ("org", "0004_experts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicSubmission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=32, unique=True, verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[("report", "report"), ("mediation", "application for mediation")],
                        default="report",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waiting"),
                            ("taken", "taken"),
                            ("joined", "joined to one that was there"),
                            ("declined", "declined"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("code_digest", models.CharField(max_length=64, unique=True)),
                ("sent_at", models.DateTimeField(verbose_name="sent at")),
                ("region_code", models.CharField(max_length=12)),
                ("longitude", models.FloatField(help_text="WGS-84 degrees; NULL: told in words.", null=True)),
                ("latitude", models.FloatField(help_text="WGS-84 degrees; NULL: told in words.", null=True)),
                (
                    "text",
                    pingan.common.fields.EncryptedTextField(
                        help_text="Blank: it stands on the matter, or its retention ended."
                    ),
                ),
                ("place_text", pingan.common.fields.EncryptedTextField(null=True)),
                ("reporter_name", pingan.common.fields.EncryptedTextField(null=True)),
                ("reporter_phone", pingan.common.fields.EncryptedTextField(null=True)),
                (
                    "other_party",
                    pingan.common.fields.EncryptedTextField(
                        help_text="With whom, of an application for mediation.", null=True
                    ),
                ),
                ("signs", models.JSONField(default=list)),
                (
                    "is_set_aside",
                    models.BooleanField(default=False, help_text="Bears signs of a flood: rings nobody."),
                ),
                ("text_digest", models.CharField(blank=True, max_length=64)),
                ("line_digest", models.CharField(blank=True, max_length=64)),
                (
                    "is_blank",
                    models.BooleanField(
                        default=False, help_text="Its retention ended; no word of it is left."
                    ),
                ),
                (
                    "decline_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("other_way", "another way is open (court, arbitration, petition, police)"),
                            ("outside", "lies outside this area"),
                            ("unclear", "cannot be identified from what was sent"),
                            ("settled", "was settled already"),
                            (
                                "no_concern",
                                "no concern of public service: advertising, unreadable, or sent again and again",
                            ),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "decline_note",
                    pingan.common.fields.EncryptedTextField(help_text="Shown under the code.", null=True),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "review",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "not asked for"),
                            ("asked", "asked for"),
                            ("reopened", "taken up again"),
                            ("kept", "the result stands"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("review_asked_at", models.DateTimeField(null=True)),
                ("review_reason", pingan.common.fields.EncryptedTextField(null=True)),
                (
                    "review_answer",
                    pingan.common.fields.EncryptedTextField(help_text="Shown under the code.", null=True),
                ),
                ("reviewed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("sent_at", "id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="incident",
            name="incident_has_known_source",
        ),
        migrations.AlterField(
            model_name="incident",
            name="source",
            field=models.CharField(
                choices=[
                    ("grid_worker", "grid worker"),
                    ("village", "village or community"),
                    ("walk_in", "walk-in"),
                    ("phone", "phone call"),
                    ("hotline", "hotline work order"),
                    ("member_unit", "member unit"),
                    ("public", "public page"),
                ],
                max_length=12,
                verbose_name="source",
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_emergency", True),
                    (
                        "source__in",
                        ["grid_worker", "village", "walk_in", "phone", "hotline", "member_unit", "public"],
                    ),
                    _connector="OR",
                ),
                name="incident_has_known_source",
            ),
        ),
        migrations.AddField(
            model_name="publicsubmission",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="publicsubmission",
            name="files",
            field=models.ManyToManyField(related_name="+", to="files.storedfile"),
        ),
        migrations.AddField(
            model_name="publicsubmission",
            name="grid",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grids.grid"
            ),
        ),
        migrations.AddField(
            model_name="publicsubmission",
            name="matter",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="submissions",
                to="matters.matter",
            ),
        ),
        migrations.AddField(
            model_name="publicsubmission",
            name="region",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.region"
            ),
        ),
        migrations.AddField(
            model_name="publicsubmission",
            name="reviewed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="publicsubmission",
            index=models.Index(
                fields=["state", "is_set_aside", "region_code", "sent_at"], name="submission_queue"
            ),
        ),
        migrations.AddIndex(
            model_name="publicsubmission",
            index=models.Index(
                condition=models.Q(("text_digest", ""), _negated=True),
                fields=["text_digest", "sent_at"],
                name="submission_same_text",
            ),
        ),
        migrations.AddIndex(
            model_name="publicsubmission",
            index=models.Index(
                condition=models.Q(("line_digest", ""), _negated=True),
                fields=["line_digest", "sent_at"],
                name="submission_same_line",
            ),
        ),
        migrations.AddIndex(
            model_name="publicsubmission",
            index=models.Index(
                condition=models.Q(("review", "asked")),
                fields=["region_code", "id"],
                name="submission_review_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicsubmission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matter__isnull", False), ("state__in", ["taken", "joined"])),
                    models.Q(("matter", None), ("state__in", ["waiting", "declined"])),
                    _connector="OR",
                ),
                name="submission_leads_to_a_matter_when_taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicsubmission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), models.Q(("decline_reason", ""), _negated=True)),
                    models.Q(models.Q(("state", "declined"), _negated=True), ("decline_reason", "")),
                    _connector="OR",
                ),
                name="submission_declined_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicsubmission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="submission_decided_at_a_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicsubmission",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("review", ""),
                    models.Q(("matter__isnull", False), ("review_asked_at__isnull", False)),
                    _connector="OR",
                ),
                name="submission_review_of_a_matter",
            ),
        ),
    ]
