import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0007_extensions_asked_for_outside"),
        ("org", "0004_experts"),
        ("risk", "0004_warnings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BackTest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        help_text="Of all versions of one rule.", max_length=40, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same_class", "many of one class"),
                            ("group", "many people in one matter"),
                            ("repeated", "the same matter again"),
                            ("overdue", "terms run out"),
                            ("recurrence", "again after it was closed"),
                        ],
                        max_length=12,
                        verbose_name="what it looks for",
                    ),
                ),
                (
                    "counted",
                    models.CharField(
                        choices=[("incident", "incidents"), ("dispute", "disputes"), ("hazard", "hazards")],
                        max_length=10,
                        verbose_name="among",
                    ),
                ),
                ("class_code", models.CharField(blank=True, max_length=40, verbose_name="class")),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="how many at least",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="within how many days",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="people involved at least",
                    ),
                ),
                ("region_code", models.CharField(db_collation="C", max_length=12)),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(verbose_name="to")),
                ("count", models.PositiveIntegerField()),
                ("episodes", models.JSONField(default=list)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-pk",),
            },
        ),
        migrations.CreateModel(
            name="ScreeningRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("effective_from", models.DateField(verbose_name="in force from")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="in force until")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason for the change"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("closed_reason", models.CharField(blank=True, editable=False, max_length=300)),
                (
                    "code",
                    models.CharField(
                        help_text="Of all versions of one rule.", max_length=40, verbose_name="code"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("same_class", "many of one class"),
                            ("group", "many people in one matter"),
                            ("repeated", "the same matter again"),
                            ("overdue", "terms run out"),
                            ("recurrence", "again after it was closed"),
                        ],
                        max_length=12,
                        verbose_name="what it looks for",
                    ),
                ),
                (
                    "counted",
                    models.CharField(
                        choices=[("incident", "incidents"), ("dispute", "disputes"), ("hazard", "hazards")],
                        max_length=10,
                        verbose_name="among",
                    ),
                ),
                ("class_code", models.CharField(blank=True, max_length=40, verbose_name="class")),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="how many at least",
                    ),
                ),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(365),
                        ],
                        verbose_name="within how many days",
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(
                        default=0,
                        validators=[django.core.validators.MaxValueValidator(1000000)],
                        verbose_name="people involved at least",
                    ),
                ),
                ("region_code", models.CharField(db_collation="C", max_length=12)),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("switched_on_at", models.DateTimeField()),
                (
                    "back_test",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rule", to="risk.backtest"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("region_code", "code", "-version"),
            },
        ),
        migrations.CreateModel(
            name="ScreeningRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("region_code", models.CharField(db_collation="C", max_length=12)),
                ("night", models.DateField(verbose_name="night")),
                (
                    "state",
                    models.CharField(
                        choices=[("queued", "waiting"), ("finished", "finished")],
                        default="queued",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("queued_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("timings", models.JSONField(default=dict)),
                ("memory", models.JSONField(default=dict)),
                ("counts", models.JSONField(default=dict)),
                ("watermark", models.JSONField(default=dict)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.region"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("-night", "region_code"),
            },
        ),
        migrations.CreateModel(
            name="Signal",
            fields=[
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="risk_signal",
                        serialize=False,
                        to="matters.matter",
                    ),
                ),
                (
                    "layer",
                    models.CharField(
                        choices=[("rule", "rule"), ("surge", "surge"), ("cluster", "cluster")],
                        max_length=8,
                        verbose_name="layer",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("office_rule", "rule of the office"),
                            ("farrington", "improved Farrington"),
                            ("latest_weeks", "latest weeks"),
                            ("scan", "space-time scan"),
                        ],
                        max_length=12,
                        verbose_name="method",
                    ),
                ),
                (
                    "counted",
                    models.CharField(
                        choices=[("incident", "incidents"), ("dispute", "disputes"), ("hazard", "hazards")],
                        max_length=10,
                        verbose_name="among",
                    ),
                ),
                ("area_code", models.CharField(db_collation="C", max_length=12)),
                (
                    "grid_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("key", models.CharField(db_collation="C", max_length=160)),
                ("figures", models.JSONField(default=dict)),
                ("first_night", models.DateField(verbose_name="first seen")),
                ("last_night", models.DateField(verbose_name="last seen")),
                ("nights", models.PositiveIntegerField(default=1)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("task", "an inspection"), ("warning", "a warning")],
                        max_length=8,
                        verbose_name="became",
                    ),
                ),
                (
                    "dismissal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expected", "expected: season, holiday or event"),
                            ("recording", "an artefact of recording"),
                            ("known", "known and in hand already"),
                            ("chance", "chance: nothing behind it"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                (
                    "reviewed_at",
                    models.DateTimeField(help_text="Confirmed or dismissed; NULL: not yet.", null=True),
                ),
                ("ended_on", models.DateField(help_text="NULL: continued while it is seen.", null=True)),
                (
                    "rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="risk.screeningrule",
                        verbose_name="rule",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("night", models.DateField()),
                ("statistic", models.FloatField()),
                ("p_value", models.FloatField(null=True)),
                ("q_value", models.FloatField(null=True)),
                ("figures", models.JSONField(default=dict)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to="risk.screeningrun",
                    ),
                ),
                (
                    "signal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="risk.signal",
                    ),
                ),
            ],
            options={
                "ordering": ("night", "id"),
            },
        ),
        migrations.AddConstraint(
            model_name="backtest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("region_code__regex", "^36([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$")
                ),
                name="risk_back_test_area",
            ),
        ),
        migrations.AddConstraint(
            model_name="backtest",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__lte", models.F("until"))), name="risk_back_test_runs_forward"
            ),
        ),
        migrations.AddConstraint(
            model_name="screeningrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.Func(models.F("code"), template="(%(expressions)s)::text"),
                            models.Func(models.F("region_code"), template="(%(expressions)s)::text"),
                            arg_joiner=" || '|' || ",
                            template="numrange(hashtextextended(%(expressions)s, 0)::numeric, hashtextextended(%(expressions)s, 0)::numeric, '[]')",
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("effective_from"),
                            models.F("effective_to"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="risk_screening_rule_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="screeningrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("effective_to", None), ("effective_to__gte", models.F("effective_from")), _connector="OR"
                ),
                name="risk_screening_rule_forward",
            ),
        ),
        migrations.AddConstraint(
            model_name="screeningrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("region_code__regex", "^36([0-9]{2}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?)?$")
                ),
                name="risk_screening_rule_area",
            ),
        ),
        migrations.AddIndex(
            model_name="screeningrun",
            index=models.Index(fields=["state", "region_code", "night"], name="risk_run_state"),
        ),
        migrations.AddConstraint(
            model_name="screeningrun",
            constraint=models.UniqueConstraint(fields=("region_code", "night"), name="risk_run_once_a_night"),
        ),
        migrations.AddConstraint(
            model_name="screeningrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finished_at", None), ("state", "queued")),
                    models.Q(
                        ("finished_at__isnull", False), ("started_at__isnull", False), ("state", "finished")
                    ),
                    _connector="OR",
                ),
                name="risk_run_end_is_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(fields=["layer", "method"], name="risk_signal_method"),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on", None)), fields=("key",), name="risk_signal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("layer", "rule"), ("rule__isnull", False)),
                    models.Q(models.Q(("layer", "rule"), _negated=True), ("rule", None)),
                    _connector="OR",
                ),
                name="risk_signal_names_its_rule",
            ),
        ),
        migrations.AddConstraint(
            model_name="signal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dismissal", ""), ("outcome", ""), _negated=True),
                    ("reviewed_at", None),
                    _connector="OR",
                ),
                name="risk_signal_review_has_result",
            ),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.UniqueConstraint(fields=("signal", "night"), name="risk_sighting_once_a_night"),
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("p_value", None), models.Q(("p_value__gte", 0), ("p_value__lte", 1)), _connector="OR"
                    ),
                    models.Q(
                        ("q_value", None), models.Q(("q_value__gte", 0), ("q_value__lte", 1)), _connector="OR"
                    ),
                ),
                name="risk_sighting_chances",
            ),
        ),
    ]
